import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { SendRequest } from '../../graph/types';
import type { OwnAddress, WebhookAddress } from './address';
import { urlOf } from './address';
import type { MetaApp } from './metaApp';
import type { SignedPeer } from './state';
import { BoundedMap, processStore } from '../../shared/processState';

/** Marks requests between triggers of the app, and their responses. A marked request is not relayed any further. */
export const RELAY_HEADER = 'x-instagram-trigger-relay';

/**
 * Meta waits for our response while the peers send theirs. They respond before their workflows start, so only an overloaded
 * n8n reaches this timeout.
 */
const TIMEOUT_MS = 3000;

/** Consecutive failures after which a peer is skipped. Until then, Meta is asked to redeliver. */
const MAX_FAILURES = 3;

/**
 * Failures within this time count once: deliveries that fail together have one cause, such as an n8n that is busy after
 * its start, when Meta redelivers everything at once.
 */
const BURST_MS = 30 * 1000;

/** How long a failing peer is skipped before it is tried again. */
const SKIP_MS = 10 * 60 * 1000;

const MAX_REMEMBERED = 1000;

/** A body with its signature, as `X-Hub-Signature-256`. */
export interface SignedBody {
	rawBody: Buffer;
	signature: string;
}

/** Builds the request that sends a signed body to another trigger of this n8n. */
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

/** Statuses of n8n for an unknown webhook. Any other failure does not mean that the trigger is gone. */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** What a request has shown about a peer. */
export type Reachability = 'online' | 'gone' | 'unreachable';

/**
 * Interprets a response. A 200 without {@link RELAY_HEADER} comes from a proxy or another webhook.
 *
 * @param answer `undefined` if there was no response
 */
export function reachabilityOf(
	answer: Pick<IN8nHttpFullResponse, 'statusCode' | 'headers'> | undefined,
): Reachability {
	if (!answer) return 'unreachable';
	if (GONE.has(answer.statusCode)) return 'gone';
	return answer.statusCode === 200 && answer.headers?.[RELAY_HEADER] !== undefined ? 'online' : 'unreachable';
}

/** Consecutive failures by app and URL, and when the last one that counts was. */
const failures = processStore(new BoundedMap<string, { count: number; at: number }>(MAX_REMEMBERED));

function recordOutcome(key: string, reached: Reachability, now: number): number {
	const before = failures.get(key);
	if (reached !== 'unreachable') {
		failures.delete(key);
		return 0;
	}
	if (before && now - before.at < BURST_MS) return before.count;
	const count = (before?.count ?? 0) + 1;
	failures.set(key, { count, at: now });
	return count;
}

/** Result of relaying a delivery. */
export interface RelayResult {
	/** Peers that no longer exist. */
	gone: WebhookAddress[];
	/** URLs of the peers that did not receive the delivery, with the HTTP status if there was a response. */
	unreachable: Array<{ url: string; status?: number }>;
	/** Whether Meta should redeliver: a peer of an active workflow missed the delivery and is not skipped yet. */
	shouldRedeliver: boolean;
}

/**
 * Relays a delivery to peers concurrently, exactly as Meta sent it. Each peer checks the signature itself.
 *
 * A peer that stays unreachable is skipped for ten minutes at a time, so that it does not make Meta's deliveries fail for
 * the others. A test listener never makes them fail.
 *
 * @param peers trusted peers only
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

/** Recipients of a relayed delivery. */
export interface RelayTarget {
	peers: readonly SignedPeer[];
	app: MetaApp;
	own: OwnAddress;
	send: SendRequest;
	/** Milliseconds since the epoch. */
	now: number;
}
