import type { IWebhookFunctions } from 'n8n-workflow';

import { toError } from '../../shared/toError';
import { applyFilter, describeLeftOut } from '../eventFilter';
import type { OwnAddress } from './address';
import { shouldLog } from './deliveryLog';
import { filterUnseen } from './eventDeduplicator';
import { isDashboardSample, isWanted } from './events';
import type { InstagramEvent } from './eventTypes';
import { filterFirstOfPerson } from './oncePerPerson';
import type { TriggerFilter } from './parameters';
import { chosenEvents, nodeKeyOf, oncePerPerson, optionsOf, readTriggerFilter } from './parameters';
import type { TriggerState } from './state';

/** The events of a delivery, and what decides about them. */
export interface DeliveredEvents {
	context: IWebhookFunctions;
	own: OwnAddress;
	state: TriggerState;
	events: readonly InstagramEvent[];
	/** Milliseconds since the epoch. */
	now: number;
}

/** The events that start the workflow. */
export interface StartingEvents {
	events: InstagramEvent[];
	/** Whether an event was left out because the execution for an earlier delivery of it is being started. */
	isStarting?: boolean;
	/**
	 * Call it once the execution is stored.
	 *
	 * @returns the new values of the static data
	 */
	confirm?: () => Pick<TriggerState, 'seen' | 'people'>;
}

/**
 * Reads the filter. Activation has checked it, but an expression may have another value now: then nothing may start,
 * because a workflow that replies to everyone does more harm than one that does not reply.
 */
function filterOf({ context, now }: DeliveredEvents): TriggerFilter | undefined {
	try {
		return readTriggerFilter(context);
	} catch (error) {
		if (shouldLog(context, 'invalidOption', now)) {
			context.logger.error(
				`Instagram Trigger: dropped an event because an option is invalid. ${toError(error).message}`,
			);
		}
		return undefined;
	}
}

/**
 * Returns the events that were not received before and, with 'Once per Person', are the first of their person.
 *
 * @param leftOut gets the number of those that are not the first
 */
function unseenEvents(
	events: readonly InstagramEvent[],
	{ context, state, now }: DeliveredEvents,
	filter: TriggerFilter,
	leftOut: Map<string, number>,
): StartingEvents {
	const nodeKey = nodeKeyOf(context);
	const unseen = filterUnseen(events, { nodeKey, stored: state.seen, now });
	const { isStarting } = unseen;
	if (!filter.oncePerPerson) {
		return { events: unseen.events, isStarting, confirm: () => ({ seen: unseen.confirm() }) };
	}
	const first = filterFirstOfPerson(unseen.events, { nodeKey, stored: state.people, now });
	const repeated = unseen.events.length - first.events.length;
	if (repeated > 0) leftOut.set(oncePerPerson.displayName, repeated);
	return {
		events: first.events,
		isStarting,
		confirm: () => ({ seen: unseen.confirm(), people: first.confirm() }),
	};
}

/**
 * Returns the events that start the workflow: of the chosen kinds and the account, not left out by an option, and not
 * received before. A test shows every delivery of an event, because the dashboard's samples have the same IDs each time.
 *
 * @param account the trigger's account; '' if it is unknown
 */
export function startingEvents(delivered: DeliveredEvents, account: string): StartingEvents {
	const { context, own, events } = delivered;
	const wanted = events.filter((event) =>
		isWanted(event, {
			events: chosenEvents(context),
			accountIds: [account],
			includeEcho: optionsOf(context).includeEcho === true,
			isTest: own.isTest,
		}),
	);
	const filter = wanted.length > 0 ? filterOf(delivered) : undefined;
	if (!filter) return { events: [] };
	const samples = wanted.filter(isDashboardSample);
	const { passed, leftOut } = applyFilter(
		wanted.filter((event) => !isDashboardSample(event)),
		(event) => event,
		filter,
	);
	const starting: StartingEvents = own.isTest
		? { events: [...samples, ...passed] }
		: unseenEvents(passed, delivered, filter, leftOut);
	const text = describeLeftOut(leftOut);
	if (text !== undefined) context.logger.debug(`Instagram Trigger: ${text}`);
	// Events that only repeat a person are seen as well, but nothing is stored for them.
	if (starting.events.length === 0) starting.confirm?.();
	return starting.events.length > 0 ? starting : { events: [], isStarting: starting.isStarting };
}
