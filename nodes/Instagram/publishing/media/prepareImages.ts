import { createSemaphore } from '../../shared/concurrency';
import { toError } from '../../shared/toError';
import type { LoginMethod } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { LIMITS } from '../limits';
import { coverBinary } from '../readFields';
import type { BinaryFacts, ContainerPlan, ImageOptions, MediaSource, PostPlan } from '../types';
import { readImageInfo } from './image/imageInfo';
import { ImageError } from './image/pixels';
import type { ImageTarget } from './image/prepareImage';
import { prepareImage, uprightSize } from './image/prepareImage';
import { ratioFor } from './image/shape';
import { assertReachable } from './source';

/** How files are read and stored. */
export interface ImageFiles {
	/** @throws InputError that begins with the label */
	read(media: MediaSource, label: string): Promise<Buffer>;
	/** Stores a JPEG where Meta can fetch it by a signed URL. */
	store(jpeg: Buffer): Promise<BinaryFacts>;
	/** Gives the event loop back. */
	pause(): Promise<void>;
}

/** Decoding takes the event loop and much memory: one image at a time in this process. */
const imageSemaphore = createSemaphore(1);

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
		const binary = await this.converted(media, label, (bytes) => ({
			fit,
			background,
			ratio: this.ratioOf(bytes),
		}));
		return binary ? { ...container, media: { kind: 'binary', binary } } : container;
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
		const release = await imageSemaphore.acquire();
		try {
			const bytes = await this.files.read(media, label);
			const isTooLarge = bytes.length > LIMITS.imageBytes.max;
			const jpeg = prepareImage(bytes, targetFor(bytes), isTooLarge);
			if (!jpeg) return undefined;
			const binary = await this.files.store(jpeg);
			assertReachable(binary, 'image', this.login, label);
			return binary;
		} catch (error) {
			throw inputErrorFor(label, error);
		} finally {
			release();
			await this.files.pause();
		}
	}

	private ratioOf(bytes: Buffer): number {
		const { image, productType, postType } = this.plan;
		const info = readImageInfo(bytes);
		if (!info) return 1;
		const ratio = ratioFor(uprightSize(info), image.ratio, productType === 'STORY');
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
