/** What sort of answer it was; callers branch on this, never on a message. */
export type GraphErrorKind =
	/** The token cannot be used: expired, revoked, malformed. */
	| 'token'
	/** The token is good, but may not do this. */
	| 'permission'
	/** Too many calls; passes by waiting. */
	| 'rateLimit'
	/** The daily number of posts is used up. */
	| 'quota'
	/** Meta's rules forbid it, now or for this recipient. */
	| 'policy'
	/** A parameter or a file that Meta does not take. */
	| 'validation'
	| 'notFound'
	/** The container's media is still being processed. */
	| 'notReady'
	/** Meta could not fetch or read the media. */
	| 'mediaFetch'
	/** The container is gone, expired or spoilt. */
	| 'container'
	/** The Instagram account is not in a state to do this. */
	| 'account'
	/** A fault on Meta's side that passes. */
	| 'transient'
	/** No answer came at all. */
	| 'noAnswer'
	/** An answer came that is not one of the API. */
	| 'unreadable'
	/** The execution was cancelled. */
	| 'cancelled';

/**
 * What may help: the same request again; a new container with the same media; the same after a wait of minutes to
 * hours; or nothing but a change by the user.
 */
export type Retry = 'sameRequest' | 'newContainer' | 'afterWait' | 'never';

/** Whose calls Meta counts: all calls of the app, those of one user's token, or those on one account. */
export type ThrottleScope = 'app' | 'user' | 'account';

/** Whether the request had no effect for certain, or may have had one. */
export type Outcome = 'refused' | 'unknown';

/** One line of the error table. */
export interface ErrorRow {
	/** Absent where the subcode alone tells. */
	code?: number;
	/** First and last code of a range. */
	codes?: readonly [number, number];
	subcode?: number;
	/** Tells apart what shares a code and has no subcode. */
	says?: RegExp;
	kind: GraphErrorKind;
	/** What happened; no final full stop. */
	message: string;
	/** What to do about it, one or more sentences. */
	remedy: string;
	retry: Retry;
	/** `refused` where it is left out. */
	outcome?: Outcome;
	scope?: ThrottleScope;
	/** Meta's own text says more than the row can: it is quoted. */
	quote?: true;
	/** Not in Meta's documents: seen in public code, or general knowledge that nobody has checked. */
	evidence?: 'observed' | 'unverified';
	/** Where Meta documents it. */
	source?: string;
}

const DOCS = 'https://developers.facebook.com/docs/';

export const PUBLISHING_CODES = `${DOCS}instagram-platform/instagram-graph-api/reference/error-codes`;
export const GRAPH_CODES = `${DOCS}graph-api/guides/error-handling`;
export const RATE_LIMITS = `${DOCS}graph-api/overview/rate-limiting`;
export const MESSAGING = `${DOCS}instagram-platform/instagram-api-with-instagram-login/messaging-api`;
export const INSIGHTS = `${DOCS}instagram-platform/reference/instagram-media/insights`;
