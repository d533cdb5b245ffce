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

/** Which of Meta's two ways a credential logs in by. It decides host, scopes and what the API offers. */
export type LoginMethod = 'instagram' | 'facebook';

/** What a user lets the credential do, as its form offers it ('Permissions'). */
export type Permission =
	'publish' | 'comments' | 'insights' | 'messages' | 'webhooks' | 'deleteMedia' | 'businessManager';

/** A value of a query or form parameter. Objects and lists are sent as JSON text; `undefined` is left out. */
export type GraphParameter = string | number | boolean | IDataObject | unknown[] | undefined;

export type GraphParameters = Record<string, GraphParameter>;

/** One call of the Graph API, as an operation describes it. Host, version, token and proof are the client's. */
export interface GraphCall {
	method: 'GET' | 'POST' | 'DELETE';
	/** Path below the version, with a leading slash: `/me/media`. Ids in it are already validated. */
	path: string;
	query?: GraphParameters;
	/** Body of a POST as form fields. Captions belong here, never in `query`. */
	form?: GraphParameters;
	/** Body of a POST as JSON. At most one of `form` and `json`. */
	json?: IDataObject;
	/**
	 * Whether the same request may be sent again after a passing fault (no answer, 5xx, code 1, 2, -1, -2).
	 * True for reads and for what costs nothing twice; never for a publish or a message.
	 */
	repeatable: boolean;
	/** The professional account that the call acts on, or `me`; calls to a throttled account wait. */
	accountId?: string;
	/** Another token than the credential's: a Page token. */
	accessToken?: string;
	/** Milliseconds before a call without an answer is given up; 30,000 if left out. */
	timeout?: number;
	/** The value of the credential's 'Permissions' that the call needs, for the message where it is missing. */
	permission?: Permission;
}

/** Bytes of a file: a stream where n8n keeps it outside memory. */
export type UploadBody = Buffer | Awaited<ReturnType<BinaryHelperFunctions['getBinaryStream']>>;

/** A file to upload. */
export interface UploadFile {
	/** Bytes. */
	readonly size: number;
	/** Opens the file at an offset in bytes. */
	from(offset: number): Promise<UploadBody>;
}

/** The upload of a file into a container that was made with `upload_type=resumable`. */
export interface UploadCall {
	containerId: string;
	/** Where Meta wants the bytes, from its answer to the making of the container. */
	uri?: unknown;
	file: UploadFile;
}

/** Sends a request and resolves with whatever status came; rejects only where no answer came. */
export type SendRequest = (request: IHttpRequestOptions) => Promise<IN8nHttpFullResponse>;

/** Time, handed in so that decisions can be tested. Milliseconds since the epoch. */
export interface Clock {
	now(): number;
	sleep(milliseconds: number): Promise<void>;
}

/** Where the client gets its token. Implemented in `tokens/`. */
export interface TokenSource {
	/** A token that can be used now. */
	current(): string;
	/**
	 * Asks for another token after Meta refused `rejected` (code 190): one that another execution has saved in the
	 * meantime. `undefined` where there is none.
	 */
	replacementFor(rejected: string): Promise<string | undefined>;
}

/** The settings of a credential that matter to a call. */
export interface GraphSettings {
	loginMethod: LoginMethod;
	/** `v27.0` */
	apiVersion: string;
	/** For `appsecret_proof` under Facebook Login; sent nowhere itself. */
	appSecret?: string;
}

export interface GraphClientOptions extends GraphSettings {
	send: SendRequest;
	token: TokenSource;
	/** Its sleeps end when the execution is cancelled. */
	clock: Clock;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
	/** How many reads may be under way at once; 48 if left out. */
	maxReads?: number;
	/** How many writes may be under way at once; 24 if left out. */
	maxWrites?: number;
	/** Milliseconds that one call may spend waiting for Meta (throttling, passing faults); 120,000 if left out. */
	retryBudgetMs?: number;
	/** Who is to be left alone; the process's own register if left out. */
	rateLimiter?: RateLimiter;
	/** Chance for the waits, 0 to 1. */
	random?: () => number;
}

export interface PageOptions {
	/** Stop after this many records; `undefined` reads all. */
	limit?: number;
	/** Records per request; Meta's maximum differs by edge (100, comments and hashtag media 50). */
	pageSize?: number;
	/** Start after this cursor. */
	after?: string;
	/**
	 * Go on where Meta gives a cursor but no `next`: tags, mentions and business discovery never have one. Elsewhere a
	 * missing `next` is the end.
	 */
	followCursors?: boolean;
}

/** One page of an edge and the cursor of the next, if there is one. */
export interface GraphPage<T> {
	records: T[];
	next?: string;
}

export interface GraphClient {
	readonly settings: Readonly<GraphSettings>;
	/**
	 * Sends one call and gives Meta's answer: ids as text, `{ data: [one] }` of the Instagram Login host unwrapped
	 * only by {@link unwrap}. Rejects with a `GraphError`.
	 */
	call<T = IDataObject>(call: GraphCall): Promise<T>;
	/**
	 * Uploads a file and goes on after a break where Meta has come to. Rejects with a `GraphError`; one with `newContainer`
	 * asks for another container.
	 */
	upload(call: UploadCall): Promise<void>;
	/** Reads one page. */
	page<T = IDataObject>(call: GraphCall, options?: PageOptions): Promise<GraphPage<T>>;
	/** Yields the records of an edge across pages and stops at the limit without fetching another page. */
	records<T = IDataObject>(call: GraphCall, options?: PageOptions): AsyncGenerator<T>;
}
