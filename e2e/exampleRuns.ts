import { parse } from 'flatted';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Message } from '../sandbox/inboxes';
import type { Delivery } from '../sandbox/webhooks/deliveries';
import { happen, type EventOptions } from '../sandbox/webhooks/events';
import type { Update } from '../sandbox/webhooks/payloads';
import { FormPages } from './formPages';
import type { WorkflowJson, WorkflowNode } from './n8nApi';
import { ACCOUNTS, type LoginMethod, type Stage } from './stage';
import { pause, until } from './waiting';
import type { UsedCredential } from './workflows';

const FOLDER = path.join(__dirname, '..', 'examples');

type Items = Array<{ json: Record<string, unknown>; binary?: Record<string, { fileName?: string }> }>;

interface ExecutionData {
	resultData: {
		error?: { message: string };
		runData: Record<string, Array<{ data?: { main?: Array<Items | null> } }>>;
	};
}

type Change = (node: WorkflowNode) => WorkflowNode;

const unchanged: Change = (node) => node;

/** The files of all examples. */
export function examples(): string[] {
	return readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
}

/** What the nodes of an execution have put out; of those with several outputs, by the first. */
export class Outputs {
	constructor(private readonly items: Record<string, Items>) {}

	json(node: string): Array<Record<string, unknown>> {
		return (this.items[node] ?? []).map(({ json }) => json);
	}

	fileName(node: string): string | undefined {
		return this.items[node]?.[0]?.binary?.data?.fileName;
	}
}

/** Imports examples into a real n8n, sets them up as a person does, and runs them. */
export class ExampleRuns {
	private constructor(
		private readonly stage: Stage,
		private readonly credentials: Record<LoginMethod | 'openAi', UsedCredential>,
	) {}

	/** Connects a credential of each login method, and one of the model that stands in for OpenAI's. */
	static async open(stage: Stage, modelUrl: string, permissions: string[]): Promise<ExampleRuns> {
		return new ExampleRuns(stage, {
			instagram: await stage.connectedCredential('instagram', permissions),
			facebook: await stage.connectedCredential('facebook', permissions),
			openAi: await stage.api.createCredential('Model', 'openAiApi', {
				apiKey: 'only-for-this-test',
				url: modelUrl,
			}),
		});
	}

	/** A node with a credential, and the account picked that the example leaves open. */
	private setUp(node: WorkflowNode, login: LoginMethod): WorkflowNode {
		if (/\.(lmChatOpenAi|openAi)$/.test(node.type)) {
			return { ...node, credentials: { openAiApi: this.credentials.openAi } };
		}
		if (!node.type.startsWith('n8n-nodes-instagram-platform.')) return node;
		const account = node.parameters.account as { value: string } | undefined;
		const isOpen = login === 'facebook' && account?.value === '';
		return {
			...node,
			credentials: { instagramOAuth2Api: this.credentials[login] },
			parameters: {
				...node.parameters,
				...(isOpen ? { account: { __rl: true, mode: 'list', value: ACCOUNTS.facebook } } : {}),
			},
		};
	}

	async import(
		file: string,
		login: LoginMethod,
		change: Change = unchanged,
	): Promise<{
		id: string;
		versionId: string;
		trigger: string;
		webhookId: string;
		nodes: WorkflowNode[];
	}> {
		const example = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as WorkflowJson;
		const nodes = example.nodes.map((node) => change(this.setUp(node, login)));
		const made = await this.stage.api.createWorkflow({ ...example, nodes });
		const trigger = nodes.find(({ type }) => type.endsWith('Trigger'));
		return { ...made, nodes, trigger: trigger?.name ?? '', webhookId: trigger?.webhookId ?? '' };
	}

	private async outputsOf(executionId: string): Promise<Outputs> {
		const { data } = await until(
			`execution ${executionId} is over`,
			async () => await this.stage.api.execution(executionId),
			({ status }) => ['success', 'error', 'crashed', 'canceled'].includes(status),
		);
		const { resultData } = parse(data) as ExecutionData;
		if (resultData.error) throw new Error(resultData.error.message);
		const items = Object.entries(resultData.runData).map(([name, runs]): [string, Items] => [
			name,
			runs.flatMap((run) => run.data?.main?.[0] ?? []),
		]);
		return new Outputs(Object.fromEntries(items));
	}

	/** Runs an example as the button in the editor does; `again` runs the same workflow once more. */
	async run(
		file: string,
		login: LoginMethod = 'instagram',
		change?: Change,
	): Promise<{ outputs: Outputs; again: () => Promise<Outputs> }> {
		const { id, trigger } = await this.import(file, login, change);
		const again = async () => await this.outputsOf(await this.stage.api.startByHand(id, trigger));
		return { outputs: await again(), again };
	}

	/** Activates an example that begins with a form, lets a person fill in its pages, and gives what the workflow did. */
	async form(file: string, fillIn: (pages: FormPages) => Promise<void>): Promise<Outputs> {
		const workflow = await this.import(file, 'instagram');
		await this.stage.api.activate(workflow);
		const context = await this.stage.visitor();
		try {
			const pages = new FormPages(await context.newPage(), this.stage.url);
			await pages.open(workflow.webhookId);
			await fillIn(pages);
			const [execution] = await this.stage.api.executionsOf(workflow.id);
			return await this.outputsOf(execution?.id ?? '');
		} finally {
			await context.close();
			await this.stage.api.deactivate(workflow.id);
		}
	}

