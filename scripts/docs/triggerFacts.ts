import type { IDataObject, INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { downloadFiles } from '../../nodes/Instagram/trigger/downloads';
import { eventsOf } from '../../nodes/Instagram/trigger/webhook/events';
import type { Sandbox } from '../../sandbox';
import type { EventOptions } from '../../sandbox/webhooks/events';
import { happen } from '../../sandbox/webhooks/events';
import { payloadOf } from '../../sandbox/webhooks/payloads';
import { PollingWorkflow } from '../../tools/n8n-harness/runPoll';
import type { LoadedPackage } from '../../tools/n8n-harness/loadPackage';
import { ACCOUNT, withAccessToken } from '../../tools/n8n-harness/arrange';
import { withoutPorts } from './example';
import type { EventVariant } from './examples/eventVariants';
import { EVENT_VARIANTS } from './examples/eventVariants';
import { onTheSameMorning } from './fixedTime';

/** What a trigger gives. */
export interface TriggerItems {
	/** The item that the page shows, by event. */
	byEvent: Readonly<Record<string, IDataObject>>;
	/** Those and others, with fields that only some items have. */
	all: readonly IDataObject[];
}

export interface TriggerFacts {
	description: INodeTypeDescription;
	items: TriggerItems;
}

/** The item of a trigger for an event; with options, for an event that happens so. */
type Sample = (sandbox: Sandbox, event: string, options?: EventOptions) => Promise<IDataObject>;

/** What the webhook trigger makes of what Meta posts. */
const delivered: Sample = async ({ world }, event, options = {}) => {
	const update = happen(world, ACCOUNT.facebook, event, options);
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
const polled: Sample = async (sandbox, event, options) => {
	if (options) happen(sandbox.world, ACCOUNT.facebook, event, options);
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

/** The events that a trigger offers. */
export function eventsIn(properties: readonly INodeProperties[]): INodePropertyOptions[] {
	const events = properties.find(({ name }) => name === 'events');
	return (events?.options ?? []) as INodePropertyOptions[];
}

/** The item of an event with a file that Meta gives no URL of. */
async function withoutItsFile(event: IDataObject): Promise<IDataObject> {
	const items = await downloadFiles({ helpers: {} } as never, [[event, [{ name: 'file' }]]]);
	return { ...items[0]?.json };
}

async function itemsOf(sandbox: Sandbox, { name, properties }: INodeTypeDescription): Promise<TriggerItems> {
	const sample = SAMPLES[name];
	if (!sample) throw new Error(`scripts/docs/triggerFacts.ts has no samples for ${name}`);
	const byEvent: Record<string, IDataObject> = {};
	const others: IDataObject[] = [];
	const itemOf = async (event: string, variant?: EventVariant) =>
		withoutPorts(
			await onTheSameMorning(async () => {
				sandbox.world.reset(1);
				const options = typeof variant === 'function' ? variant(sandbox.world) : variant;
				return await sample(sandbox, event, options);
			}),
		);
	for (const { value } of eventsIn(properties)) {
		const event = String(value);
		byEvent[event] = await itemOf(event);
		for (const variant of EVENT_VARIANTS[name]?.[event] ?? []) others.push(await itemOf(event, variant));
	}
	const all = [...Object.values(byEvent), ...others];
	const withFile = all.find(({ event }) => event === 'messages' || event === 'media');
	return { byEvent, all: withFile ? [...all, await withoutItsFile(withFile)] : all };
}

/** The triggers of the package, with items of all of their events. */
export async function triggerFacts(sandbox: Sandbox, { loader }: LoadedPackage): Promise<TriggerFacts[]> {
	const facts: TriggerFacts[] = [];
	for (const { type } of Object.values(loader.nodeTypes)) {
		if (!('properties' in type.description)) continue;
		const { description } = type;
		if (!description.group.includes('trigger')) continue;
		facts.push({ description, items: await itemsOf(sandbox, description) });
	}
	return facts;
}
