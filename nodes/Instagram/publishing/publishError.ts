import type { GraphError } from '../graph/errors/explain';

/** What a post that did not succeed has left behind. */
export interface PostOutcome {
	containerId?: string;
	/** Absent until a publish has been sent. */
	published?: boolean | 'unknown';
	/** The item of a carousel that is at fault, counted from 1. */
	carouselItem?: number;
	/** The address of that item's file, as the user gave it. */
	url?: string;
}

interface Explanation {
	message?: string;
	description?: string;
	retryable?: boolean;
}

/**
 * A post did not get to "published and known to be": carries what the user must not lose sight of. `reason` is what
 * went wrong (`undefined` where only time ran out); it is not always the last word on whether the post is live, `published` is.
 */
export class PublishError extends Error {
	override readonly name = 'PostFailure';

	readonly containerId?: string;

	readonly published?: boolean | 'unknown';

	readonly carouselItem?: number;

	readonly url?: string;

	readonly description?: string;

	/** Whether the same item may be run again later; `undefined` leaves it to the reason. */
	readonly retryable?: boolean;

	constructor(
		readonly reason: unknown,
		state: PostOutcome,
		explanation: Explanation = {},
	) {
		const { message, description } = (reason ?? {}) as { message?: string; description?: string };
		super(explanation.message ?? message ?? String(reason));
		this.containerId = state.containerId;
		this.published = state.published;
		this.carouselItem = state.carouselItem;
		this.url = state.url;
		this.retryable = explanation.retryable;
		this.description = [description, explanation.description].filter(Boolean).join(' ') || undefined;
	}
}

/** The post's result, as post.publish and container.publish put it out. */
export interface Published {
	/** The media's id; `null` where the post is known to be live but its id could not be told. */
	id: string | null;
	containerId: string;
	permalink?: string;
	status: 'PUBLISHED';
}

/** What the last looks at a container gave. */
export interface LastSeen {
	/** Meta's text of the container's state. */
	text?: string;
	/** Why the state could not be read. */
	refusal?: GraphError;
}

function lastStatus({ text, refusal }: LastSeen): string | undefined {
	if (text) return `Meta's last word on it: "${text.replace(/\.$/, '')}".`;
	return refusal ? `Its state could not be read: ${refusal.message.replace(/\.$/, '')}.` : undefined;
}

/** Max Wait is over, and Meta has not come to an end with the media. */
export class ProcessingTimeoutError extends PublishError {
	constructor(
		post: PostOutcome,
		readonly waitedMs: number,
		readonly seen: LastSeen,
		remedy: string,
	) {
		super(undefined, post, {
			message: `Instagram was still processing the media after ${Math.round(waitedMs / 1000)} seconds`,
			description: ['Nothing has been published.', lastStatus(seen), remedy].filter(Boolean).join(' '),
			retryable: true,
		});
	}
}

/** The container may become ready later, and can be published then. */
export function timedOut(
	post: PostOutcome & { containerId: string },
	waitedMs: number,
	seen: LastSeen,
): ProcessingTimeoutError {
	const remedy = `The container ${post.containerId} is still being processed and can be published for 24 hours: use the operation Container > Publish with this ID, or raise 'Max Wait'.`;
	return new ProcessingTimeoutError(post, waitedMs, seen, remedy);
}

/** Neither live nor not live, as far as anybody can tell. */
export function unknownOutcome(reason: GraphError | undefined, containerId: string): PublishError {
	return new PublishError(
		reason,
		{ containerId, published: 'unknown' },
		{
			...(reason ? {} : { message: 'What became of an earlier try to publish this post could not be read' }),
			description:
				'Look at the account before you publish this again: the post may be live. Container > Get with the container ID tells; PUBLISHED means that it is.',
			retryable: false,
		},
	);
}

/** Not live, and the container still good. */
export function notPublished(reason: GraphError | undefined, containerId: string): PublishError {
	return new PublishError(
		reason,
		{ containerId, published: false },
		{
			description: `The post is not live. Its container ${containerId} is ready: Container > Publish with this ID tries again.`,
			retryable: true,
		},
	);
}

/** Not live, and what Meta has refused it for stands. */
export function refusedPublish(reason: GraphError, containerId: string): PublishError {
	return new PublishError(
		reason,
		{ containerId, published: false },
		{ description: 'The post is not live.' },
	);
}
