/** What sort of answer it was; callers branch on this, never on a message. */
export type GraphErrorKind =
	/** The token cannot be used: expired, revoked, malformed. */
	| 'token'
	/** Meta refuses the app as a whole: no token and no permission helps. */
	| 'appBlocked'
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
	/** The container is gone, expired or unusable. */
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
 * What may help: the same request again; a new container with the same media; a smaller page of the same list; the
 * same after a wait of minutes to hours; or nothing but a change by the user.
 */
export type Retry = 'sameRequest' | 'newContainer' | 'smallerPage' | 'afterWait' | 'never';

/** Whose calls Meta counts: all calls of the app, those of one user's token, or those on one account. */
export type ThrottleScope = 'app' | 'user' | 'account';

/** Whether the request had no effect for certain, or may have had one. */
export type Outcome = 'refused' | 'unknown';

/** Where a row comes from, and the day on which that was read. */
export interface Provenance {
	/** A page of Meta, or where somebody has published what Meta answered. */
	source: string;
	/** `2026-09-19`, or the month where the day is not known. */
	seen: string;
	/** Not in Meta's documents: seen in public code, or general knowledge that nobody has checked. */
	evidence?: 'observed' | 'unverified';
}

/** One line of the error table. */
export interface ErrorRow extends Provenance {
	/** Absent where the subcode or the text alone tells. */
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
	/** Meta's text for users says nothing of this call. Elsewhere it is added: it may name the address, the user or the file. */
	withoutUserText?: true;
	/** A permission of the credential may be what is missing: the one that the call needs is named. */
	permissionHint?: true;
	/** What is not found is the object that the call names: the parameter that holds its ID can be told. */
	objectMissing?: true;
}

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

/** @param source where Meta's answer was published: `owner/repository #1`, or `public code` */
export function observed(source: string, seen = '2026-11-26'): Provenance {
	return { source, seen, evidence: 'observed' };
}

/** General knowledge of Meta's API that nobody has checked. */
export const UNVERIFIED: Provenance = { source: 'not known', seen: '2026-11-22', evidence: 'unverified' };
