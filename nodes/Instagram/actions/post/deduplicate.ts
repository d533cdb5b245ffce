import { accountIdOf } from '../../accounts';
import { asError } from '../../graph/thrown';
import type { Desk } from '../../publishing/container';
import type { KeyOutcome, KeyState } from '../../publishing/deduplication';
import { DeduplicationKey } from '../../publishing/deduplication';
import type { Published } from '../../publishing/outcome';
import { PostFailure } from '../../publishing/outcome';
import type { SendGuard } from '../../publishing/publish';
import type { ItemRun } from '../operation';
import { keyStorageOf } from './keyStorage';

export type Deduplicated = Published & { deduplicated?: true };

function notKnown(): PostFailure {
	return new PostFailure(
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
export interface Making {
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
	begun: { containerId: string; sentAt: number },
): KeyOutcome {
	const failure = error instanceof PostFailure ? error : undefined;
	if (failure?.published === false || !once.mayBeLive) return 'not live';
	return { begun: { ...begun, containerId: failure?.containerId ?? begun.containerId } };
}

/** Publishes under a reserved key. */
async function publishReserved(
	once: DeduplicationKey,
	{ publish }: Making,
	containerId: string,
	sentAt: number | undefined,
	now: () => number,
): Promise<Deduplicated> {
	const begun = { containerId, sentAt: sentAt ?? now() };
	const guard = guardOf(once, () => (begun.sentAt = sentAt ?? now()));
	let published: Published;
	try {
		published = await publish(containerId, sentAt, guard);
	} catch (error) {
		if (!(error instanceof KeyTaken)) {
			await once.settle(outcomeOf(error, once, begun));
			throw asError(error);
		}
		once.letGo();
		if (error.found.state === 'live') return { ...error.found.published, deduplicated: true };
		throw notKnown();
	}
	await once.settle({ published });
	return published;
}

/** Publishes in the item's turn, or gives what its deduplication key has been published as. */
export async function publishOnce(
	run: ItemRun,
	desk: Desk,
	key: string | undefined,
	making: Making,
): Promise<Deduplicated> {
	if (key === undefined) {
		const containerId = await making.prepare();
		await run.turns.wait(run.itemIndex);
		return await making.publish(containerId);
	}
	const accountId = await accountIdOf(run.connection, desk.account);
	const now = () => desk.clock.now();
	const once = new DeduplicationKey(keyStorageOf(run.context, now), now, accountId, key);
	const found = await once.find();
	if (found.state === 'live') return { ...found.published, deduplicated: true };
	if (found.state === 'unknown' && !found.begun) throw notKnown();
	// A container of an earlier try tells what became of it, and is used again where it is not live.
	const earlier = found.state === 'unknown' ? found.begun : undefined;
	const prepared = earlier?.containerId ?? (await making.prepare());
	await run.turns.wait(run.itemIndex);
	const reserved = await once.reserve();
	if (reserved.state === 'live') {
		once.letGo();
		return { ...reserved.published, deduplicated: true };
	}
	// Another execution of this process may have begun meanwhile.
	const begun = reserved.state === 'unknown' ? reserved.begun : earlier;
	if (reserved.state === 'unknown' && !begun) {
		once.letGo();
		throw notKnown();
	}
	return await publishReserved(once, making, begun?.containerId ?? prepared, begun?.sentAt, now);
}
