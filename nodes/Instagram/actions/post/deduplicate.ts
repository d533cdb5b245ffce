import { accountIdOf } from '../../accounts';
import { asError } from '../../graph/thrown';
import { DeduplicationKey } from '../../publishing/deduplication';
import type { Published } from '../../publishing/outcome';
import { PostFailure } from '../../publishing/outcome';
import type { Desk } from '../../publishing/container';
import type { ItemRun } from '../operation';
import { keyStorageOf } from './keyStorage';

export type Deduplicated = Published & { deduplicated?: true };

function notKnown(containerId?: string): PostFailure {
	return new PostFailure(
		undefined,
		{ containerId, published: 'unknown' },
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
	 */
	publish(containerId: string, sentAt?: number): Promise<Published>;
}

/** Publishes in the item's turn, or gives what its deduplication key has been published as. */
export async function publishOnce(
	run: ItemRun,
	desk: Desk,
	key: string | undefined,
	{ prepare, publish }: Making,
): Promise<Deduplicated> {
	if (key === undefined) {
		const containerId = await prepare();
		await run.turns.wait(run.itemIndex);
		return await publish(containerId);
	}
	const accountId = await accountIdOf(run.connection, desk.account);
	const now = () => desk.clock.now();
	const once = new DeduplicationKey(keyStorageOf(run.context, now), now, accountId, key);
	const found = await once.find();
	if (found.state === 'live') return { ...found.published, deduplicated: true };
	if (found.state === 'unknown' && !found.begun) throw notKnown();
	// A container of the earlier try tells what became of it, and is used again where it is not live.
	const begun = found.state === 'unknown' ? found.begun : undefined;
	const containerId = begun?.containerId ?? (await prepare());
	await run.turns.wait(run.itemIndex);
	const claimed = await once.claim(found);
	if (claimed.state === 'live') return { ...claimed.published, deduplicated: true };
	if (claimed.state !== found.state)
		throw notKnown(claimed.state === 'unknown' ? claimed.begun?.containerId : undefined);
	const startedAt = desk.clock.now();
	let published: Published;
	try {
		published = await publish(containerId, begun?.at);
	} catch (error) {
		const isUnknown = error instanceof PostFailure && error.published === 'unknown';
		await once.settle(isUnknown ? { begun: { containerId, at: begun?.at ?? startedAt } } : 'not live');
		throw asError(error);
	}
	await once.settle({ published });
	return published;
}
