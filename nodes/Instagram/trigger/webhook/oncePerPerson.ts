import { isObject } from '../../shared/isObject';
import { processStore } from '../../shared/processState';
import type { InstagramEvent } from './eventTypes';
import type { Unseen } from './seenKeys';
import { digestKey, SeenKeys } from './seenKeys';

/** 5,000 people take about 120 kB of the workflow's static data. */
const MAX_PEOPLE = 5_000;

const people = processStore(
	new SeenKeys({
		retentionSeconds: Infinity,
		maxPerTrigger: MAX_PEOPLE,
		maxTotal: 100_000,
		maxStored: MAX_PEOPLE,
	}),
);

/**
 * Returns the ID of the person who caused an event: the author of a comment, the sender of a message. Mentions and story
 * insights have none, nor have the account's own messages and comments.
 */
export function personOf({ from, sender, accountId }: InstagramEvent): string | undefined {
	const person: unknown = sender ?? from;
	if (!isObject(person) || typeof person.id !== 'string' || person.id === accountId) return undefined;
	return person.id;
}

/** The event is part of the key: a person who has commented may still tap a button of the reply. */
function keyOf(event: InstagramEvent): string | undefined {
	const person = personOf(event);
	return person === undefined ? undefined : digestKey([event.event, event.accountId, person]);
}

/**
 * Returns the first event of each kind and person, and remembers the latest 5,000. Events without a person are always
 * returned.
 *
 * @param memory see {@link SeenKeys.filterUnseen}
 */
export function filterFirstOfPerson(
	events: readonly InstagramEvent[],
	memory: { nodeKey: string; stored: unknown; now: number },
): Unseen<InstagramEvent> {
	return people.filterUnseen(events, keyOf, memory);
}
