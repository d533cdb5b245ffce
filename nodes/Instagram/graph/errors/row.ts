/** The category of an error. Callers branch on it, never on a message. */
export type GraphErrorKind =
	/** The token cannot be used: expired, revoked, malformed. */
	| 'token'
	/** Meta has blocked the whole app: no token and no permission helps. */
	| 'appBlocked'
	/** The token is valid, but may not do this. */
	| 'permission'
	/** Too many calls. Waiting helps. */
	| 'rateLimit'
	/** The daily number of posts is used up. */
	| 'quota'
	/** Meta's rules forbid it, now or for this recipient. */
	| 'policy'
	/** Meta does not take a parameter or a file. */
	| 'validation'
	| 'notFound'
	/** The container's media is still being processed. */
	| 'notReady'
	/** Meta could not fetch or read the media. */
	| 'mediaFetch'
	/** The container is deleted, expired or unusable. */
	| 'container'
	/** The Instagram account is not in a state to do this. */
	| 'account'
	/** A temporary error of Meta. */
	| 'transient'
	/** There was no answer. */
	| 'network'
	/** The answer is not one of the API. */
	| 'unreadable'
	/** The execution was cancelled. */
	| 'cancelled';

/**
 * What may help: the same request again, a new container with the same media, a smaller page of the same list, the same
 * request after minutes to hours, or only a change by the user.
 */
export type Retry = 'sameRequest' | 'newContainer' | 'smallerPage' | 'afterWait' | 'never';

/** Calls that Meta counts together: those of the app, of one user's token, or on one account. */
export type ThrottleScope = 'app' | 'user' | 'account';

/** Whether the request certainly had no effect, or may have had one. */
export type Outcome = 'refused' | 'unknown';

/** The source of a row, and the day on which it was read. */
export interface Provenance {
	/** A page of Meta, or a public place that quotes Meta's answer. */
	source: string;
	/** `2026-09-19`, or the month if the day is not known. */
	seen: string;
	/** Not in Meta's documents: seen in public code, or unchecked general knowledge. */
	evidence?: 'observed' | 'unverified';
}

/** One line of the error table. */
export interface ErrorRow extends Provenance {
	/** Absent if the subcode or the text alone identifies the error. */
	code?: number;
	/** First and last code of a range. */
	codes?: readonly [number, number];
	subcode?: number;
	/** Meta's text, for errors that share a code and have no subcode. */
	says?: RegExp;
	kind: GraphErrorKind;
	/** What happened; no final full stop. */
	message: string;
	/** What to do about it, one or more sentences. */
	remedy: string;
	retry: Retry;
	/** `refused` by default. */
	outcome?: Outcome;
	scope?: ThrottleScope;
	/** Quotes Meta's text, which says more than the row. */
	quote?: true;
	/** Omits Meta's text for users, which is not about this call. Otherwise it is added: it may name the URL, user or file. */
	withoutUserText?: true;
	/** Names the permission of the credential that the call needs: it may be missing. */
	permissionHint?: true;
	/** The object that the call names was not found, so that the error can name the parameter with its ID. */
	objectMissing?: true;
}

/** Meta's code for an invalid access token. */
export const INVALID_TOKEN = 190;

const DOCS = 'https://developers.facebook.com/docs/';

export const PUBLISHING_CODES: Provenance = {
	source: `${DOCS}instagram-platform/instagram-graph-api/reference/error-codes`,
	seen: '2026-09-19',
};

export const MEDIA_REFERENCE: Provenance = {
	source: `${DOCS}instagram-platform/instagram-graph-api/reference/ig-user/media`,
	seen: '2026-09-11',
};

export const GRAPH_CODES: Provenance = {
	source: `${DOCS}graph-api/guides/error-handling`,
	seen: '2026-11-22',
};

export const RATE_LIMITS: Provenance = {
	source: `${DOCS}graph-api/overview/rate-limiting`,
	seen: '2026-05',
};

export const INSIGHTS: Provenance = {
	source: `${DOCS}instagram-platform/reference/instagram-media/insights`,
	seen: '2026-09-11',
};

export const INSTAGRAM_CHANGELOG: Provenance = {
	source: `${DOCS}instagram-platform/changelog`,
	seen: '2026-10-05',
};

export const MESSENGER_CODES: Provenance = {
	source: `${DOCS}messenger-platform/error-codes`,
	seen: '2026-03-18',
};

export const MESSENGER_CHANGELOG: Provenance = {
	source: `${DOCS}messenger-platform/changelog`,
	seen: '2026-06-25',
};

export const BUSINESS_LOGIN: Provenance = {
	source: `${DOCS}instagram-platform/instagram-api-with-instagram-login/business-login`,
	seen: '2026-05',
};

export const RESUMABLE_UPLOADS: Provenance = {
	source: `${DOCS}instagram-platform/content-publishing/resumable-uploads`,
	seen: '2026-09-11',
};

/** @param source public place that quotes Meta's answer: `owner/repository #1`, or `public code` */
export function observed(source: string, seen = '2026-11-26'): Provenance {
	return { source, seen, evidence: 'observed' };
}

/** General knowledge of Meta's API that has not been checked. */
export const UNVERIFIED: Provenance = { source: 'not known', seen: '2026-11-22', evidence: 'unverified' };
