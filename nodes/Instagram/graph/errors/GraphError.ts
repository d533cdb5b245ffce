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
 * A call of the Graph API that did not give what was asked for. `message` says what happened, `description` what to
 * do; neither holds a token, and there is no `cause`, because the sender's error would carry the request with it.
 */
export class GraphError extends Error {
	override readonly name = 'GraphError';

	readonly kind: GraphErrorKind;

	readonly description: string;

	/** What may help; the client itself tries again only where `decideRetry` says so. */
	readonly retry: Retry;

	/** `unknown` where a write may have taken effect. */
	readonly outcome: Outcome;

	/** Meta's code; absent where no Graph API answer came. */
	readonly code?: number;

	readonly subcode?: number;

	readonly httpCode?: number;

	/** Meta's id of the call, which its support asks for. */
	readonly fbtraceId?: string;

	/** Milliseconds to wait, where Meta named a time. */
	readonly retryAfterMs?: number;

	/** Whose calls are counted, for a rate limit. */
	readonly scope?: ThrottleScope;

	/** What is not found is the object that the call names. */
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

	/** Whether the same may be tried again later without changing anything. */
	get retryable(): boolean {
		return this.retry !== 'never';
	}

	/** Whether a new container with the same media may mend it. */
	get newContainer(): boolean {
		return this.retry === 'newContainer';
	}
}
