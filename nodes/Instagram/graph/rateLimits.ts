import type { IDataObject } from 'n8n-workflow';

import { processStore } from '../shared/processState';
import type { GraphError } from './errors/GraphError';
import { fingerprint } from './fingerprint';
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

/** Business use cases that count the calls of this package. */
const TYPES: ReadonlySet<unknown> = new Set(['instagram', 'messenger', 'pages']);

const MINUTE = 60_000;

/** Longer waits are cut to this: Meta's windows are a day at most. */
const MAX_WAIT_MS = 24 * 60 * MINUTE;

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
 * Reads the usage headers of a response. Values that are not as documented count as absent.
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
			const waitMs = Math.min(amount(usage.estimated_time_to_regain_access) * MINUTE, MAX_WAIT_MS);
			if (waitMs > 0) waits.push({ id, waitMs });
		}
	}
	const retryAfterMs = Math.min(amount(header(headers, 'retry-after')) * 1000, MAX_WAIT_MS);
	return {
		waits,
		...(retryAfterMs > 0 ? { retryAfterMs } : {}),
	};
}

/** Creates a rate limiter without pauses. Reading it deletes the pauses that are over. */
export function createRateLimiter(): RateLimiter {
	const pausedUntil = new Map<string, number>();
	return {
		pause(key, until) {
			if (until > (pausedUntil.get(key) ?? 0)) pausedUntil.set(key, until);
		},
		remaining(keys, now) {
			for (const [key, end] of pausedUntil) if (end <= now) pausedUntil.delete(key);
			return Math.max(0, ...keys.map((key) => (pausedUntil.get(key) ?? now) - now));
		},
		clear() {
			pausedUntil.clear();
		},
	};
}

/** One for the process: executions of different workflows on the same account share its limit. */
export const sharedRateLimiter = processStore(createRateLimiter());

/** The token that makes a call, and the account it acts on. */
export interface Subject {
	settings: Readonly<GraphSettings>;
	token: string;
	/** The token's own account if absent or `me`. */
	accountId?: string;
}

/** Keys by token, as long as a client lives: a run makes thousands of calls with the same token. */
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

/** All keys that a call counts against: it is sent only while none of them is paused. */
export function limitKeys(subject: Subject): string[] {
	const account = accountOf(subject);
	const { app, token } = keysOf(subject);
	return [app, token, ...(account ? [accountKey(subject, account)] : [])];
}

/**
 * Milliseconds that Meta asks to wait before the next call on this account. If the headers name only other objects (a
 * Page, an account reached by `me`), the longest of their waits.
 */
export function retryAfterFor({ waits, retryAfterMs }: Usage, accountId?: string): number | undefined {
	const own = waits.filter(({ id }) => id === accountId);
	const longest = Math.max(0, ...(own.length > 0 ? own : waits).map(({ waitMs }) => waitMs));
	return longest > 0 ? longest : retryAfterMs;
}

/**
 * Rate-limit keys to pause after a response, and for how long.
 *
 * @param defaultWaitMs milliseconds, for a rate limit without a retry-after
 */
export function limitsFrom(
	subject: Subject,
	usage: Usage,
	error: GraphError | undefined,
	defaultWaitMs: number,
): Array<{ key: string; waitMs: number }> {
	const limits = usage.waits.map(({ id, waitMs }) => ({ key: accountKey(subject, id), waitMs }));
	// A token of Instagram Login has one account, which a path can contain as an ID or as `me`.
	const longest = Math.max(0, ...limits.map(({ waitMs }) => waitMs));
	if (subject.settings.loginMethod === 'instagram' && longest > 0) {
		limits.push({ key: keysOf(subject).token, waitMs: longest });
	}
	if (error?.kind !== 'rateLimit') return limits;
	const waitMs = error.retryAfterMs ?? defaultWaitMs;
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
