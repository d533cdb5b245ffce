import { randomUUID } from 'crypto';
import { sleep } from 'n8n-workflow';

import type { SendRequest } from '../../graph/types';
import type { OwnAddress, WebhookAddress } from './address';
import { isSameAddress, urlOf } from './address';
import type { Announcement, PeerReply } from './announcement';
import { OBJECT, PROCESS_ID } from './announcement';
import type { MetaApp } from './metaApp';
import { isTrusted } from './peers';
import type { Reachability } from './relay';
import { reachabilityOf, signedRequest } from './relay';
import { signatureOf } from './signature';
import type { SignedPeer } from './state';
import { isPeer } from './state';

/** Longer than for a relayed delivery, because Meta does not wait for a hook. */
const TIMEOUT_MS = 5000;

function replyIn(body: unknown, app: MetaApp, own: OwnAddress, asked: WebhookAddress): PeerReply | undefined {
	try {
		const { self, verifiedAt, holder, peers, isStored, processId } = JSON.parse(
			String(body),
		) as Partial<PeerReply>;
		if (!isPeer(self) || !isTrusted(app, own, self) || !isSameAddress(self, asked)) return undefined;
		return {
			self,
			...(typeof verifiedAt === 'string' ? { verifiedAt } : {}),
			...(typeof holder === 'string' ? { holder } : {}),
			peers: (Array.isArray(peers) ? peers : []).filter(
				(peer) => isPeer(peer) && isTrusted(app, own, peer) && !isSameAddress(peer, own),
			),
			...(typeof isStored === 'boolean' ? { isStored } : {}),
			...(typeof processId === 'string' ? { processId } : {}),
		};
	} catch {
		return undefined;
	}
}

/** The sender of an announcement. */
export interface Sender {
	app: MetaApp;
	own: OwnAddress;
	self: SignedPeer;
	send: SendRequest;
	/** Milliseconds since the epoch. */
	now: number;
}

/** What an announcement says, besides who sends it to whom. */
export type Announced = Pick<Announcement, 'intent' | 'holder' | 'peers' | 'subscribed'>;

/** Result of an announcement. */
export interface AnnounceResult {
	reached: Reachability;
	/** HTTP status, if there was a response. */
	status?: number;
	/** Only present if `reached` is `online`. */
	reply?: PeerReply;
}

/** Sends an announcement to another trigger of the app. Never throws. */
export async function announce(
	{ app, own, self, send, now }: Sender,
	to: WebhookAddress,
	message: Announced,
): Promise<AnnounceResult> {
	const address = { path: to.path, isTest: to.isTest };
	const announcement: Announcement = {
		object: OBJECT,
		to: address,
		sentAt: now,
		nonce: randomUUID(),
		from: self,
		...message,
	};
	const rawBody = Buffer.from(JSON.stringify(announcement));
	const [secret = ''] = app.secrets;
	const signature = signatureOf(rawBody, secret);
	const request = signedRequest(urlOf(own, to), { rawBody, signature }, TIMEOUT_MS);
	const answer = await send(request).catch(() => undefined);
	const reached = reachabilityOf(answer);
	const reply = reached === 'online' ? replyIn(answer?.body, app, own, to) : undefined;
	const status = answer?.statusCode;
	if (reached === 'online' && !reply) return { reached: 'unreachable', status };
	return { reached, ...(status === undefined ? {} : { status }), ...(reply ? { reply } : {}) };
}

/** Time between two announcements of the same message, for n8n to save the static data. */
const REPEAT_MS = 500;

/** How often an announcement is repeated at most: for 6 seconds, because an activation waits for it. */
const MAX_REPEATS = 12;

/**
 * An announcement is repeated until so many replies in a row say that it was stored before. One reply is not enough: any
 * process may give it, and another one may overwrite what it has read. Four in a row take two seconds, in which a process
 * saves what it has read before.
 */
const MIN_STORED = 4;

/**
 * Sends an announcement to another trigger of the app. Never throws.
 *
 * Repeats what another process of n8n receives and has to store: the next event may reach a third process, and a process
 * that is receiving an event meanwhile overwrites the static data with what it has read before. This process remembers it
 * anyway.
 *
 * @returns the last result that is not a failure; a peer that has responded before is not unreachable
 */
export async function announceUntilStored(
	sender: Sender,
	to: WebhookAddress,
	message: Announced,
): Promise<AnnounceResult> {
	let answer = await announce(sender, to, message);
	let stored = answer.reply?.isStored ? 1 : 0;
	for (let repeats = 0; repeats < MAX_REPEATS && stored < MIN_STORED; repeats += 1) {
		const { isStored, processId = PROCESS_ID } = answer.reply ?? {};
		if (isStored === undefined || processId === PROCESS_ID) break;
		await sleep(REPEAT_MS);
		const next = await announce(sender, to, message);
		stored = next.reply?.isStored ? stored + 1 : 0;
		if (next.reached !== 'unreachable') answer = next;
	}
	return answer;
}
