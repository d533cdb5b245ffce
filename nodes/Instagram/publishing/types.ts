import type { GraphParameters } from '../graph/types';

export type PostType = 'image' | 'reel' | 'story' | 'carousel';

/** What is known of a binary property before anything is sent. */
export interface BinaryFacts {
	propertyName: string;
	mimeType: string;
	/** Bytes, where n8n knows it. */
	size?: number;
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
}

/** The parameters of post.publish and container.create, as the editor gives them; nothing is validated yet. */
export interface PostInput {
	postType: unknown;
	mediaSource?: unknown;
	mediaUrl?: unknown;
	/** Filled in by the edge where `mediaSource` is `binary`. */
	binary?: BinaryFacts;
	storyMediaType?: unknown;
	carouselItems?: CarouselItemInput[];
	caption?: unknown;
	/** The collection `additionalFields` of the interface. */
	additionalFields?: Record<string, unknown>;
}

/** A container to create. */
export interface ContainerPlan {
	kind: 'image' | 'video' | 'carousel';
	/** Meta's parameters but for the media's own (`image_url`, `video_url`, `upload_type`, `children`). */
	parameters: GraphParameters;
	/** Absent for a carousel's parent. */
	media?: MediaSource;
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
	/** A carousel's items in order; empty otherwise. */
	children: ContainerPlan[];
}
