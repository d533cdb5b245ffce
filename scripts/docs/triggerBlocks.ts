import type { IDataObject, INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { eventsOf } from '../../nodes/Instagram/trigger/webhook/events';
import type { Sandbox } from '../../sandbox';
import { happen } from '../../sandbox/webhooks/events';
import { payloadOf } from '../../sandbox/webhooks/payloads';
import { PollingWorkflow } from '../../tools/n8n-harness/runPoll';
import type { LoadedPackage } from '../../tools/n8n-harness/loadPackage';
import { ACCOUNT, withAccessToken } from '../../tools/n8n-harness/arrange';
import { withoutPorts } from './example';
import { onTheSameMorning } from './fixedTime';
import { cell, code, json, table } from './markdown';
import { parameterTable } from './parameterTable';

/** An item that a trigger gives for an event. */
type Sample = (sandbox: Sandbox, event: string) => Promise<IDataObject>;

/** What the webhook trigger makes of what Meta posts. */
const delivered: Sample = async ({ world }, event) => {
	const update = happen(world, ACCOUNT.facebook, event, {});
	const [item] = eventsOf(payloadOf([update], world.behaviour), world.clock.now());
	if (!item) throw new Error(`Nothing came of the event ${event}`);
	return await Promise.resolve(item);
};

/** Another account of the sandbox tags the one that is watched in its post. */
function tagAccount({ world }: Sandbox): void {
	const other = [...world.accounts.values()].find(({ username }) => username === 'lumen.bikes');
	const [post] = other ? world.postsOf(other.id) : [];
	if (post) post.taggedAccountIds = [ACCOUNT.facebook];
}

/** What the polling trigger gives when it is run by hand in the editor. */
const polled: Sample = async (sandbox, event) => {
	const { credentials, reference, authentication } = await withAccessToken(sandbox, 'facebook');
	const node = {
		type: 'instagramPollingTrigger',
		parameters: { authentication, events: [event] },
		credentials: reference,
	};
	tagAccount(sandbox);
	const { items, error } = await new PollingWorkflow({ credentials, node }).poll({ mode: 'manual' });
	if (!items?.[0]) throw new Error(`The polling trigger gives no sample of ${event}: ${error?.message}`);
	return items[0];
};

const SAMPLES: Readonly<Record<string, Sample>> = {
	instagramTrigger: delivered,
	instagramPollingTrigger: polled,
};

/** When to poll: n8n adds this to every polling node and explains it itself. */
const POLL_TIMES = 'pollTimes';

function eventsIn(properties: readonly INodeProperties[]): INodePropertyOptions[] {
	const events = properties.find(({ name }) => name === 'events');
	return (events?.options ?? []) as INodePropertyOptions[];
}

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

async function samples(
	sandbox: Sandbox,
	node: string,
	events: readonly INodePropertyOptions[],
): Promise<string> {
	const sample = SAMPLES[node];
	if (!sample) throw new Error(`scripts/docs/triggerBlocks.ts has no samples for ${node}`);
	const shown: string[] = [];
	for (const { name, value } of events) {
		const item = await onTheSameMorning(async () => {
			sandbox.world.reset(1);
			return await sample(sandbox, String(value));
		});
		shown.push(`**${name}**`, json(withoutPorts(item)));
	}
	return shown.join('\n\n');
}

async function blocksOf(
	sandbox: Sandbox,
	{ name, properties }: INodeTypeDescription,
): Promise<Record<string, string>> {
	const events = eventsIn(properties);
	return {
		[`${name}Events`]: eventTable(events),
		[`${name}Parameters`]:
			parameterTable(properties.filter((property) => property.name !== POLL_TIMES)) ?? '',
		[`${name}Items`]: await samples(sandbox, name, events),
	};
}

/** The generated parts of docs/triggers.md: events, parameters and items of every trigger of the package. */
export async function triggerBlocks(
	sandbox: Sandbox,
	{ loader }: LoadedPackage,
): Promise<Record<string, string>> {
	const blocks: Record<string, string> = {};
	for (const { type } of Object.values(loader.nodeTypes)) {
		if (!('properties' in type.description)) continue;
		const description = type.description;
		if (description.group.includes('trigger')) Object.assign(blocks, await blocksOf(sandbox, description));
	}
	return blocks;
}
