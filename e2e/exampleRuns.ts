import { parse } from 'flatted';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { happen, type EventOptions } from '../sandbox/webhooks/events';
import { FormPages } from './formPages';
import type { WorkflowJson, WorkflowNode } from './n8nApi';
import type { LoginMethod, Stage } from './stage';
import { until } from './triggers';
import type { UsedCredential } from './workflows';

const FOLDER = path.join(__dirname, '..', 'examples');

/** @harbour_bakery, which a Facebook Login credential has to pick among its accounts. */
export const BAKERY = '17841400000000003';

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
	constructor(
		private readonly stage: Stage,
		private readonly credentials: Record<LoginMethod | 'openAi', UsedCredential>,
	) {}

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
				...(isOpen ? { account: { __rl: true, mode: 'list', value: BAKERY } } : {}),
			},
		};
	}

	async import(
		file: string,
		login: LoginMethod,
		change: Change = unchanged,
	): Promise<{ id: string; versionId: string; trigger: string; webhookId: string }> {
		const example = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as WorkflowJson;
		const nodes = example.nodes.map((node) => change(this.setUp(node, login)));
		const made = await this.stage.api.createWorkflow({ ...example, nodes });
		const trigger = nodes.find(({ type }) => type.endsWith('Trigger'));
		return { ...made, trigger: trigger?.name ?? '', webhookId: trigger?.webhookId ?? '' };
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

	/** As {@link events}, for people who comment. */
	async comments(file: string, comments: readonly EventOptions[]): Promise<Outputs[]> {
		return await this.events(
			file,
			comments.map((comment) => ['comments', comment]),
		);
	}

	/** Activates an example by Facebook Login, lets things happen, and gives what the workflow did about each. */
	async events(
		file: string,
		events: ReadonlyArray<readonly [name: string, options: EventOptions]>,
	): Promise<Outputs[]> {
		const { world } = this.stage.sandbox;
		const workflow = await this.import(file, 'facebook');
		const installed = () => world.webhooks.subscriptions.view().installed.length;
		await this.stage.api.activate(workflow);
		await until('the trigger is subscribed', installed, (count) => count > 0);
		const outputs: Outputs[] = [];
		try {
			for (const [index, [name, options]] of events.entries()) {
				world.webhooks.announce([happen(world, BAKERY, name, options)]);
				const executions = await until(
					`execution ${index + 1} has begun`,
					async () => await this.stage.api.executionsOf(workflow.id),
					({ length }) => length > index,
				);
				outputs.push(await this.outputsOf(executions[0]?.id ?? ''));
			}
			return outputs;
		} finally {
			await this.stage.api.deactivate(workflow.id);
			await until('the trigger has left', installed, (count) => count === 0);
		}
	}
}
