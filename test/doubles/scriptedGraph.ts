import type { IDataObject } from 'n8n-workflow';

import { graphError, networkError } from '../../nodes/Instagram/graph/errors/explain';
import { pagesOf, readPage, recordsOf } from '../../nodes/Instagram/graph/paging';
import type {
	Clock,
	GraphCall,
	GraphClient,
	GraphPage,
	GraphSettings,
	PageOptions,
	UploadCall,
} from '../../nodes/Instagram/graph/types';
import type { PostPlan, PublishContext } from '../../nodes/Instagram/publishing/types';

/** An answer of Meta, an error, or a function that returns one when the call is made. */
export type Scripted = unknown;

/** A clock that moves only by sleeping; sleeps take no real time. */
export class ManualClock implements Clock {
	readonly sleeps: number[] = [];

	constructor(private time = Date.UTC(2026, 10, 22, 8)) {}

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number): Promise<void> {
		this.sleeps.push(milliseconds);
		this.time += milliseconds;
		await Promise.resolve();
	}

	advance(milliseconds: number): void {
		this.time += milliseconds;
	}
}

/** A fake Graph client: answers by method and path, each answer once, in order. */
export class ScriptedGraph implements GraphClient {
	readonly calls: GraphCall[] = [];

	readonly uploads: UploadCall[] = [];

	private readonly answers = new Map<string, Scripted[]>();

	constructor(
		script: Record<string, Scripted[]>,
		readonly settings: GraphSettings = { loginMethod: 'instagram', apiVersion: 'v26.0' },
	) {
		for (const [call, answers] of Object.entries(script)) this.answers.set(call, [...answers]);
	}

	/** The calls, as `POST /me/media`. */
	get log(): string[] {
		return this.calls.map(({ method, path }) => `${method} ${path}`);
	}

	/** The answers that were not used. */
	get left(): string[] {
		return [...this.answers].flatMap(([call, answers]) => answers.map(() => call));
	}

	async call<T = IDataObject>(call: GraphCall): Promise<T> {
		this.calls.push(call);
		await Promise.resolve();
		const key = `${call.method} ${call.path}`;
		const answers = this.answers.get(key);
		if (!answers || answers.length === 0) throw new TypeError(`The script has no answer for ${key}`);
		const answer = answers.shift();
		const given: unknown = typeof answer === 'function' ? (answer as () => unknown)() : answer;
		if (given instanceof Error) throw given;
		return given as T;
	}

	async upload(call: UploadCall): Promise<void> {
		this.uploads.push(call);
		await Promise.resolve();
		const answer = this.answers.get('UPLOAD')?.shift();
		if (answer instanceof Error) throw answer;
	}

	async page<T = IDataObject>(call: GraphCall, options: PageOptions = {}): Promise<GraphPage<T>> {
		const query = { ...call.query, limit: options.pageSize, after: options.after };
		return readPage<T>(await this.call({ ...call, query }), options.followCursors);
	}

	private pageReader<T>(call: GraphCall, options: PageOptions) {
		return async (after: string | undefined, pageSize: number) =>
			await this.page<T>(call, { ...options, after, pageSize });
	}

	pages<T = IDataObject>(call: GraphCall, options: PageOptions = {}): AsyncGenerator<GraphPage<T>> {
		return pagesOf<T>(this.pageReader<T>(call, options), options);
	}

	records<T = IDataObject>(call: GraphCall, options: PageOptions = {}): AsyncGenerator<T> {
		return recordsOf<T>(this.pageReader<T>(call, options), options);
	}
}

/** A publish context of the account `me` that is never cancelled. */
export function publishContextFor(
	graph: GraphClient,
	clock: Clock,
	throwIfCancelled = () => undefined as void,
): PublishContext {
	return { graph, account: 'me', clock, throwIfCancelled };
}

export const LOST = () => networkError({ code: 'ECONNRESET' });
export const UNREACHED = () => networkError({ code: 'ECONNREFUSED' });
export const NOT_READY = () =>
	graphError({ code: 9007, subcode: 2207027, text: 'not ready' }, { httpCode: 400 });
/** "Action is blocked", which Meta can also return for a publish that succeeded. */
export const BLOCKED = () => graphError({ code: 4, subcode: 2207051, text: 'spam' }, { httpCode: 403 });
/** A read of a new container during an outage of Meta (May 2026): the container may be valid. */
export const UNREADABLE = () =>
	graphError({ code: 100, subcode: 33, text: 'Authorization Error' }, { httpCode: 400 });
export const TOKEN_REFUSED = () => graphError({ code: 190, text: 'expired' }, { httpCode: 400 });
export const THROTTLED = () => graphError({ code: 80002, text: 'too many calls' }, { httpCode: 400 });
/** The file could temporarily not be fetched. */
export const NOT_FETCHED = () =>
	graphError({ code: 9004, subcode: 2207052, text: 'cannot be fetched' }, { httpCode: 400 });
export const UNAVAILABLE = () => graphError({ code: 2, text: 'try later' }, { httpCode: 500 });
export const GONE = () =>
	graphError({ code: 24, subcode: 2207008, text: 'no such container' }, { httpCode: 400 });

/** The answer to a read of a container. */
export function state(status: string, text?: string) {
	return { id: '1', status_code: status, ...(text ? { status: text } : {}) };
}

/** The error that a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Record<string, unknown> & Error> {
	try {
		await promise;
	} catch (error) {
		return error as Record<string, unknown> & Error;
	}
	throw new Error('Expected a failure, but it succeeded');
}

/** The parts of a plan that creating its containers does not use. */
export const UNUSED_PLAN = {
	image: { fit: 'none', ratio: 'nearest', background: [255, 255, 255] },
	leftOut: [],
} satisfies Pick<PostPlan, 'image' | 'leftOut'>;
