import { GraphError, mediaStatusError } from '../graph/errors';
import { asError } from '../graph/thrown';
import type { Desk } from './container';
import { waitUntilReady } from './container';
import type { JournalEntry } from './journal';
import type { Published } from './outcome';
import { PostFailure } from './outcome';
import type { Trace } from './settle';
import { findPublished, settledStatus } from './settle';
import type { ContainerPlan, PostPlan } from './types';

/** Asked around each publish that is sent; may throw to keep it from being sent. */
export interface SendGuard {
	beforeSend(): Promise<void>;
	/** Meta has answered that the media is not ready: nothing is live, and waiting may take long. */
	afterNotReady(): Promise<void>;
}

/** A container to publish, and what is known of the post it makes. */
export interface Publication {
	containerId: string;
	kind: ContainerPlan['kind'];
	productType?: PostPlan['productType'];
	caption?: string;
	/** When to give up waiting for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	includePermalink: boolean;
	/** Called as soon as the post is live: its link can be read while the next post is published. */
	onLive?(): void;
	/** Media published meanwhile by the same run; each new one is added. */
	others: Set<string>;
	/** What an earlier try of the same item has come to, and where this one notes how far it is. */
	entry: JournalEntry;
	guard?: SendGuard;
}

/** Publishes sent for one container, at most: each further one only after a read said that the post is not live. */
const SENDS = 3;

/** A publish may take longer than other calls: Meta copies the media. */
const PUBLISH_TIMEOUT_MS = 60_000;

/** Container unknown to Meta: it may not have spread yet. */
const NOT_SPREAD = { code: 24, subcode: 2207008 };

/** Where Meta was not reached, nothing was sent: a moment later it may be. */
const SECOND_TRY_AFTER_MS = 3_000;

function isUnsent({ kind, outcome }: GraphError): boolean {
	return kind === 'noAnswer' && outcome === 'refused';
}

/** A publish that Meta has refused for good, and which did nothing. */
function isRefused(error: GraphError): boolean {
	return error.outcome === 'refused' && error.subcode !== NOT_SPREAD.subcode;
}

/** Sends the publish; an answer without an id is given back, not thrown: what it means depends on what came before. */
async function send({ graph, account }: Desk, containerId: string): Promise<{ id: string } | GraphError> {
	try {
		return await graph.call<{ id: string }>({
			method: 'POST',
			path: `/${account}/media_publish`,
			form: { creation_id: containerId },
			repeatable: false,
			accountId: account,
			permission: 'publish',
			timeout: PUBLISH_TIMEOUT_MS,
		});
	} catch (error) {
		if (error instanceof GraphError) return error;
		throw asError(error);
	}
}

async function permalinkOf({ graph }: Desk, mediaId: string): Promise<string | undefined> {
	try {
		const { permalink } = await graph.call<{ permalink?: string }>({
			method: 'GET',
			path: `/${mediaId}`,
			query: { fields: 'permalink' },
			repeatable: true,
		});
		return permalink;
	} catch {
		// The post is live; that its link could not be read must not turn it into a failure.
		return undefined;
	}
}

/** A post that is known to be live but whose id was not told. */
async function recovered(desk: Desk, publication: Publication, sentAt: number): Promise<Published> {
	const { containerId, productType, caption, others, includePermalink } = publication;
	const trace: Trace = { productType, caption, sentAt, others };
	const found = await findPublished(desk, trace);
	if (found) others.add(found.id);
	return {
		id: found?.id ?? null,
		containerId,
		...(includePermalink && found?.permalink ? { permalink: found.permalink } : {}),
		status: 'PUBLISHED',
	};
}

async function told(desk: Desk, publication: Publication, id: string): Promise<Published> {
	const { containerId, others, includePermalink, onLive } = publication;
	others.add(id);
	onLive?.();
	const permalink = includePermalink ? await permalinkOf(desk, id) : undefined;
	return { id, containerId, ...(permalink ? { permalink } : {}), status: 'PUBLISHED' };
}

/** Neither live nor not live, as far as anybody can tell. */
function unsettled(reason: GraphError | undefined, containerId: string): PostFailure {
	return new PostFailure(
		reason,
		{ containerId, published: 'unknown' },
		{
			...(reason ? {} : { message: 'What became of an earlier try to publish this post could not be read' }),
			description:
				'Look at the account before you publish this again: the post may be live. Container > Get with the container ID tells; PUBLISHED means that it is.',
			retryable: false,
		},
	);
}

/** Not live, and the container still good. */
function notLive(reason: GraphError | undefined, containerId: string): PostFailure {
	return new PostFailure(
		reason,
		{ containerId, published: false },
		{
			description: `The post is not live. Its container ${containerId} is ready: Container > Publish with this ID tries again.`,
			retryable: true,
		},
	);
}

/** Reads what became of a publish whose answer did not tell; resolves where the post is not live and may be sent again. */
async function settle(
	desk: Desk,
	publication: Publication,
	reason?: GraphError,
): Promise<'live' | 'not live'> {
	const { containerId } = publication;
	const status = await settledStatus(desk, containerId);
	if (status === 'PUBLISHED') return 'live';
	if (status === 'FINISHED') return 'not live';
	if (status !== 'ERROR' && status !== 'EXPIRED') throw unsettled(reason, containerId);
	const spoilt = reason ?? mediaStatusError({ status });
	throw new PostFailure(spoilt, { containerId, published: false });
}

/**
 * Publishes a container once. An answer that does not settle it is settled by reading the container: live, and its id
 * is looked for; not live, and it is sent again; neither, and that is reported.
 *
 * @throws PostFailure with `published` false or 'unknown'
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
 */
export async function publishContainer(desk: Desk, publication: Publication): Promise<Published> {
	const { containerId, kind, deadline, entry, guard } = publication;
	let reason: GraphError | undefined;
	for (let sends = 0; ;) {
		const before = entry.sentAt;
		if (before !== undefined) {
			if ((await settle(desk, publication, reason)) === 'live')
				return await recovered(desk, publication, before);
			if (sends >= SENDS || (reason && isRefused(reason))) throw notLive(reason, containerId);
		}
		desk.throwIfCancelled();
		await guard?.beforeSend();
		entry.sentAt = before ?? desk.clock.now();
		const answer = await send(desk, containerId);
		if (!(answer instanceof GraphError)) return await told(desk, publication, answer.id);
		reason = answer;
		sends += 1;
		if (answer.kind === 'notReady') {
			entry.sentAt = undefined;
			sends -= 1;
			await guard?.afterNotReady();
			const ready = await waitUntilReady(desk, { containerId, published: false }, kind, deadline);
			if (ready === 'PUBLISHED') return await recovered(desk, publication, before ?? desk.clock.now());
		} else if (isUnsent(answer) && before === undefined) {
			entry.sentAt = undefined;
			if (sends >= SENDS) throw notLive(answer, containerId);
			await desk.clock.sleep(SECOND_TRY_AFTER_MS);
		} else if (isRefused(answer) && before === undefined) {
			entry.sentAt = undefined;
			throw new PostFailure(answer, { containerId, published: false });
		}
	}
}
