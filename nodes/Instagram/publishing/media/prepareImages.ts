import { createSemaphore, KeyedMutex } from '../../shared/concurrency';
import { processStore } from '../../shared/processState';
import { toError } from '../../shared/toError';
import type { LoginMethod } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { LIMITS } from '../limits';
import { coverBinary } from '../readFields';
import type { BinaryFacts, ContainerPlan, ImageOptions, MediaSource, PostPlan } from '../types';
import { readImageInfo, uprightSize } from './image/imageInfo';
import { ImageError } from './image/pixels';
import type { ImageTarget } from './image/prepareImage';
import { prepareImage } from './image/prepareImage';
import type { Size } from './image/shape';
import { ratioFor } from './image/shape';
import { assertReachable } from './source';

/** How files are read and stored. */
export interface ImageFiles {
	/** @throws InputError that begins with the label */
	read(media: MediaSource, label: string): Promise<Buffer>;
	/** Stores a JPEG where Meta can fetch it by a signed URL. */
	store(jpeg: Buffer): Promise<BinaryFacts>;
	/** Throws if the user has cancelled the execution. */
	throwIfCancelled(): void;
	/** Gives the event loop back. */
	pause(): Promise<void>;
}

/** Files in memory at once: a slow server must not keep the images of other workflows waiting. */
const fileSemaphore = createSemaphore(4);

/** Decoding takes the event loop and much memory: one image at a time in this process. */
const decoding = processStore(new KeyedMutex());

/** Whether a container's file may have to become another one; the rest is not even read. */
function isCandidate({ kind, media }: ContainerPlan, { fit }: ImageOptions): boolean {
	if (kind !== 'image' || !media) return false;
	if (fit !== 'none') return true;
	if (media.kind === 'url') return false;
	const { header, size = 0 } = media.binary;
	return header?.kind?.isConvertible === true || size > LIMITS.imageBytes.max;
}

function inputErrorFor(label: string, error: unknown): Error {
	return error instanceof ImageError
		? new InputError(label, error.message, error.description)
		: toError(error);
}

/** Prepares the images of one post. */
class Preparation {
	/** The shape of a carousel's first image, which Instagram cuts the others to. */
	private carouselRatio?: number;

	constructor(
		private readonly plan: PostPlan,
		private readonly login: LoginMethod,
		private readonly files: ImageFiles,
	) {}

	async container(container: ContainerPlan): Promise<ContainerPlan> {
		const { media, mediaLabel: label = '', cover } = container;
		if (cover) return { ...container, cover: await this.cover(cover) };
		if (!media || !isCandidate(container, this.plan.image)) return container;
		const { background, fit } = this.plan.image;
		let pixels: Size | undefined;
		const binary = await this.converted(media, label, (bytes) => {
			const info = readImageInfo(bytes);
			pixels = info && uprightSize(info);
			return { fit, background, ratio: this.ratioOf(pixels) };
		});
		if (binary) return { ...container, media: { kind: 'binary', binary } };
		return media.kind === 'url' ? { ...container, media: { ...media, pixels } } : container;
	}

	/** Meta shows a cover in the shape of the reel, so it is converted but not fitted. */
	private async cover(binary: BinaryFacts): Promise<BinaryFacts> {
		const media: MediaSource = { kind: 'binary', binary };
		if (!isCandidate({ kind: 'image', parameters: {}, media }, { ...this.plan.image, fit: 'none' }))
			return binary;
		const { background } = this.plan.image;
		const target: ImageTarget = { fit: 'none', ratio: 1, background };
		return (await this.converted(media, coverBinary.displayName, () => target)) ?? binary;
	}

	private async converted(
		media: MediaSource,
		label: string,
		targetFor: (bytes: Buffer) => ImageTarget,
	): Promise<BinaryFacts | undefined> {
		const releaseFile = await fileSemaphore.acquire();
		try {
			this.files.throwIfCancelled();
			const bytes = await this.files.read(media, label);
			const isTooLarge = bytes.length > LIMITS.imageBytes.max;
			const jpeg = await this.decodedAlone(() => prepareImage(bytes, targetFor(bytes), isTooLarge));
			if (!jpeg) return undefined;
			const binary = await this.files.store(jpeg);
			assertReachable(binary, 'image', this.login, label);
			return binary;
		} catch (error) {
			throw inputErrorFor(label, error);
		} finally {
			releaseFile();
		}
	}

	private async decodedAlone<T>(work: () => T): Promise<T> {
		const release = await decoding.acquire('image');
		try {
			this.files.throwIfCancelled();
			const result = work();
			await this.files.pause();
			return result;
		} finally {
			release();
		}
	}

	private ratioOf(size: Size | undefined): number {
		const { image, productType, postType } = this.plan;
		if (!size) return 1;
		const ratio = ratioFor(size, image.ratio, productType === 'STORY');
		if (postType !== 'carousel') return ratio;
		return (this.carouselRatio ??= ratio);
	}
}

/**
 * Turns the images of a post into JPEGs of a shape that Meta takes, where they are not: PNG, GIF and BMP files, files of
 * more than 8 MB, and with 'Image Fit' all images whose shape does not fit. Others are passed on as they are.
 *
 * @returns the plan with the files that Meta is to fetch
 * @throws InputError that names the parameter or entry; nothing has been sent then
 */
export async function prepareImages(
	plan: PostPlan,
	login: LoginMethod,
	files: ImageFiles,
): Promise<PostPlan> {
	const preparation = new Preparation(plan, login, files);
	const container = await preparation.container(plan.container);
	const children: ContainerPlan[] = [];
	for (const child of plan.children) children.push(await preparation.container(child));
	return { ...plan, container, children };
}
