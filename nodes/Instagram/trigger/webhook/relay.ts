import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { OwnAddress, WebhookAddress } from './address';
import { urlOf } from './address';
import type { MetaApp } from './metaApp';
import type { SignedPeer } from './state';
import { processStore } from '../../shared/processState';

/** Marks a request that comes from another trigger of the app, and the answer to it: neither goes any further. */
export const RELAY_HEADER = 'x-instagram-trigger-relay';

/**
 * Meta waits for our answer while the peers give theirs. They answer before their workflows start, so this is reached
 * only where n8n is overloaded.
 */
const TIMEOUT_MS = 3000;

/** Failures in a row after which a peer is left out. Until then Meta is asked to deliver again. */
export const MAX_FAILURES = 3;

/** How long a peer that fails is left out before it is tried again. */
const SKIP_MS = 10 * 60 * 1000;

const MAX_REMEMBERED = 1000;

/** Sends a request and resolves with any HTTP status; rejects if no answer came. */
export type Send = (request: IHttpRequestOptions) => Promise<IN8nHttpFullResponse>;

/** A body with its signature, as `X-Hub-Signature-256`. */
export interface SignedBody {
	rawBody: Buffer;
	signature: string;
}

/** The request that brings a signed body to another trigger of this n8n. */
export function signedRequest(
	url: string,
	{ rawBody, signature }: SignedBody,
	timeout = TIMEOUT_MS,
): IHttpRequestOptions {
	return {
		method: 'POST',
		url,
		headers: {
			'Content-Type': 'application/json',
			'X-Hub-Signature-256': signature,
			[RELAY_HEADER]: '1',
		},
		body: rawBody,
		json: false,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout,
		abortSignal: AbortSignal.timeout(timeout),
	};
}

/** n8n knows no trigger at an address that answers so. Any other failure says nothing about it. */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** What is known of a peer after a request to it. */
export type Reachability = 'online' | 'gone' | 'unreachable';

/**
 * Interprets an answer. Only a trigger marks its answer: a 200 without the mark comes from a proxy or another webhook.
 *
 * @param answer `undefined` if none came
 */
export function reachabilityOf(
	answer: Pick<IN8nHttpFullResponse, 'statusCode' | 'headers'> | undefined,
): Reachability {
	if (!answer) return 'unreachable';
	if (GONE.has(answer.statusCode)) return 'gone';
	return answer.statusCode === 200 && answer.headers?.[RELAY_HEADER] !== undefined ? 'online' : 'unreachable';
}

/** App and address -> failures in a row, and when the last one was. */
const failures = processStore(new Map<string, { count: number; at: number }>());

function recordOutcome(key: string, reached: Reachability, now: number): number {
	const count = reached === 'unreachable' ? (failures.get(key)?.count ?? 0) + 1 : 0;
	failures.delete(key);
	if (count > 0) failures.set(key, { count, at: now });
	const [oldest] = failures.keys();
	if (oldest !== undefined && failures.size > MAX_REMEMBERED) failures.delete(oldest);
	return count;
}

/** What became of a delivery that was to be relayed. */
export interface RelayResult {
	/** Peers that do not exist any more. */
	gone: WebhookAddress[];
	/** URLs of the peers that did not get it, with the HTTP status if one came. */
	unreachable: Array<{ url: string; status?: number }>;
	/** Whether a peer of an active workflow missed it for the first times in a row: Meta is to deliver it again. */
	shouldRedeliver: boolean;
}

/**
 * Passes a delivery on to peers, side by side, as Meta sent it. Each checks the signature itself.
 *
 * A peer that stays unreachable is left out for ten minutes at a time, and does not make Meta's deliveries fail for the
 * others. What a test listener misses never does.
 *
 * @param peers peers that are trusted, and no others
 * @param now milliseconds since the epoch
 */
export async function relay(
	{ peers, app: { appKey }, own, send, now }: RelayTarget,
	body: SignedBody,
): Promise<RelayResult> {
	const result: RelayResult = { gone: [], unreachable: [], shouldRedeliver: false };
	const relayTo = async (peer: SignedPeer): Promise<void> => {
		const url = urlOf(own, peer);
		const key = `${appKey} ${url}`;
		const before = failures.get(key);
		if (before && before.count >= MAX_FAILURES && now - before.at < SKIP_MS) return;
		const answer = await send(signedRequest(url, body)).catch(() => undefined);
		const reached = reachabilityOf(answer);
		const count = recordOutcome(key, reached, now);
		if (reached === 'gone') result.gone.push(peer);
		if (reached !== 'unreachable') return;
		result.unreachable.push({ url, ...(answer ? { status: answer.statusCode } : {}) });
		if (!peer.isTest && count < MAX_FAILURES) result.shouldRedeliver = true;
	};
	await Promise.all(peers.map(relayTo));
	return result;
}

/** To whom a delivery is relayed. */
export interface RelayTarget {
	peers: readonly SignedPeer[];
	app: MetaApp;
	own: OwnAddress;
	send: Send;
	/** Milliseconds since the epoch. */
	now: number;
}
