import type { INodeProperties } from 'n8n-workflow';

import type {
	Clock,
	GraphClient,
	GraphParameter,
	GraphParameters,
	LoginMethod,
	UploadFile,
} from '../graph/types';
import type { FileHeader } from './media/headers';
import type { Color } from './media/image/pixels';
import type { ImageFit, ImageRatio, Size } from './media/image/shape';
import type { Placement } from './placements';

/** Everything that publishing needs, for one account. */
export interface PublishContext {
	readonly graph: GraphClient;
	/** The account in paths: an id, or `me`. */
	readonly account: string;
	readonly clock: Clock;
	/** Throws if the user has cancelled the execution. */
	throwIfCancelled(): void;
}

/** Reads a field into Meta's parameter; `undefined` is not sent. */
type FieldReader = (value: unknown, label: string, placement: Placement) => GraphParameter;

/** A field of a post. */
export interface PostField {
	/** The field in the editor. */
	property: INodeProperties;
	/** Meta's name for it. */
	parameter: string;
	/** Where Meta takes it. */
	placements: readonly Placement[];
	/** The only login method that offers it; absent if both do. */
	login?: LoginMethod;
	/** Whether the user has filled it in, for a collection whose fields have defaults. */
	isFilledIn?: (value: unknown) => boolean;
	/** @throws InputError if Meta would reject the value */
	read: FieldReader;
	/** A second parameter of Meta's that is read from the same field. */
	companion?: { parameter: string; read: FieldReader };
	/** False is Meta's default: a field that is false is neither sent nor rejected. */
	omitWhenFalse?: true;
	/** It changes who sees the post or what the post declares, so it is never left out silently. */
	isDeclaration?: true;
}

export type PostType = 'image' | 'reel' | 'story' | 'carousel';

/** The file of a binary property, stored by n8n. */
export interface BinaryFile extends UploadFile {
	/** Identifies the file: n8n's id, or a digest. */
	readonly key: string;
	/**
	 * Creates a URL from which anyone can download the file for some hours; it contains a token. Absent if n8n keeps the
	 * file in memory only.
	 */
	signedUrl?(): string;
}

/** Facts about a binary property, known before anything is sent. */
export interface BinaryFacts {
	propertyName: string;
	mimeType: string;
	/** Bytes, if n8n knows it. */
	size?: number;
	/** Facts from its first bytes; without them only the MIME type counts. */
	header?: FileHeader;
	file?: BinaryFile;
}

/**
 * The source of a file: a public URL, with the size of the image if n8n has fetched it, or a binary property of the item.
 */
export type MediaSource =
	{ kind: 'url'; url: string; pixels?: Size } | { kind: 'binary'; binary: BinaryFacts };

/** An entry of `carouselItems.item`, not validated yet. */
export interface CarouselItemInput {
	mediaType?: unknown;
	source?: unknown;
	url?: unknown;
	/** Set by the caller if `source` is `binary`. */
	binary?: BinaryFacts;
	altText?: unknown;
	userTags?: unknown;
	/** Path of the entry for messages, where it is not one of 'Carousel Items'. */
	label?: string;
}

/** The parameters of post.publish and container.create, not validated yet. */
export interface PostInput {
	postType: unknown;
	mediaSource?: unknown;
	mediaUrl?: unknown;
	/** Set by the caller if `mediaSource` is `binary`. */
	binary?: BinaryFacts;
	/** Path of the entry that the one file comes from, where it comes from a list. */
	fileLabel?: string;
	/** Label of the list that the files of a carousel come from, where it is not 'Carousel Items'. */
	listLabel?: string;
	/** Set by the caller if `coverBinaryPropertyName` names a field. */
	cover?: BinaryFacts;
	storyMediaType?: unknown;
	carouselItems?: CarouselItemInput[];
	caption?: unknown;
	/** Images are left as they are without it. */
	image?: ImageOptions;
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
	/** Meta's parameters without those for the media (`image_url`, `video_url`, `upload_type`, `children`). */
	parameters: GraphParameters;
	/** Absent for a carousel's parent. */
	media?: MediaSource;
	/** Label of the parameter that names the file. */
	mediaLabel?: string;
	/** Path of the entry of a list that an item of a carousel comes from: `Media List > Entry 2`. */
	entryLabel?: string;
	/** The image that a reel shows before it plays. */
	cover?: BinaryFacts;
}

/** Everything to create for one post. */
export interface PostPlan {
	postType: PostType;
	/** Product type of the published media, to find it again. */
	productType: 'FEED' | 'REELS' | 'STORY';
	/** As sent; `undefined` without a caption. */
	caption?: string;
	/** The container that is published. */
	container: ContainerPlan;
	image: ImageOptions;
	/** A carousel's items in order; empty otherwise. */
	children: ContainerPlan[];
	/** Labels of parameters that the user has filled in and this type of post does not take. */
	leftOut: string[];
}
