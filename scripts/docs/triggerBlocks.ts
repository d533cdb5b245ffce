import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { cell, code, json, table } from './markdown';
import { parameterTable } from './parameterTable';
import type { TriggerFacts, TriggerItems } from './triggerFacts';
import { eventsIn } from './triggerFacts';

/** When to poll: n8n adds this to every polling node and explains it itself. */
const POLL_TIMES = 'pollTimes';

const FACEBOOK_ONLY = / Facebook Login only\.$/;

function eventTable(events: readonly INodePropertyOptions[]): string {
	return table(
		['Event', 'Value', 'When', 'Login method'],
		events.map(({ name, value, description = '' }) => [
			name,
			code(String(value)),
			cell(description.replace(FACEBOOK_ONLY, '').replace(/\.$/, '')),
			FACEBOOK_ONLY.test(description) ? 'Facebook Login only' : 'both',
		]),
	);
}

function samples(events: readonly INodePropertyOptions[], items: TriggerItems): string {
	return events
		.flatMap(({ name, value }) => [`**${name}**`, json(items.byEvent[String(value)] ?? {})])
		.join('\n\n');
}

function blocksOf({ name, properties }: INodeTypeDescription, items: TriggerItems): Record<string, string> {
	const events = eventsIn(properties);
	return {
		[`${name}Events`]: eventTable(events),
		[`${name}Parameters`]:
			parameterTable(properties.filter((property) => property.name !== POLL_TIMES)) ?? '',
		[`${name}Items`]: samples(events, items),
	};
}

/** The generated parts of docs/triggers.md: events, parameters and items of every trigger of the package. */
export function triggerBlocks(triggers: readonly TriggerFacts[]): Record<string, string> {
	return Object.assign(
		{},
		...triggers.map(({ description, items }) => blocksOf(description, items)),
	) as Record<string, string>;
}
