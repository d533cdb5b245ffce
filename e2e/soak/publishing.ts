import { createHash } from 'node:crypto';

import type { Random } from '../../sandbox/random';
import type { WorkflowJson, WorkflowNode } from '../n8nApi';
import { pause } from '../waiting';
import { downloadWorkflow, inARow, instagramNode, webhookWorkflow, type UsedCredential } from '../workflows';
import type { KeptKeys } from './database';
import type { Execution } from './executions';
import type { Ledger, Outcome } from './ledger';
import type { SoakStage } from './stage';

const MEDIA = 'https://media.example.com';

const NORTH = '17841400000000001';
const BAKERY = '17841400000000003';
const BIKES = '17841400000000005';

/** Posts of callers under way at once. */
const AT_ONCE = 15;

/** A caller asks at most so often until n8n is there, and with a key so often until the post is; it waits in between. */
const TRIES = 60;
const TRIES_WITH_KEY = 4;
const WAIT_MS = 3000;

/** A caller without an answer gives up. */
const TIMEOUT_MS = 180_000;

/** How many keys a node has before the soak begins: as many as the package keeps. */
const KEPT_RECORDS = 1000;
const KEPT_MARKS = 10_000;

/** A workflow that publishes, and how its posts are distinguished. */
interface Publishing {
	name: string;
	workflow: WorkflowJson;
	isKeyed: boolean;
	isScheduled: boolean;
}

export interface Credentials {
	instagram: UsedCredential;
	instagramToken: UsedCredential;
	facebook: UsedCredential;
}

/** The caption that a caller sent; it is the key, too. */
const CAPTION = "={{ $('Webhook').first().json.body.caption }}";

function post(accountId: string, parameters: Record<string, unknown>, isKeyed = false) {
	return {
		resource: 'post',
		operation: 'publish',
		account: { __rl: true, mode: 'id', value: accountId },
		caption: CAPTION,
		...parameters,
		...(isKeyed ? { options: { deduplicationKey: CAPTION } } : {}),
	};
}

/** A workflow that publishes by itself, every so many seconds. The caption has the number of the execution. */
function scheduledWorkflow(
	name: string,
	seconds: number,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	const schedule: WorkflowNode = {
		id: '6d2f1b5e-0000-4000-8000-000000000201',
		name: 'Schedule',
		type: 'n8n-nodes-base.scheduleTrigger',
		typeVersion: 1.2,
		position: [200, 300],
		parameters: {
			rule: {
				interval: [
					seconds < 60
						? { field: 'seconds', secondsInterval: Math.round(seconds) }
						: { field: 'minutes', minutesInterval: Math.round(seconds / 60) },
				],
			},
		},
	};
	const caption = `={{ '${name} ' + $execution.id }}`;
	return {
		name,
		nodes: [schedule, instagramNode({ ...parameters, caption }, credential)],
		connections: inARow(['Schedule', 'Instagram']),
	};
}

/** Says what becomes of a post in the workflow's output, also where it fails. */
function withFailuresInOutput(workflow: WorkflowJson): WorkflowJson {
	const nodes = workflow.nodes.map((node) =>
		node.name === 'Instagram' ? { ...node, onError: 'continueRegularOutput' as const } : node,
	);
	return { ...workflow, nodes };
}

function publishings(
	sandboxUrl: string,
	{ instagram, instagramToken, facebook }: Credentials,
	slowness: number,
): Publishing[] {
	const carousel = (motif: string) => ({
		postType: 'carousel',
		carouselItems: {
			item: [1, 2, 3].map((number) => ({ mediaType: 'image', url: `${MEDIA}/${motif}-${number}.jpg` })),
		},
	});
	const reel = { postType: 'reel', mediaUrl: `${MEDIA}/clip-1.mp4?processing=2` };
	const file = { postType: 'reel', mediaSource: 'binary' };
	const image = (motif: string) => ({ postType: 'image', mediaUrl: `${MEDIA}/${motif}-1.jpg` });
	const byToken = { authentication: 'accessToken' };
	const clip = `${sandboxUrl}/media/clip-1.mp4`;
	const called: Array<[string, boolean, WorkflowJson]> = [
		['image', true, webhookWorkflow('image', post(NORTH, image('pottery'), true), instagram)],
		['reel', false, webhookWorkflow('reel', post(BIKES, reel), facebook)],
		['carousel', true, webhookWorkflow('carousel', post(BIKES, carousel('bike'), true), facebook)],
		['carousel-ig', false, webhookWorkflow('carousel-ig', post(NORTH, carousel('pottery')), instagram)],
		['file', true, downloadWorkflow('file', clip, post(BIKES, file, true), facebook)],
		['reel-ig', false, webhookWorkflow('reel-ig', { ...post(NORTH, reel), ...byToken }, instagramToken)],
	];
	const scheduled: Array<[string, WorkflowJson]> = [
		['schedule', scheduledWorkflow('schedule', 20 * slowness, post(BAKERY, image('bakery')), facebook)],
		[
			'schedule-ig',
			scheduledWorkflow('schedule-ig', 30 * slowness, { ...post(NORTH, reel), ...byToken }, instagramToken),
		],
	];
	return [
		...called.map(([name, isKeyed, workflow]) => ({ name, isKeyed, isScheduled: false, workflow })),
		...scheduled.map(([name, workflow]) => ({ name, isKeyed: false, isScheduled: true, workflow })),
	].map((one) => ({ ...one, workflow: withFailuresInOutput(one.workflow) }));
}

/** What an item of the Instagram node says about its post. */
function outcomeOf(item: Record<string, unknown> | undefined): Outcome {
	if (item?.status === 'PUBLISHED') return 'published';
	const { published } = (item?.details ?? {}) as { published?: unknown };
	if (published === true) return 'published';
	return published === 'unknown' ? 'unknown' : 'failed';
}

