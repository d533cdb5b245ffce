import type { Clock, GraphClient, GraphParameters, UploadFile } from '../graph/types';
import type { FileHeader } from './media/headers';
import type { Color } from './media/image/pixels';
import type { ImageFit, ImageRatio } from './media/image/shape';

/** What publishing needs of the outside, for one account. */
export interface PublishContext {
	readonly graph: GraphClient;
	/** The account as it stands in a path: an id, or `me`. */
	readonly account: string;
	readonly clock: Clock;
	/** Throws if the user has cancelled the execution. */
	throwIfCancelled(): void;
}

export type PostType = 'image' | 'reel' | 'story' | 'carousel';

/** The file of a binary property, as n8n keeps it. */
export interface BinaryFile extends UploadFile {
	/** Tells this file from others: n8n's id of it, or a digest. */
	readonly key: string;
	/**
	 * Makes a URL under which n8n gives the file to whoever has it, for some hours: it holds a token. Absent where n8n
	 * keeps the file in memory only.
	 */
	signedUrl?(): string;
}

/** What is known of a binary property before anything is sent. */
export interface BinaryFacts {
	propertyName: string;
	mimeType: string;
	/** Bytes, where n8n knows it. */
	size?: number;
	/** What its first bytes tell; without them the MIME type has to do. */
	header?: FileHeader;
	file?: BinaryFile;
}

/** Where a file comes from: a public URL, or a binary property of the item. */
export type MediaSource = { kind: 'url'; url: string } | { kind: 'binary'; binary: BinaryFacts };

/** An entry of `carouselItems.item`, as the editor gives it; nothing is validated yet. */
export interface CarouselItemInput {
	mediaType?: unknown;
	source?: unknown;
	url?: unknown;
	/** Filled in by the edge where `source` is `binary`. */
	binary?: BinaryFacts;
	altText?: unknown;
	userTags?: unknown;
	/** Path of the entry for messages, where it is not one of 'Carousel Items'. */
	label?: string;
}

/** The parameters of post.publish and container.create, as the editor gives them; nothing is validated yet. */
export interface PostInput {
	postType: unknown;
	mediaSource?: unknown;
	mediaUrl?: unknown;
	/** Filled in by the edge where `mediaSource` is `binary`. */
	binary?: BinaryFacts;
	/** Path of the entry that the one file comes from, where it comes from a list. */
	fileLabel?: string;
	/** Label of the list that the files of a carousel come from, where it is not 'Carousel Items'. */
	listLabel?: string;
	/** Filled in by the edge where `coverBinaryPropertyName` names a field. */
	cover?: BinaryFacts;
	storyMediaType?: unknown;
	carouselItems?: CarouselItemInput[];
	caption?: unknown;
	/** Images are left as they are without it. */
	image?: ImageOptions;
	/** The collection `additionalFields` of the interface. */
	additionalFields?: Record<string, unknown>;
}

/** How the user wants images to be brought into shape. */
export interface ImageOptions {
	fit: ImageFit;
	ratio: ImageRatio;
	/** What is beside an image that is padded, and behind transparency. */
	background: Color;
}

/** A container to create. */
export interface ContainerPlan {
	kind: 'image' | 'video' | 'carousel';
	/** Meta's parameters but for the media's own (`image_url`, `video_url`, `upload_type`, `children`). */
	parameters: GraphParameters;
	/** Absent for a carousel's parent. */
	media?: MediaSource;
	/** Label of the parameter that names the file. */
	mediaLabel?: string;
	/** The image that a reel shows before it plays. */
	cover?: BinaryFacts;
}

/** Everything that will be created for one post. */
export interface PostPlan {
	postType: PostType;
	/** What the published media will read back as, to find it again. */
	productType: 'FEED' | 'REELS' | 'STORY';
	/** As sent; `undefined` where none is. */
	caption?: string;
	/** The container that is published. */
	container: ContainerPlan;
	image: ImageOptions;
	/** A carousel's items in order; empty otherwise. */
	children: ContainerPlan[];
	/** Labels of parameters that the user has filled in and this type of post does not take. */
	leftOut: string[];
}
