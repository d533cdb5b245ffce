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
 * Status of the response to an event whose execution is being started for an earlier delivery. If that start fails, the
 * event is needed again, so Meta has to redeliver.
 */
export const STARTING = 409;

/**
 * Meta waits for our response while the peers send theirs. They respond once n8n has stored their executions, so only an
 * overloaded n8n, or one whose Redis or database does not respond, reaches this timeout.
 */
const TIMEOUT_MS = 8000;

/**
 * Consecutive failures after which a peer is skipped, if they have lasted for the time below. Until then, Meta is asked
 * to redeliver.
 */
const MAX_FAILURES = 3;

/** While n8n restarts or its database does not respond, many events fail within seconds. */
const MIN_FAILING_MS = 2 * 60 * 1000;

/**
 * Failures further apart are not consecutive: Meta redelivers earlier than that, and in n8n's queue mode another process
 * may have relayed the redelivery.
 */
const MAX_GAP_MS = 6 * 60 * 60 * 1000;

/** How long a failing peer is skipped before it is tried again. */
const SKIP_MS = 10 * 60 * 1000;

/** Limits the memory: an app has far fewer peers. The failures of one that is dropped are counted from 0 again. */
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

/** What a request has shown about a peer. */
export type Reachability = 'online' | 'gone' | 'unreachable';

/**
 * Whether n8n itself responds that it has no such webhook. While it starts, it responds with 404 and a page: if its
 * triggers were gone then, they would receive no events any more.
 */
function isUnknownWebhook({ statusCode, body }: Pick<IN8nHttpFullResponse, 'statusCode' | 'body'>): boolean {
	if (statusCode !== 404) return false;
	try {
		const { code, message } = JSON.parse(String(body)) as { code?: unknown; message?: unknown };
		return code === 404 && typeof message === 'string';
	} catch {
		return false;
	}
}

/**
 * Interprets a response. A 200 without {@link RELAY_HEADER} comes from a proxy or another webhook.
 *
 * @param answer `undefined` if there was no response
 */
export function reachabilityOf(
	answer: Pick<IN8nHttpFullResponse, 'statusCode' | 'headers' | 'body'> | undefined,
): Reachability {
	if (!answer) return 'unreachable';
	if (isUnknownWebhook(answer)) return 'gone';
	return answer.statusCode === 200 && answer.headers?.[RELAY_HEADER] !== undefined ? 'online' : 'unreachable';
}

/** Consecutive failures of a peer. */
interface Failures {
	count: number;
	/** When the first of them was, in milliseconds since the epoch. */
	since: number;
	/** When the last of them was. */
	at: number;
}

/** The failures of peers that have not responded since, by app and URL. */
const failures = processStore(new BoundedMap<string, Failures>(MAX_REMEMBERED));

/** Whether a peer has failed for so long that Meta is no longer asked to redeliver for it. */
function isGivenUp(failed: Failures | undefined): boolean {
	return failed !== undefined && failed.count >= MAX_FAILURES && failed.at - failed.since >= MIN_FAILING_MS;
}

function recordOutcome(key: string, reached: Reachability, now: number): Failures | undefined {
	if (reached !== 'unreachable') {
		failures.delete(key);
		return undefined;
	}
	const before = failures.get(key);
	const isConsecutive = before !== undefined && now - before.at <= MAX_GAP_MS;
	const { count, since } = isConsecutive ? before : { count: 0, since: now };
	const failed = { count: count + 1, since, at: now };
	failures.set(key, failed);
	return failed;
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
		if (before && isGivenUp(before) && now - before.at < SKIP_MS) return;
		const answer = await send(signedRequest(url, body)).catch(() => undefined);
		if (answer?.statusCode === STARTING && answer.headers?.[RELAY_HEADER] !== undefined) {
			result.shouldRedeliver ||= !peer.isTest;
			return;
		}
		const reached = reachabilityOf(answer);
		const failed = recordOutcome(key, reached, now);
		if (reached === 'gone') result.gone.push(peer);
		if (reached !== 'unreachable') return;
		result.unreachable.push({ url, ...(answer ? { status: answer.statusCode } : {}) });
		if (!peer.isTest && !isGivenUp(failed)) result.shouldRedeliver = true;
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
