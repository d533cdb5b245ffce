import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { processStore } from '../shared/processState';
import type { GraphError } from './errors/GraphError';
import type { GraphSettings, RateLimiter } from './types';

/** A wait that Meta asks for, for the calls on one object: an Instagram account or a Page. */
export interface RetryAfter {
	/** Id of the account or Page, decimal text. */
	id: string;
	waitMs: number;
}

/** What Meta's usage headers say. */
export interface Usage {
	waits: RetryAfter[];
	/** Seconds of a `Retry-After` header, in milliseconds. */
	retryAfterMs?: number;
}

/** Types of use cases that this package's calls count for. */
const TYPES: ReadonlySet<unknown> = new Set(['instagram', 'messenger', 'pages']);

const MINUTE = 60_000;

/** Longest wait that is believed: Meta's windows are a day at most. */
const LONGEST = 24 * 60 * MINUTE;

function header(headers: IDataObject, name: string): string | undefined {
	const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
	const value = key === undefined ? undefined : headers[key];
	const text = Array.isArray(value) ? value[0] : value;
	return typeof text === 'string' ? text : undefined;
}

function objectIn(json: string | undefined): Record<string, unknown> {
	try {
		const parsed: unknown = JSON.parse(json ?? '{}');
		return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function amount(value: unknown): number {
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : 0;
}

/**
 * Reads the usage headers of an answer; what is not as documented counts as absent.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
 */
export function readUsage(headers: IDataObject | undefined): Usage {
	if (!headers) return { waits: [] };
	const waits: RetryAfter[] = [];
	for (const [id, entries] of Object.entries(objectIn(header(headers, 'x-business-use-case-usage')))) {
		if (!Array.isArray(entries)) continue;
		for (const entry of entries as unknown[]) {
			if (typeof entry !== 'object' || entry === null) continue;
			const usage = entry as Record<string, unknown>;
			if (!TYPES.has(usage.type)) continue;
			const waitMs = Math.min(amount(usage.estimated_time_to_regain_access) * MINUTE, LONGEST);
			if (waitMs > 0) waits.push({ id, waitMs });
		}
	}
	const retryAfterMs = Math.min(amount(header(headers, 'retry-after')) * 1000, LONGEST);
	return {
		waits,
		...(retryAfterMs > 0 ? { retryAfterMs } : {}),
	};
}

/** An empty register. Pauses that are over are forgotten as it is read. */
export function createRateLimiter(): RateLimiter {
	const ends = new Map<string, number>();
	return {
		pause(key, until) {
			if (until > (ends.get(key) ?? 0)) ends.set(key, until);
		},
		remaining(keys, now) {
			for (const [key, end] of ends) if (end <= now) ends.delete(key);
			return Math.max(0, ...keys.map((key) => (ends.get(key) ?? now) - now));
		},
		clear() {
			ends.clear();
		},
	};
}

/** The register of this process: executions of different workflows on the same account share its limit. */
export const sharedRateLimiter = processStore(createRateLimiter());

/** Who makes a call, and on whose account. */
export interface Subject {
	settings: Readonly<GraphSettings>;
	token: string;
	/** `me` and nothing mean the token's own account. */
	accountId?: string;
}

/** Registers live as long as the process: they hold no token and no secret. */
function fingerprint(secret: string): string {
	return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}

/** The keys that follow from the token alone, for as long as a client lives: a run makes thousands of calls with it. */
const tokenKeys = new WeakMap<Readonly<GraphSettings>, Map<string, { app: string; token: string }>>();

function keysOf({ settings, token }: Subject): { app: string; token: string } {
	const known = tokenKeys.get(settings) ?? new Map<string, { app: string; token: string }>();
	tokenKeys.set(settings, known);
	const { loginMethod, appSecret } = settings;
	const keys = known.get(token) ?? {
		app: `${loginMethod}:app:${fingerprint(appSecret ?? token)}`,
		token: `${loginMethod}:token:${fingerprint(token)}`,
	};
	known.set(token, keys);
	return keys;
}

function accountKey({ settings }: Subject, accountId: string): string {
	return `${settings.loginMethod}:account:${accountId}`;
}

function accountOf({ accountId }: Subject): string | undefined {
	return accountId === 'me' ? undefined : accountId;
}

/** The keys of all that a call counts for: none of them may be paused when it is sent. */
export function limitKeys(subject: Subject): string[] {
	const account = accountOf(subject);
	const { app, token } = keysOf(subject);
	return [app, token, ...(account ? [accountKey(subject, account)] : [])];
}

/**
 * The time that Meta named for a call on this account; where the headers name only other objects (a Page, an account
 * reached by `me`), the longest of theirs.
 */
export function retryAfterFor({ waits, retryAfterMs }: Usage, accountId?: string): number | undefined {
	const own = waits.filter(({ id }) => id === accountId);
	const longest = Math.max(0, ...(own.length > 0 ? own : waits).map(({ waitMs }) => waitMs));
	return longest > 0 ? longest : retryAfterMs;
}

/**
 * Who is to be left alone after an answer, and for how long.
 *
 * @param unnamedMs milliseconds for a limit for which Meta named no time
 */
export function limitsFrom(
	subject: Subject,
	usage: Usage,
	error: GraphError | undefined,
	unnamedMs: number,
): Array<{ key: string; waitMs: number }> {
	const limits = usage.waits.map(({ id, waitMs }) => ({ key: accountKey(subject, id), waitMs }));
	// Under the Instagram Login a token is for one account, whatever a path calls it.
	const longest = Math.max(0, ...limits.map(({ waitMs }) => waitMs));
	if (subject.settings.loginMethod === 'instagram' && longest > 0) {
		limits.push({ key: keysOf(subject).token, waitMs: longest });
	}
	if (error?.kind !== 'rateLimit') return limits;
	const waitMs = error.retryAfterMs ?? unnamedMs;
	return [...limits, ...limitedKeys(subject, error).map((key) => ({ key, waitMs }))];
}

function limitedKeys(subject: Subject, { scope }: GraphError): string[] {
	const account = accountOf(subject);
	const keys = keysOf(subject);
	if (scope === 'app') return [keys.app];
	if (scope === 'account' && account && subject.settings.loginMethod === 'facebook') {
		return [accountKey(subject, account)];
	}
	return [keys.token, ...(scope === 'account' && account ? [accountKey(subject, account)] : [])];
}
