import { createHmac } from 'crypto';
import { deepCopy } from 'n8n-workflow';

import type { Send } from './relay';
import { signedRequest } from './relay';
import { join, leave, siblingsOf } from './peers';
import type { Sibling, TriggerState } from './state';

/** Stands where Meta writes `instagram`, so that neither can be taken for the other. */
const OBJECT = 'n8n_instagram_trigger';

/** A hook may take longer than a delivery that Meta waits for. */
const TIMEOUT_MS = 5000;

/**
 * What a trigger tells another of the same app, over its webhook and signed with the app's secret: that it is there,
 * or that it leaves. This way they know of each other in whichever process they run, and over restarts.
 */
export interface Introduction {
	object: typeof OBJECT;
	from: Sibling;
	leaves: boolean;
}

/** What the other answers. */
export interface Acquaintance {
	self: Sibling;
	others: Sibling[];
}

/** Who was found by asking around. */
export interface Circle {
	/** The app's other triggers. */
	present: Sibling[];
	/** Addresses that gave no answer at all; whether anybody is there is not known. */
	silent: string[];
}

function isSibling(value: unknown): value is Sibling {
	const { url, verifyToken, accountIds, events } = (value ?? {}) as Partial<Sibling>;
	return (
		typeof url === 'string' &&
		typeof verifyToken === 'string' &&
		Array.isArray(accountIds) &&
		Array.isArray(events)
	);
}

/** Whether an address is that of a trigger on the same n8n: no other is ever called. */
export function isOnSameServer(url: string, ownUrl: string): boolean {
	if (!URL.canParse(url) || !URL.canParse(ownUrl)) return false;
	const [one, own] = [new URL(url), new URL(ownUrl)];
	const lastPart = ({ pathname }: URL) => pathname.slice(pathname.lastIndexOf('/'));
	return one.origin === own.origin && lastPart(one) === lastPart(own);
}

/** The introduction in a body whose signature is good; `undefined` where it is none. */
export function introductionIn(payload: unknown, ownUrl: string): Introduction | undefined {
	const { object, from, leaves } = (payload ?? {}) as Partial<Introduction>;
	if (object !== OBJECT || !isSibling(from) || !isOnSameServer(from.url, ownUrl)) return undefined;
	return { object, from, leaves: leaves === true };
}

/** The app's other triggers, from the process's memory and from what the workflow has kept; this one is entered too. */
export function recall(appKey: string, self: Sibling, state: TriggerState): Sibling[] {
	const known = siblingsOf(appKey, self.url);
	for (const kept of deepCopy(state.siblings ?? [])) {
		if (kept.url !== self.url && !known.some(({ url }) => url === kept.url)) join(appKey, kept);
	}
	join(appKey, self);
	return siblingsOf(appKey, self.url);
}

/** Keeps with the workflow who is known now, if that has changed. */
export function keep(appKey: string, self: Sibling, state: TriggerState): void {
	const siblings = siblingsOf(appKey, self.url);
	if (JSON.stringify(siblings) !== JSON.stringify(state.siblings ?? [])) state.siblings = siblings;
}

/** Takes note of a sibling that comes or leaves. */
export function meet(
	{ from, leaves }: Introduction,
	{ appKey, self, state }: { appKey: string; self: Sibling; state: TriggerState },
): Acquaintance {
	recall(appKey, self, state);
	if (leaves) leave(appKey, from.url);
	else join(appKey, from);
	keep(appKey, self, state);
	return { self, others: siblingsOf(appKey, self.url).filter(({ url }) => url !== from.url) };
}

function acquaintanceIn(body: unknown): Acquaintance | undefined {
	try {
		const { self, others } = JSON.parse(String(body)) as Partial<Acquaintance>;
		return isSibling(self) && Array.isArray(others) ? { self, others: others.filter(isSibling) } : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Introduces a trigger to those of its app, to those whom they know, and so on.
 *
 * @param candidates addresses where one may be; those of other servers are passed over
 */
export async function introduce(
	self: Sibling,
	{
		leaves,
		candidates,
		appSecret,
		send,
	}: { leaves: boolean; candidates: readonly string[]; appSecret: string; send: Send },
): Promise<Circle> {
	const circle: Circle = { present: [], silent: [] };
	const introduction: Introduction = { object: OBJECT, from: self, leaves };
	const rawBody = Buffer.from(JSON.stringify(introduction));
	const signature = `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;
	const asked = new Set([self.url]);

	async function ask(url: string): Promise<string[]> {
		try {
			const { statusCode, body } = await send(signedRequest(url, { rawBody, signature }, TIMEOUT_MS));
			const acquaintance = statusCode === 200 ? acquaintanceIn(body) : undefined;
			// n8n in trouble, or a proxy before it that does not get through.
			if (statusCode >= 500) circle.silent.push(url);
			if (acquaintance?.self.url !== url) return [];
			circle.present.push(acquaintance.self);
			return acquaintance.others.map((other) => other.url);
		} catch {
			circle.silent.push(url);
			return [];
		}
	}

	let next = [...candidates];
	while (next.length > 0) {
		const round = [...new Set(next)].filter((url) => !asked.has(url) && isOnSameServer(url, self.url));
		for (const url of round) asked.add(url);
		next = (await Promise.all(round.map(ask))).flat();
	}
	return circle;
}
