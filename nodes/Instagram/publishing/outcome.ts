/** What a post that did not succeed has left behind. */
export interface PostState {
	containerId?: string;
	mediaId?: string;
	/** Absent until a publish has been sent. */
	published?: boolean | 'unknown';
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
export class PostFailure extends Error {
	override readonly name = 'PostFailure';

	readonly containerId?: string;

	readonly mediaId?: string;

	readonly published?: boolean | 'unknown';

	readonly description?: string;

	/** Whether the same item may be run again later; `undefined` leaves it to the reason. */
	readonly retryable?: boolean;

	constructor(
		readonly reason: unknown,
		state: PostState,
		explanation: Explanation = {},
	) {
		const { message, description } = (reason ?? {}) as { message?: string; description?: string };
		super(explanation.message ?? message ?? String(reason));
		this.containerId = state.containerId;
		this.mediaId = state.mediaId;
		this.published = state.published;
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
