import { accountIdOf } from '../../connection/accounts';
import { toError } from '../../shared/toError';
import type { PublishContext } from '../../publishing/types';
import type { KeyOutcome, KeyState } from '../../publishing/idempotency/deduplicationKey';
import { DeduplicationKey } from '../../publishing/idempotency/deduplicationKey';
import type { Published } from '../../publishing/publishError';
import { PublishError } from '../../publishing/publishError';
import type { SendGuard } from '../../publishing/publish';
import type { ItemRun } from '../operation';
import { n8nKeyStore } from '../../publishing/idempotency/n8nKeyStore';

export type Deduplicated = Published & { deduplicated?: true };

function unknownOutcomeError(): PublishError {
	return new PublishError(
		undefined,
		{ published: 'unknown' },
		{
			message: "'Deduplication Key' was used before, and whether that post is live is not known",
			description:
				'Another execution began to publish it and did not get to tell: it was cut off, or it is still at work on another n8n worker. Look at the account; if the post is not there, publish it with another key.',
			retryable: false,
		},
	);
}

/** How a post is made, for whoever decides whether it is. */
export interface PublishSteps {
	/** What can be repeated: makes the container and waits for it. Resolves with its id. */
	prepare(): Promise<string>;
	/**
	 * What cannot be repeated.
	 *
	 * @param sentAt when an earlier try sent a publish for this container without learning what became of it
	 * @param guard to be asked before each publish that is sent
	 */
	publish(containerId: string, sentAt?: number, guard?: SendGuard): Promise<Published>;
}

/** Keeps a publish from being sent: another n8n worker has the key. */
class KeyTaken extends Error {
	constructor(readonly found: KeyState) {
		super('The deduplication key is taken');
	}
}

/** The key is claimed as late as can be: a process that is cut off while it waits for Meta has sent nothing. */
function guardOf(once: DeduplicationKey, onSend: () => void): SendGuard {
	return {
		async beforeSend() {
			const claimed = await once.claim();
			if (claimed.state !== 'free') throw new KeyTaken(claimed);
			onSend();
		},
		afterNotReady: async () => await once.unclaim(),
	};
}

/** What a publish that has thrown leaves behind: a key is free again only where it is settled that nothing is live. */
function outcomeOf(
	error: unknown,
	once: DeduplicationKey,
	inProgress: { containerId: string; sentAt: number },
): KeyOutcome {
	const failure = error instanceof PublishError ? error : undefined;
	if (failure?.published === false || !once.mayBeLive) return 'not live';
	return { inProgress: { ...inProgress, containerId: failure?.containerId ?? inProgress.containerId } };
}

/** Publishes under a reserved key. */
async function publishReserved(
	once: DeduplicationKey,
	{ publish }: PublishSteps,
	containerId: string,
	sentAt: number | undefined,
	now: () => number,
): Promise<Deduplicated> {
	const inProgress = { containerId, sentAt: sentAt ?? now() };
	const guard = guardOf(once, () => (inProgress.sentAt = sentAt ?? now()));
	let published: Published;
	try {
		published = await publish(containerId, sentAt, guard);
	} catch (error) {
		if (!(error instanceof KeyTaken)) {
			await once.complete(outcomeOf(error, once, inProgress));
			throw toError(error);
		}
		once.release();
		if (error.found.state === 'live') return { ...error.found.published, deduplicated: true };
		throw unknownOutcomeError();
	}
	await once.complete({ published });
	return published;
}

/** Publishes in the item's turn, or gives what its deduplication key has been published as. */
export async function publishOnce(
	run: ItemRun,
	ctx: PublishContext,
	key: string | undefined,
	steps: PublishSteps,
): Promise<Deduplicated> {
	if (key === undefined) {
		const containerId = await steps.prepare();
		await run.order.waitForTurn(run.itemIndex);
		return await steps.publish(containerId);
	}
	const accountId = await accountIdOf(run.connection, ctx.account);
	const now = () => ctx.clock.now();
	const once = new DeduplicationKey(n8nKeyStore(run.context, now), now, accountId, key);
	const found = await once.find();
	if (found.state === 'live') return { ...found.published, deduplicated: true };
	if (found.state === 'unknown' && !found.inProgress) throw unknownOutcomeError();
	// A container of an earlier try tells what became of it, and is used again where it is not live.
	const earlier = found.state === 'unknown' ? found.inProgress : undefined;
	const prepared = earlier?.containerId ?? (await steps.prepare());
	await run.order.waitForTurn(run.itemIndex);
	const reserved = await once.reserve();
	if (reserved.state === 'live') {
		once.release();
		return { ...reserved.published, deduplicated: true };
	}
	// Another execution of this process may have inProgress meanwhile.
	const inProgress = reserved.state === 'unknown' ? reserved.inProgress : earlier;
	if (reserved.state === 'unknown' && !inProgress) {
		once.release();
		throw unknownOutcomeError();
	}
	return await publishReserved(once, steps, inProgress?.containerId ?? prepared, inProgress?.sentAt, now);
}
