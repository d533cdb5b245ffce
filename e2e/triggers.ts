import { createHmac } from 'node:crypto';

import { parse } from 'flatted';

import { happen, type EventOptions } from '../sandbox/webhooks/events';
import { SANDBOX_APPS } from '../sandbox/apps';
import type { WorkflowJson } from './n8nApi';
import type { LoginMethod, Stage } from './stage';
import { pause, until } from './waiting';
import type { UsedCredential } from './workflows';

export const TRIGGER = 'Instagram Trigger';

/** n8n refuses a poll time of less than a minute, but takes several: one every ten seconds. */
export const POLL_TIMES = [0, 10, 20, 30, 40, 50].map((second) => ({
	mode: 'custom',
	cronExpression: `${second} * * * * *`,
}));

/** A workflow that starts with an event and does nothing with it. */
export function triggerWorkflow(
	name: string,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	return {
		name,
		nodes: [
			{
				id: `6d2f1b5e-0000-4000-9000-${name.padStart(12, '0').slice(-12)}`,
				name: TRIGGER,
				type: 'n8n-nodes-instagram-platform.instagramTrigger',
				typeVersion: 1,
				position: [200, 300],
				webhookId: name,
				parameters,
				credentials: { instagramOAuth2Api: credential },
			},
		],
		connections: {},
	};
}

interface Started {
	mode: string;
	items: Array<Record<string, unknown>>;
}

/** A node's item in the data of an execution. */
export interface ExecutedItem {
	json: Record<string, unknown>;
	binary?: Record<string, { id: string; fileName?: string; mimeType: string; bytes?: number }>;
}

/** What a node has put out, from an execution's data in n8n's flattened form. */
export function itemsOf(data: string, node: string): ExecutedItem[] {
	const { resultData } = parse(data) as {
		resultData: { runData: Record<string, Array<{ data?: { main: Array<ExecutedItem[] | null> } }>> };
	};
	return resultData.runData[node]?.[0]?.data?.main[0] ?? [];
}

/** The triggers of one app in a real n8n, and what they have started. */
export class Triggers {
	private readonly ids = new Map<string, { id: string; versionId: string }>();

	private readonly reported = new Set<string>();

	constructor(
		private readonly stage: Stage,
		readonly login: LoginMethod,
		readonly accountId: string,
		private readonly credential: UsedCredential,
	) {}

	private get webhooks() {
		return this.stage.sandbox.world.webhooks;
	}

	private idOf(name: string): { id: string; versionId: string } {
		const ids = this.ids.get(name);
		if (!ids) throw new Error(`no workflow ${name}`);
		return ids;
	}

	/** Where a workflow's trigger listens. */
	address(name: string, base: 'webhook' | 'webhook-test' = 'webhook'): string {
		return `${this.stage.url}/${base}/${name}/webhook`;
	}

	async create(name: string, events: string[]): Promise<void> {
		const account = { __rl: true, mode: 'id', value: this.accountId };
		const workflow = triggerWorkflow(name, { events, account }, this.credential);
		this.ids.set(name, await this.stage.api.createWorkflow(workflow));
	}

	async activate(name: string): Promise<void> {
		await this.stage.api.activate(this.idOf(name));
	}

	async deactivate(name: string): Promise<void> {
		await this.stage.api.deactivate(this.idOf(name).id);
	}

	async listen(name: string): Promise<void> {
		await this.stage.api.listen(this.idOf(name).id, TRIGGER);
	}

	/**
	 * Waits until n8n listens no more: that takes a moment after the event, and n8n removes the webhook of the verification
	 * before that of the events. A request without a signature starts nothing.
	 */
	async testIsOver(name: string): Promise<void> {
		await until(
			'the test is over',
			async () => (await fetch(this.address(name, 'webhook-test'), { method: 'POST' })).status,
			(status) => status === 404,
		);
	}

	/** The sandbox's record of this app's subscriptions. */
	record(): { url?: string; fields?: string[]; installed: Record<string, string[]> } {
		const { subscriptions, installed } = this.webhooks.subscriptions.view();
		const app = subscriptions.find(({ loginMethod }) => loginMethod === this.login);
		return {
			...(app ? { url: app.callbackUrl, fields: [...app.fields].sort() } : {}),
			installed: Object.fromEntries(
				installed
					.filter(({ loginMethod }) => loginMethod === this.login)
					.map(({ accountId = '', fields }) => [accountId, [...fields].sort()]),
			),
		};
	}

	/** Waits until the record is as it should be: n8n activates after it has answered. */
	async recordIs(expected: ReturnType<Triggers['record']>): Promise<void> {
		const same = (record: unknown) => JSON.stringify(record) === JSON.stringify(expected);
		await until(`subscriptions are ${JSON.stringify(expected)}`, () => this.record(), same);
	}

	/** "Verify and Save" in Meta's dashboard. */
	async paste(callbackUrl: string, verifyToken: string, fields: string[]): Promise<void> {
		const form = { object: 'instagram', callbackUrl, verifyToken, fields, includeValues: true };
		await this.webhooks.subscriptions.subscribe(this.login, form);
	}

	/** Makes something happen; returns the deliveries once they are answered. */
	async happen(
		event: string,
		options: EventOptions = {},
		forged?: 'unsigned' | 'wrongSecret' | 'reserialised',
	) {
		const update = happen(this.stage.sandbox.world, this.accountId, event, options);
		const { deliveries, withheld } = this.webhooks.announce([update], forged);
		await this.webhooks.deliveries.settled();
		const own = deliveries.filter(({ loginMethod }) => loginMethod === this.login);
		if (own.length === 0) throw new Error(`No app got a delivery: ${JSON.stringify(withheld)}`);
		return own;
	}

	async redeliver(delivery: Awaited<ReturnType<Triggers['happen']>>[number]): Promise<number | undefined> {
		this.webhooks.redeliver(delivery);
		await this.webhooks.deliveries.settled();
		return delivery.attempts.at(-1)?.status;
	}

	/** Posts to a trigger, by default signed with the app's secret. */
	async post(name: string, body: string, headers?: Record<string, string>): Promise<number> {
		const { appSecret } = SANDBOX_APPS[this.login];
		const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
		const response = await fetch(this.address(name), {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(headers ?? { 'x-hub-signature-256': signature }) },
			body,
		});
		await response.arrayBuffer();
		return response.status;
	}

	/** What was started of a workflow since the last call, oldest first, once it is over and as much as expected. */
	async started(name: string, expected: number): Promise<Started[]> {
		const { api } = this.stage;
		const { id } = this.idOf(name);
		const fresh = await until(
			`${expected} executions of ${name}`,
			async () => (await api.executionsOf(id)).filter((one) => !this.reported.has(one.id)),
			(list) => list.length >= expected && list.every(({ status }) => status === 'success'),
		);
		const started: Started[] = [];
		for (const { id: executionId, mode } of fresh.reverse()) {
			this.reported.add(executionId);
			const { data } = await api.execution(executionId);
			started.push({ mode, items: itemsOf(data, TRIGGER).map(({ json }) => json) });
		}
		return started;
	}

	/** How many executions there are that nobody has asked for yet, after a while in which they would have begun. */
	async unexpected(name: string): Promise<number> {
		await pause(1000);
		const all = await this.stage.api.executionsOf(this.idOf(name).id);
		return all.filter((one) => !this.reported.has(one.id)).length;
	}
}
