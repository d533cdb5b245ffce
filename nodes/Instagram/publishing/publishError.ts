import type { GraphError } from '../graph/errors/explain';

/** State of a post that failed. */
export interface PostOutcome {
	containerId?: string;
	/** Absent until a publish has been sent. */
	published?: boolean | 'unknown';
	/** The carousel item that caused the error, counted from 1. */
	carouselItem?: number;
	/** URL of that item's file, as the user entered it. */
	url?: string;
}

interface Explanation {
	message?: string;
	description?: string;
	retryable?: boolean;
}

/**
 * A post was not published, or its outcome is unknown. `reason` is the cause (`undefined` if only the time ran out).
 * Whether the post is live depends on `published`, not on `reason`.
 */
export class PublishError extends Error {
	override readonly name = 'PublishError';

	readonly containerId?: string;

	readonly published?: boolean | 'unknown';

	readonly carouselItem?: number;

	readonly url?: string;

	readonly description?: string;

	/** Whether the same item may be run again later; `undefined` if that depends on the reason. */
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

/** Output of post.publish and container.publish. */
export interface Published {
	/** Id of the media; `null` if the post is known to be live but its id could not be found. */
	id: string | null;
	containerId: string;
	permalink?: string;
	status: 'PUBLISHED';
}

/** Results of the last reads of a container. */
export interface LastSeen {
	/** Meta's text for the status. */
	text?: string;
	/** Why the status could not be read. */
	error?: GraphError;
}

function lastStatus({ text, error }: LastSeen): string | undefined {
	if (text) return `Last status from Meta: "${text.replace(/\.$/, '')}".`;
	return error ? `Its status could not be read: ${error.message.replace(/\.$/, '')}.` : undefined;
}

/** Meta has not finished processing the media within 'Max Wait'. */
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

/** The error after 'Max Wait'. The container may become ready later and can be published then. */
export function timedOut(
	post: PostOutcome & { containerId: string },
	waitedMs: number,
	seen: LastSeen,
): ProcessingTimeoutError {
	const remedy = `The container ${post.containerId} is still being processed and can be published for 24 hours: use the operation Container > Publish with this ID, or raise 'Max Wait'.`;
	return new ProcessingTimeoutError(post, waitedMs, seen, remedy);
}

/** It is unknown whether the post is live. */
export function unknownOutcome(reason: GraphError | undefined, containerId: string): PublishError {
	return new PublishError(
		reason,
		{ containerId, published: 'unknown' },
		{
			...(reason ? {} : { message: 'The outcome of an earlier attempt to publish this post is unknown' }),
			description:
				'Check the account before you publish this again: the post may be live. Container > Get with the container ID returns PUBLISHED if it is.',
			retryable: false,
		},
	);
}

/** The post is not live, and the container can still be published. */
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

/** The post is not live, for the reason that Meta has returned. */
export function refusedPublish(reason: GraphError, containerId: string): PublishError {
	return new PublishError(
		reason,
		{ containerId, published: false },
		{ description: 'The post is not live.' },
	);
}
