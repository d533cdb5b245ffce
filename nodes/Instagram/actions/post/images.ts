import { createOptions, imageOptionProperties } from '../../descriptions/publishOptions';
import { cancelledError } from '../../graph/errors/explain';
import { senderOf } from '../../graph/request';
import { InputError } from '../../parameters/inputError';
import { defineParameter, parameterIn, readRaw } from '../../parameters/parameter';
import { choice, hasValue, quoted, readCollection } from '../../parameters/readers';
import { SOURCE_IMAGE_BYTES } from '../../publishing/limits';
import { fetchFile } from '../../publishing/media/fetchFile';
import type { Color } from '../../publishing/media/image/pixels';
import type { ImageFit, ImageRatio } from '../../publishing/media/image/shape';
import { RATIOS } from '../../publishing/media/image/shape';
import type { ImageFiles } from '../../publishing/media/prepareImages';
import { prepareImages } from '../../publishing/media/prepareImages';
import type { ImageOptions, PostPlan } from '../../publishing/types';
import type { ItemRun } from '../operation';
import { bytesOf, factsOf } from './binary';

const FITS: readonly ImageFit[] = ['none', 'pad', 'crop'];

const RATIO_NAMES = ['nearest', ...Object.keys(RATIOS)] as ImageRatio[];

function readColor(value: unknown, label: string): Color {
	const [, red, green, blue] =
		/^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(value).trim()) ?? [];
	if (red === undefined || green === undefined || blue === undefined) {
		throw new InputError(label, `is not a color: ${quoted(value)}`, 'Enter it as #rrggbb, such as #ffffff.');
	}
	return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

const options = defineParameter(createOptions, readCollection);

/** An image option; an expression that finds nothing in a row leaves it at its default. */
function imageOption<T>(name: string, read: (value: unknown, label: string) => T) {
	const { property } = parameterIn(imageOptionProperties, name, readRaw);
	return defineParameter(property, (value, label) => read(hasValue(value) ? value : property.default, label));
}

const imageFit = imageOption('imageFit', choice(FITS));
const imageRatio = imageOption('imageRatio', choice(RATIO_NAMES));
const padColor = imageOption('padColor', readColor);

/** How the item wants its images to be brought into shape. */
export function readImageOptions({ read }: ItemRun): ImageOptions {
	const values = read(options);
	return {
		fit: read(imageFit, values),
		ratio: read(imageRatio, values),
		background: read(padColor, values),
	};
}

function imageFilesOf({ context, connection }: ItemRun): ImageFiles {
	const { helpers } = context;
	return {
		async read(media, label) {
			if (media.kind === 'binary') return await bytesOf(media.binary, label);
			const fetch = { send: senderOf(context), parameter: label, signal: connection.signal };
			return await fetchFile(media.url, fetch, SOURCE_IMAGE_BYTES.max);
		},
		async store(jpeg) {
			return await factsOf(
				context,
				'image',
				await helpers.prepareBinaryData(jpeg, 'image.jpg', 'image/jpeg'),
			);
		},
		throwIfCancelled() {
			if (connection.signal?.aborted) throw cancelledError(false);
		},
		pause: async () => await connection.clock.sleep(0),
	};
}

/**
 * Brings the images of an item into shape; nothing is sent before.
 *
 * @throws InputError that names the parameter or entry
 */
export async function preparePlan(run: ItemRun, plan: PostPlan): Promise<PostPlan> {
	return await prepareImages(plan, run.connection.settings.loginMethod, imageFilesOf(run));
}
