import { happen } from '../../sandbox/webhooks/events';
import type { Delivery } from '../../sandbox/webhooks/deliveries';
import { Collector } from './collector';
import type { WorkflowJson } from '../n8nApi';
import type { QueueStage } from './stage';
import { ACCOUNTS, type LoginMethod } from '../stage';
import { POLL_TIMES, triggerWorkflow } from '../triggers';
import { pause, until } from '../waiting';
import { inARow, type UsedCredential } from '../workflows';

export const VERIFY_TOKEN = 'only-for-this-test';
export const CHALLENGE = `hub.mode=subscribe&hub.challenge=12345&hub.verify_token=${VERIFY_TOKEN}`;

/** Between two events of a stream: a third of what a machine of two cores executes. */
const INTERVAL_MS = 750;

export function pathOf(name: string): string {
	return `/webhook/${name}/webhook`;
}

/** Workflows with a trigger each, which report every event that starts them. */
export class QueueTriggers {
	readonly workflows = new Map<string, { id: string; versionId: string }>();

	/** The texts of the comments so far. */
	readonly sent: Record<LoginMethod, string[]> = { facebook: [], instagram: [] };

	private streams = 0;

	private readonly timers: NodeJS.Timeout[] = [];

	private constructor(
		private readonly stage: QueueStage,
		readonly collector: Collector,
	) {}

	static async open(stage: QueueStage): Promise<QueueTriggers> {
		return new QueueTriggers(stage, await Collector.start());
	}

	async close(): Promise<void> {
		this.stopStreams();
		await this.collector.stop();
	}

	get webhooks() {
		return this.stage.sandbox.world.webhooks;
	}

	private async create(name: string, trigger: WorkflowJson): Promise<void> {
		const nodes = [...trigger.nodes, this.collector.node(name)];
		const connections = inARow(nodes.map((node) => node.name));
		this.workflows.set(name, await this.stage.api.createWorkflow({ ...trigger, nodes, connections }));
	}

	async createTrigger(name: string, login: LoginMethod, credential: UsedCredential): Promise<void> {
		const account = { __rl: true, mode: 'id', value: ACCOUNTS[login] };
		const parameters = { events: ['comments'], account, options: { verifyToken: VERIFY_TOKEN } };
		await this.create(name, triggerWorkflow(name, parameters, credential));
	}

	/** Creates a workflow that polls every ten seconds, and publishes it. */
	async startPolling(name: string, login: LoginMethod, credential: UsedCredential): Promise<void> {
		const [node] = triggerWorkflow(name, {}, credential).nodes;
		const account = { __rl: true, mode: 'id', value: ACCOUNTS[login] };
		const parameters = { events: ['comments'], account, pollTimes: { item: POLL_TIMES } };
		const type = 'n8n-nodes-instagram-platform.instagramPollingTrigger';
		await this.create(name, { name, nodes: [{ ...node!, type, parameters }], connections: {} });
		await this.stage.api.activate(this.workflows.get(name)!);
	}

	/** Publishes a workflow and waits until its webhook answers: n8n registers it after it has answered. */
	async activate(name: string): Promise<void> {
		await this.stage.api.activate(this.workflows.get(name)!);
		await this.answers(name, CHALLENGE, 200);
	}

	async deactivate(name: string): Promise<void> {
		await this.stage.api.deactivate(this.workflows.get(name)!.id);
	}

	/** Waits until a webhook answers with a status. */
	async answers(name: string, query: string, expected: number): Promise<void> {
		await until(
			`HTTP ${expected} of ${name}`,
			async () => (await fetch(`${this.stage.url}${pathOf(name)}?${query}`)).status,
			(status) => status === expected,
		);
	}

	/** Lets a comment be written; Meta delivers it. */
	comment(login: LoginMethod, text: string): Delivery[] {
		this.sent[login].push(text);
		const update = happen(this.stage.sandbox.world, ACCOUNTS[login], 'comments', { text });
		const { deliveries } = this.webhooks.announce([update]);
		return deliveries.filter(({ loginMethod }) => loginMethod === login);
	}

	/** Writes comments, for each login in turn, until it is stopped or has written `limit`. */
	startStream(logins: readonly LoginMethod[], limit = Infinity): { stop: () => Promise<string[]> } {
		this.streams += 1;
		const id = this.streams;
		const texts: string[] = [];
		const timer = setInterval(() => {
			if (texts.length >= limit) return;
			const text = `stream ${id}, ${texts.length + 1}`;
			texts.push(text);
			this.comment(logins[texts.length % logins.length]!, text);
		}, INTERVAL_MS);
		this.timers.push(timer);
		return {
			stop: async () => {
				clearInterval(timer);
				await this.webhooks.deliveries.settled();
				return texts;
			},
		};
	}

	/** Stops the streams of a test that has failed. */
	stopStreams(): void {
		this.timers.splice(0).forEach(clearInterval);
	}

	/** Delivers everything until it is answered with 200, without the hours that Meta may take. */
	async delivered(): Promise<void> {
		await until(
			'deliveries',
			async () => {
				const { deliveries } = this.webhooks;
				await deliveries.settled();
				const waiting = deliveries.all().filter(({ state }) => state !== 'delivered');
				for (const delivery of waiting) this.webhooks.redeliver(delivery);
				await deliveries.settled();
				return deliveries.all().filter(({ state }) => state !== 'delivered').length;
			},
			(count) => count === 0,
		);
	}

	/** Expects that each workflow was started by each comment of its account once. */
	async expectEachOnce(names: string[], texts: readonly string[]): Promise<void> {
		const expected = [...texts].sort();
		const ofTexts = (name: string) =>
			this.collector
				.of(name)
				.filter((text) => expected.includes(text))
				.sort();
		await until(
			'the executions',
			() => names.map((name) => new Set(ofTexts(name)).size),
			(counts) => counts.every((count) => count === expected.length),
		).catch(() => undefined);
		// A second execution would follow at once.
		await pause(1000);
		for (const name of names) expect({ name, texts: ofTexts(name) }).toEqual({ name, texts: expected });
	}
}