/** Nothing of n8n has seen the request. */
function isRefused(error: unknown): boolean {
	const { cause } = error as { cause?: { code?: string } };
	return cause?.code === 'ECONNREFUSED';
}

/** What a caller of a workflow learns of one request. */
type Answer = Outcome | 'refused';

/** Publishes by calls of webhooks and by schedules, and records what was asked and reported. */
export class Publisher {
	private readonly workflows = new Map<string, Publishing>();

	private readonly running = new Set<Promise<void>>();

	private count = 0;

	constructor(
		private readonly stage: SoakStage,
		private readonly ledger: Ledger,
		private readonly random: Random,
	) {}

	/**
	 * Creates the workflows.
	 *
	 * @param slowness how many times longer than in a whole run it is between two posts of a schedule
	 * @returns how to activate each
	 */
	async create(
		credentials: Credentials,
		slowness: number,
	): Promise<Array<{ id: string; versionId: string }>> {
		const created = [];
		for (const publishing of publishings(this.stage.sandbox.url, credentials, slowness)) {
			const workflow = await this.stage.api.createWorkflow(publishing.workflow);
			this.workflows.set(workflow.id, publishing);
			created.push(workflow);
		}
		return created;
	}

	/** The keys of nodes that have been in use for a long time: what they keep has reached its limits. */
	oldKeys(): KeptKeys[] {
		const hash = (algorithm: string, text: string) => createHash(algorithm).update(text);
		const at = this.stage.sandbox.world.clock.now() - 3600_000;
		return [...this.workflows]
			.filter(([, { isKeyed }]) => isKeyed)
			.map(([workflowId, { name, workflow }]) => {
				const records = Array.from({ length: KEPT_RECORDS }, (_, index) => [
					hash('sha256', `${name} ${index}`).digest('hex').slice(0, 32),
					{
						at: at + index,
						live: true,
						id: `1790000000${String(index).padStart(7, '0')}`,
						containerId: `1780000000${String(index).padStart(7, '0')}`,
						permalink: `https://www.instagram.com/p/C${String(index).padStart(10, '0')}/`,
						status: 'PUBLISHED',
					},
				]);
				return {
					workflowId,
					nodeId: workflow.nodes.find((node) => node.name === 'Instagram')?.id ?? '',
					staticData: { 'node:Instagram': { publishedKeys: Object.fromEntries(records) } },
					marks: Array.from({ length: KEPT_MARKS }, (_, index) =>
						hash('md5', `${name} ${index}`).digest('base64'),
					),
				};
			});
	}

	/** Asks for a post, unless there are too many under way. */
	begin(): void {
		const publishing = this.callable[this.random.integer(this.callable.length)];
		if (!publishing || this.running.size >= AT_ONCE) return;
		const caption = this.nextCaption(publishing);
		// Every tenth caller with a key asks twice at the same moment.
		const times = publishing.isKeyed && this.random.integer(10) === 0 ? 2 : 1;
		for (let time = 0; time < times; time += 1) {
			const asked = this.ask(publishing, caption).finally(() => this.running.delete(asked));
			this.running.add(asked);
		}
	}

	/** Publishes once by each workflow that is called: a token of an hour has to be used before days pass. */
	async useAll(): Promise<void> {
		for (const publishing of this.callable) await this.ask(publishing, this.nextCaption(publishing));
	}

	/** When every caller has its answer or has given up. */
	async settled(): Promise<void> {
		await Promise.all(this.running);
	}

	/** Notes what an execution says about its post. @returns whether it was one of these workflows */
	take({ id, workflowId, status, items, error }: Execution): boolean {
		const publishing = this.workflows.get(workflowId);
		if (!publishing) return false;
		const [started] = items.Webhook ?? [];
		const { caption: given } = (started?.body ?? {}) as { caption?: string };
		const caption = publishing.isScheduled ? `${publishing.name} ${id}` : given;
		if (caption === undefined) {
			this.ledger.error(`An execution without its request (${status})`);
			return true;
		}
		const [item] = items.Instagram ?? [];
		const isOver = status === 'success' && item !== undefined;
		this.ledger.report(caption, isOver ? outcomeOf(item) : status === 'error' ? 'failed' : 'cut off');
		const message = isOver ? item.error : error;
		if (typeof message === 'string') this.ledger.error(message);
		return true;
	}

	private get callable(): Publishing[] {
		return [...this.workflows.values()].filter(({ isScheduled }) => !isScheduled);
	}

	/** Notes that a post is asked for. */
	private nextCaption({ name }: Publishing): string {
		this.count += 1;
		const caption = `${name} number ${this.count}`;
		this.ledger.ask(caption);
		return caption;
	}

	private async ask({ name, isKeyed }: Publishing, caption: string): Promise<void> {
		let left = isKeyed ? TRIES_WITH_KEY : 1;
		for (let attempt = 0; attempt < TRIES && left > 0; attempt += 1) {
			const answer = await this.call(name, caption);
			if (answer !== 'refused') {
				this.ledger.report(caption, answer);
				left -= 1;
			}
			if (answer === 'published') return;
			if (left > 0) await pause(WAIT_MS);
		}
	}

	private async call(webhook: string, caption: string): Promise<Answer> {
		try {
			const response = await fetch(`${this.stage.url}/webhook/${webhook}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ caption }),
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			const text = await response.text();
			// n8n does not have its webhooks or its database yet.
			if (response.status === 404 || response.status === 503) return 'refused';
			if (response.status !== 200) return 'cut off';
			const [item] = JSON.parse(text) as Array<Record<string, unknown>>;
			return outcomeOf(item);
		} catch (error) {
			return isRefused(error) ? 'refused' : 'cut off';
		}
	}
}
