import type { GraphErrorKind, Outcome, Retry, ThrottleScope } from './row';

interface GraphErrorFields {
	kind: GraphErrorKind;
	message: string;
	description: string;
	retry: Retry;
	outcome: Outcome;
	code?: number;
	subcode?: number;
	httpCode?: number;
	fbtraceId?: string;
	retryAfterMs?: number;
	scope?: ThrottleScope;
	objectMissing?: boolean;
}

/**
 * A failed call of the Graph API. `message` says what happened, `description` what to do. Neither contains a token, and
 * there is no `cause`, because the HTTP client's error contains the request.
 */
export class GraphError extends Error {
	override readonly name = 'GraphError';

	readonly kind: GraphErrorKind;

	readonly description: string;

	/** What may help. The client itself retries only if `decideRetry` says so. */
	readonly retry: Retry;

	/** `unknown` if a write may have taken effect. */
	readonly outcome: Outcome;

	/** Meta's code; absent without an answer of the Graph API. */
	readonly code?: number;

	readonly subcode?: number;

	readonly httpCode?: number;

	/** Meta's id of the call, for its support. */
	readonly fbtraceId?: string;

	/** Milliseconds that Meta asks to wait; absent if it named no time. */
	readonly retryAfterMs?: number;

	/** What a rate limit applies to. */
	readonly scope?: ThrottleScope;

	/** Whether the object that the call names was not found. */
	readonly objectMissing?: boolean;

	constructor(facts: GraphErrorFields) {
		super(facts.message);
		this.kind = facts.kind;
		this.description = facts.description;
		this.retry = facts.retry;
		this.outcome = facts.outcome;
		this.code = facts.code;
		this.subcode = facts.subcode;
		this.httpCode = facts.httpCode;
		this.fbtraceId = facts.fbtraceId;
		this.retryAfterMs = facts.retryAfterMs;
		this.scope = facts.scope;
		this.objectMissing = facts.objectMissing;
	}

	/** Whether the same call may succeed later. */
	get retryable(): boolean {
		return this.retry !== 'never';
	}

	/** Whether a new container with the same media may succeed. */
	get newContainer(): boolean {
		return this.retry === 'newContainer';
	}
}
