import type {
	BinaryHelperFunctions,
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

/** Pauses by key: an app, a token or an account under one login method. */
export interface RateLimiter {
	/** Pauses `key` until `until`, milliseconds since the epoch. Keeps a later end that is known already. */
	pause(key: string, until: number): void;
	/** Milliseconds until none of the keys is paused; 0 if none is. */
	remaining(keys: readonly string[], now: number): number;
	clear(): void;
}

/** How a credential logs in. It decides the host, the scopes and what the API offers. */
export type LoginMethod = 'instagram' | 'facebook';

/** A value of 'Permissions' in the credential. */
export type Permission =
	'publish' | 'comments' | 'insights' | 'messages' | 'webhooks' | 'deleteMedia' | 'businessManager';

/** A value of a query or form parameter. Objects and lists are sent as JSON; `undefined` is omitted. */
export type GraphParameter = string | number | boolean | IDataObject | unknown[] | undefined;

export type GraphParameters = Record<string, GraphParameter>;

/** One call of the Graph API, as an operation describes it. The client adds host, version, token and proof. */
export interface GraphCall {
	method: 'GET' | 'POST' | 'DELETE';
	/** Path after the version, with a leading slash: `/me/media`. Its ids are already validated. */
	path: string;
	query?: GraphParameters;
	/** Body of a POST as form fields. Captions belong here, never in `query`. */
	form?: GraphParameters;
	/** Body of a POST as JSON. At most one of `form` and `json`. */
	json?: IDataObject;
	/**
	 * Whether the same request may be sent again after a transient error (no answer, 5xx, code 1, 2, -1, -2).
	 * True for reads and for writes that do no harm twice; never for a publish or a message.
	 */
	repeatable: boolean;
	/** The professional account that the call acts on, or `me`. Calls on a throttled account wait. */
	accountId?: string;
	/** A token other than the credential's: a Page token. */
	accessToken?: string;
	/** Milliseconds to wait for an answer; 30,000 by default. */
	timeout?: number;
	/** The value of 'Permissions' that the call needs, for the error if it is missing. */
	permission?: Permission;
}

/** Bytes of a file: a stream if n8n keeps the file outside memory. */
export type UploadBody = Buffer | Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

/** A file to upload. */
export interface UploadFile {
	/** Bytes. */
	readonly size: number;
	/** Opens the file at an offset in bytes. */
	from(offset: number): Promise<UploadBody>;
}

/** The upload of a file into a container that was created with `upload_type=resumable`. */
export interface UploadCall {
	containerId: string;
	/** Upload URL from Meta's answer to the creation of the container. */
	uri?: unknown;
	file: UploadFile;
}

/** Sends a request. Resolves with any HTTP status; rejects only without an answer. */
export type SendRequest = (request: IHttpRequestOptions) => Promise<IN8nHttpFullResponse>;

/** Time in milliseconds since the epoch, passed in for tests. */
export interface Clock {
	now(): number;
	sleep(milliseconds: number): Promise<void>;
}

/** Where the client gets its token. Implemented in `tokens/`. */
export interface TokenSource {
	/** The token to use now. */
	current(): string;
	/**
	 * Looks for another token after Meta rejected this one (code 190): one that another execution has saved meanwhile.
	 * Resolves with `undefined` if there is none.
	 */
	replacementFor(rejected: string): Promise<string | undefined>;
}

/** The settings of a credential that a call depends on. */
export interface GraphSettings {
	loginMethod: LoginMethod;
	/** `v27.0` */
	apiVersion: string;
	/** For `appsecret_proof` with Facebook Login. Never sent itself. */
	appSecret?: string;
}

export interface GraphClientOptions extends GraphSettings {
	send: SendRequest;
	token: TokenSource;
	/** `sleep` resolves early when the execution is cancelled. */
	clock: Clock;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
	/** Concurrent reads; 48 by default. */
	maxReads?: number;
	/** Concurrent writes; 24 by default. */
	maxWrites?: number;
	/** Milliseconds that one call may spend on waits and failed attempts; 120,000 by default. */
	retryBudgetMs?: number;
	/** The one of the process by default. */
	rateLimiter?: RateLimiter;
	/** Jitter of the waits, 0 to 1. */
	random?: () => number;
}

export interface PageOptions {
	/** Stops after this many records; reads all by default. */
	limit?: number;
	/** Records per request; Meta's maximum differs by edge (100, comments and hashtag media 50). */
	pageSize?: number;
	/** Starts after this cursor. */
	after?: string;
	/**
	 * Also follows a cursor without a `next`: tags, mentions and business discovery never have one. Elsewhere a missing
	 * `next` is the end.
	 */
	followCursors?: boolean;
}

/** One page of an edge, and the cursor of the next page if there is one. */
export interface GraphPage<T> {
	records: T[];
	next?: string;
}

export interface GraphClient {
	readonly settings: Readonly<GraphSettings>;
	/**
	 * Sends one call and resolves with Meta's answer, with ids as text. Only {@link unwrap} removes the `{ data: [one] }`
	 * of the Instagram Login host.
	 *
	 * @throws GraphError
	 */
	call<T = IDataObject>(call: GraphCall): Promise<T>;
	/**
	 * Uploads a file. Resumes after an interruption at the offset that Meta has reached.
	 *
	 * @throws GraphError; `newContainer` means that the file needs another container
	 */
	upload(call: UploadCall): Promise<void>;
	/** Reads one page. */
	page<T = IDataObject>(call: GraphCall, options?: PageOptions): Promise<GraphPage<T>>;
	/** Yields the pages of an edge. `limit` limits the records; no page is read beyond it. */
	pages<T = IDataObject>(call: GraphCall, options?: PageOptions): AsyncGenerator<GraphPage<T>>;
	/** Yields the records of an edge across pages. Stops at the limit without reading another page. */
	records<T = IDataObject>(call: GraphCall, options?: PageOptions): AsyncGenerator<T>;
}
