import { createHash } from 'crypto';

import type { GraphError } from './graphError';
import type { GraphSettings } from './types';
import type { Usage } from './usage';

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
export function pauseKeys(subject: Subject): string[] {
	const account = accountOf(subject);
	const { app, token } = keysOf(subject);
	return [app, token, ...(account ? [accountKey(subject, account)] : [])];
}

/**
 * The time that Meta named for a call on this account; where the headers name only other objects (a Page, an account
 * reached by `me`), the longest of theirs.
 */
export function namedWait({ waits, retryAfterMs }: Usage, accountId?: string): number | undefined {
	const own = waits.filter(({ id }) => id === accountId);
	const longest = Math.max(0, ...(own.length > 0 ? own : waits).map(({ waitMs }) => waitMs));
	return longest > 0 ? longest : retryAfterMs;
}

/**
 * Who is to be left alone after an answer, and for how long.
 *
 * @param unnamedMs milliseconds for a limit for which Meta named no time
 */
export function pausesAfter(
	subject: Subject,
	usage: Usage,
	error: GraphError | undefined,
	unnamedMs: number,
): Array<{ key: string; waitMs: number }> {
	const pauses = usage.waits.map(({ id, waitMs }) => ({ key: accountKey(subject, id), waitMs }));
	// Under the Instagram Login a token is for one account, whatever a path calls it.
	const longest = Math.max(0, ...pauses.map(({ waitMs }) => waitMs));
	if (subject.settings.loginMethod === 'instagram' && longest > 0) {
		pauses.push({ key: keysOf(subject).token, waitMs: longest });
	}
	if (error?.kind !== 'rateLimit') return pauses;
	const waitMs = error.retryAfterMs ?? unnamedMs;
	return [...pauses, ...limitedKeys(subject, error).map((key) => ({ key, waitMs }))];
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
