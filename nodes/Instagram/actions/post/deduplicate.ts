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
			message: "'Deduplication Key' was used before, and it is unknown whether that post is live",
			description:
				'Another execution has started to publish it without reporting an outcome: it was interrupted, or it is still running on another n8n worker. Check the account; if the post is not there, publish it with another key.',
			retryable: false,
		},
	);
}

/** The two steps of publishing an item, for the decision whether to run them. */
export interface PublishSteps {
	/** Creates the container and waits for it. Can be repeated. Resolves with its id. */
	prepare(): Promise<string>;
	/**
	 * Publishes the container. Cannot be repeated.
	 *
	 * @param sentAt when an earlier attempt sent a publish for this container, with an unknown outcome
	 * @param guard hooks around each publish that is sent
	 */
	publish(containerId: string, sentAt?: number, guard?: SendGuard): Promise<Published>;
}

/** Thrown instead of sending a publish: another n8n worker has the key. */
class KeyTaken extends Error {
	constructor(readonly found: KeyState) {
		super('The deduplication key is taken');
	}
}

/** Claims the key as late as possible: a process that is killed while it waits for Meta has sent nothing. */
function guardOf(key: DeduplicationKey, onSend: () => void): SendGuard {
	return {
		async beforeSend() {
			const claimed = await key.claim();
			if (claimed.state !== 'free') throw new KeyTaken(claimed);
			onSend();
		},
		afterNotReady: async () => await key.unclaim(),
	};
}

/** The outcome of a publish that has thrown. A key is released only if it is certain that nothing is live. */
function outcomeOf(
	error: unknown,
	key: DeduplicationKey,
	inProgress: { containerId: string; sentAt: number },
): KeyOutcome {
	const failure = error instanceof PublishError ? error : undefined;
	if (failure?.published === false || !key.mayBeLive) return 'not live';
	return { inProgress: { ...inProgress, containerId: failure?.containerId ?? inProgress.containerId } };
}

/** Publishes under a reserved key. */
async function publishReserved(
	key: DeduplicationKey,
	{ publish }: PublishSteps,
	containerId: string,
	sentAt: number | undefined,
	now: () => number,
): Promise<Deduplicated> {
	const inProgress = { containerId, sentAt: sentAt ?? now() };
	const guard = guardOf(key, () => (inProgress.sentAt = sentAt ?? now()));
	let published: Published;
	try {
		published = await publish(containerId, sentAt, guard);
	} catch (error) {
		if (!(error instanceof KeyTaken)) {
			await key.complete(outcomeOf(error, key, inProgress));
			throw toError(error);
		}
		key.release();
		if (error.found.state === 'live') return { ...error.found.published, deduplicated: true };
		throw unknownOutcomeError();
	}
	await key.complete({ published });
	return published;
}

/**
 * Publishes in the order of the items, at most once per deduplication key. Returns the earlier post if the key was used.
 *
 * @throws PublishError if it is unknown whether the key was published
 */
export async function publishOnce(
	run: ItemRun,
	ctx: PublishContext,
	keyText: string | undefined,
	steps: PublishSteps,
): Promise<Deduplicated> {
	if (keyText === undefined) {
		const containerId = await steps.prepare();
		await run.order.waitForEarlierItems(run.itemIndex);
		return await steps.publish(containerId);
	}
	const accountId = await accountIdOf(run.connection, ctx.account);
	const now = () => ctx.clock.now();
	const key = new DeduplicationKey(n8nKeyStore(run.context, now), now, accountId, keyText);
	const found = await key.find();
	if (found.state === 'live') return { ...found.published, deduplicated: true };
	if (found.state === 'unknown' && !found.inProgress) throw unknownOutcomeError();
	// The container of an earlier attempt shows its outcome, and is reused if the post is not live.
	const earlier = found.state === 'unknown' ? found.inProgress : undefined;
	const prepared = earlier?.containerId ?? (await steps.prepare());
	await run.order.waitForEarlierItems(run.itemIndex);
	const reserved = await key.reserve();
	if (reserved.state === 'live') {
		key.release();
		return { ...reserved.published, deduplicated: true };
	}
	// Another execution of this process may have started to publish meanwhile.
	const inProgress = reserved.state === 'unknown' ? reserved.inProgress : earlier;
	if (reserved.state === 'unknown' && !inProgress) {
		key.release();
		throw unknownOutcomeError();
	}
	return await publishReserved(key, steps, inProgress?.containerId ?? prepared, inProgress?.sentAt, now);
}
