import type { Random } from '../../sandbox/random';
import { FOLLOWERS } from '../../sandbox/seedEngagement';
import type { Delivery } from '../../sandbox/webhooks/deliveries';
import { happen } from '../../sandbox/webhooks/events';
import type { Update } from '../../sandbox/webhooks/payloads';
import { triggerWorkflow } from '../triggers';
import { pause, until } from '../waiting';
import type { UsedCredential } from '../workflows';
import type { Execution } from './executions';
import type { Ledger } from './ledger';
import type { SoakStage } from './stage';

/** @harbour_bakery */
const ACCOUNT = '17841400000000003';

const TRIGGER = 'Instagram Trigger';

/** The two triggers of the app. A postback starts both. */
const TRIGGERS = {
	comments: ['comments', 'messaging_postbacks'],
	messages: ['messages', 'messaging_postbacks'],
};

const EVENTS = ['comments', 'comments', 'comments', 'messages', 'messages', 'messaging_postbacks'] as const;

/** Every so many events Meta delivers an earlier one again. */
const REDELIVERED_EVERY = 12;

/** Meta repeats nothing after 36 hours, and days pass here. */
const REPEATED_FOR_MS = 36 * 3600 * 1000;

/** n8n's answer, with 200, to every request while it brings its database up to date. */
const START_PAGE = 'n8n is starting up';

/** Deliveries that may be repeated. */
const RECENT = 300;

/** What makes out an event in Meta's payload and in the item: the ID of the comment, message or postback. */
function keyOf(update: Update): string {
	const { value, messaging } = update;
	const { message, postback } = (messaging ?? {}) as Record<string, { mid?: string } | undefined>;
	return String(value?.id ?? message?.mid ?? postback?.mid);
}

/** Sends events of an app to two triggers of n8n, and notes which workflow each has to start. */
export class EventSource {
	private readonly workflowIds = new Map<string, string>();

	private readonly recent: Delivery[] = [];

	private sent = 0;

	redelivered = 0;

	constructor(
		private readonly stage: SoakStage,
		private readonly ledger: Ledger,
		private readonly random: Random,
	) {}

	private get webhooks() {
		return this.stage.sandbox.world.webhooks;
	}

	/** Creates and activates the triggers, and waits until Meta has their subscription. */
	async open(credential: UsedCredential): Promise<void> {
		for (const [name, events] of Object.entries(TRIGGERS)) {
			const account = { __rl: true, mode: 'id', value: ACCOUNT };
			const workflow = await this.stage.api.createWorkflow(
				triggerWorkflow(name, { events, account }, credential),
			);
			this.workflowIds.set(name, workflow.id);
			await this.stage.api.activate(workflow);
		}
		const wanted = new Set(Object.values(TRIGGERS).flat());
		await until(
			'the subscription of both triggers',
			() => this.webhooks.subscriptions.view().subscriptions[0]?.fields ?? [],
			(fields) => [...wanted].every((field) => fields.includes(field)),
		);
	}

	/** Lets an event happen, and Meta deliver it; sometimes an earlier one again. */
	next(): void {
		const event = EVENTS[this.random.integer(EVENTS.length)] ?? 'comments';
		const { id, username } = FOLLOWERS[this.random.integer(3)] ?? { id: '', username: '' };
		const text = `${event} number ${this.sent}`;
		const update = happen(this.stage.sandbox.world, ACCOUNT, event, { text, from: { id, username } });
		const { deliveries } = this.webhooks.announce([update]);
		const [delivery] = deliveries;
		if (!delivery) throw new Error(`Meta has no subscription for ${event}`);
		const workflowIds = Object.entries(TRIGGERS)
			.filter(([, events]) => events.includes(event))
			.map(([name]) => this.workflowIds.get(name) ?? '');
		let delivered = false;
		const isDue = () => (delivered ||= delivery.attempts.some(({ status }) => status === 200));
		const isTurnedAway = () =>
			delivery.attempts.find(({ status }) => status === 200)?.text?.startsWith(START_PAGE) ?? false;
		const describe = () => this.answerOf(delivery);
		this.ledger.happened('events', { key: keyOf(update), workflowIds, isDue, isTurnedAway, describe });
		this.sent += 1;
		this.recent.push(delivery);
		if (this.recent.length > RECENT) this.recent.shift();
		if (this.sent % REDELIVERED_EVERY === 0) this.redeliver();
	}

	/** Deliveries without an answer of 200 that Meta will repeat. */
	get waiting(): number {
		return this.webhooks.deliveries.all().filter(({ state }) => state === 'waiting').length;
	}

	/** Resolves when Meta waits for no answer, or after some seconds. @returns whether nothing is left */
	async settled(seconds: number): Promise<boolean> {
		const deadline = Date.now() + seconds * 1000;
		await this.webhooks.deliveries.settled();
		while (this.waiting > 0 && Date.now() < deadline) {
			await pause(500);
			await this.webhooks.deliveries.settled();
		}
		return this.waiting === 0;
	}

	/** Repeats what waits for its time, at the end. */
	async deliverWaiting(): Promise<void> {
		for (const delivery of this.webhooks.deliveries.all()) {
			if (delivery.state === 'waiting') this.webhooks.redeliver(delivery);
		}
		await this.webhooks.deliveries.settled();
	}

	/** @returns whether the execution was one of these workflows */
	take(execution: Execution): boolean {
		if (![...this.workflowIds.values()].includes(execution.workflowId)) return false;
		for (const item of execution.items[TRIGGER] ?? []) {
			this.ledger.start(execution, String(item.id ?? item.mid));
		}
		if (execution.error !== undefined) this.ledger.error(execution.error);
		return true;
	}

	/** When n8n answered with 200, and how long it lived from then on. */
	private answerOf({ attempts }: Delivery): string {
		const answer = attempts.find(({ status }) => status === 200);
		const end = this.stage.ends.find((at) => answer !== undefined && at >= answer.at);
		if (answer === undefined || end === undefined) return 'n8n lived on after its answer';
		const seconds = (end - answer.at - answer.milliseconds) / 1000;
		return `answered after ${answer.milliseconds} ms, ${seconds.toFixed(1)} s before n8n was ended`;
	}

	private redeliver(): void {
		const delivery = this.recent[this.random.integer(this.recent.length)];
		const isOld = delivery && this.stage.sandbox.world.clock.now() - delivery.createdAt > REPEATED_FOR_MS;
		if (delivery?.state !== 'delivered' || isOld) return;
		this.redelivered += 1;
		this.webhooks.redeliver(delivery);
	}
}