	/** As {@link live}, for people who comment by Facebook Login; gives what the workflow did about each. */
	async comments(file: string, comments: readonly EventOptions[]): Promise<Outputs[]> {
		return await this.live(file, 'facebook', async (example) => {
			const outputs: Outputs[] = [];
			for (const comment of comments) outputs.push(await example.starts('comments', comment));
			return outputs;
		});
	}

	/** Activates an example that begins with events, as long as `use` works with it. */
	async live<T>(
		file: string,
		login: LoginMethod,
		use: (example: LiveExample) => Promise<T>,
		change: Change = unchanged,
	): Promise<T> {
		const { webhooks } = this.stage.sandbox.world;
		const verifyToken = 'only-for-this-test';
		const workflow = await this.import(file, login, (node) =>
			node.type.endsWith('.instagramTrigger')
				? { ...node, parameters: { ...node.parameters, options: { ...options(node), verifyToken } } }
				: change(node),
		);
		const trigger = workflow.nodes.find(({ type }) => type.endsWith('.instagramTrigger'));
		const installed = () => webhooks.subscriptions.view().installed.length;
		await this.stage.api.activate(workflow);
		await until('the trigger is subscribed', installed, (count) => count > 0);
		try {
			if (login === 'instagram') {
				const callbackUrl = `${this.stage.url}/webhook/${trigger?.webhookId}/webhook`;
				const fields = trigger?.parameters.events as string[];
				const form = { object: 'instagram', callbackUrl, verifyToken, fields, includeValues: true };
				await webhooks.subscriptions.subscribe(login, form);
			}
			return await use(new LiveExample(this.stage, workflow, login, async (id) => await this.outputsOf(id)));
		} finally {
			await this.stage.api.deactivate(workflow.id);
			await until('the trigger has left', installed, (count) => count === 0);
		}
	}
}

function options({ parameters }: WorkflowNode): Record<string, unknown> {
	return parameters.options as Record<string, unknown>;
}

/** Until n8n would have begun an execution. */
const QUIET_MS = 1000;

/** An active example, and what happens to the account that its trigger watches. */
export class LiveExample {
	private begun = 0;

	private delivery: Delivery | undefined;

	readonly accountId: string;

	constructor(
		private readonly stage: Stage,
		private readonly workflow: { id: string },
		private readonly login: LoginMethod,
		private readonly outputsOf: (executionId: string) => Promise<Outputs>,
	) {
		this.accountId = ACCOUNTS[login];
	}

	/** What the account and a person have written to each other, oldest first. */
	conversationWith(userId: string): Message[] {
		return [...(this.stage.sandbox.world.inboxes.with(this.accountId, userId)?.messages ?? [])];
	}

	/** Lets something happen, without a delivery to the app; a later {@link deliver} makes one. */
	happen(event: string, options: EventOptions): Update {
		return happen(this.stage.sandbox.world, this.accountId, event, options);
	}

	/** Delivers updates to the app, signed as Meta does. */
	private async deliver(updates: Update[]): Promise<void> {
		const { webhooks } = this.stage.sandbox.world;
		const { deliveries } = webhooks.announce(updates);
		await webhooks.deliveries.settled();
		this.delivery = deliveries.find(({ loginMethod }) => loginMethod === this.login);
		if (this.delivery?.attempts.at(-1)?.status !== 200) throw new Error('The trigger did not take the event');
	}

	/** What the workflow does about something, which starts it. */
	async starts(event: string, options: EventOptions): Promise<Outputs> {
		return await this.startsWith(this.happen(event, options));
	}

	/** As {@link starts}, for several events of one delivery that have happened. */
	async startsWith(...updates: Update[]): Promise<Outputs> {
		await this.deliver(updates);
		return await this.next();
	}

	/** What the next execution does. */
	private async next(): Promise<Outputs> {
		const executions = await until(
			`execution ${this.begun + 1} has begun`,
			async () => await this.stage.api.executionsOf(this.workflow.id),
			({ length }) => length > this.begun,
		);
		this.begun += 1;
		return await this.outputsOf(executions[0]?.id ?? '');
	}

	/** How many executions something starts that is none of the workflow's business. */
	async ignores(event: string, options: EventOptions): Promise<number> {
		await this.deliver([this.happen(event, options)]);
		return await this.unexpected();
	}

	/** Meta sends the newest event again. How many executions that starts. */
	async redelivered(): Promise<number> {
		const { webhooks } = this.stage.sandbox.world;
		if (!this.delivery) throw new Error('Nothing was delivered');
		webhooks.redeliver(this.delivery);
		await webhooks.deliveries.settled();
		expect(this.delivery.attempts.at(-1)?.status).toBe(200);
		return await this.unexpected();
	}

	/** Runs the workflow from another of its triggers, as the button in the editor does. */
	async startByHand(trigger: string): Promise<Outputs> {
		await this.stage.api.startByHand(this.workflow.id, trigger);
		return await this.next();
	}

	private async unexpected(): Promise<number> {
		await pause(QUIET_MS);
		return (await this.stage.api.executionsOf(this.workflow.id)).length - this.begun;
	}
}
