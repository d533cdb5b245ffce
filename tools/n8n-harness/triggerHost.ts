import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type {
	IDataObject,
	INode,
	IWebhookData,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { HookContext, WebhookContext } from 'n8n-core';

import { additionalDataFor } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { logs } from './logs';
import { startN8nCore } from './n8nCore';
import { forgetChanges, responseTo } from './runWebhook';
import { watchSecrets } from './secretWatch';
import { unknownWebhookBody } from './unknownWebhook';
import type { NodeSketch } from './workflowJson';

/** An execution started by a trigger. */
export interface StartedExecution {
	workflowId: string;
	node: string;
	mode: 'webhook' | 'manual';
	items: IDataObject[];
}

/** A row of n8n's table of webhooks, or a registration of the editor's test. */
interface Row {
	workflowId: string;
	node: string;
	method: string;
	path: string;
	/** Static data of a test. */
	staticData?: string;
}

interface StoredWorkflow {
	nodes: INode[];
	staticData: string;
}

type Method = 'checkExists' | 'create' | 'delete';

const TEST_PATH = 'webhook-test';

/** The parts of Express' response that a node uses. */
function responseOf(answer: ServerResponse) {
	const response = {
		get headersSent() {
			return answer.headersSent;
		},
		status(code: number) {
			answer.statusCode = code;
			return response;
		},
		set(headers: Record<string, string>) {
			for (const [name, value] of Object.entries(headers)) answer.setHeader(name, value);
			return response;
		},
		end(body: string) {
			answer.end(body);
			return response;
		},
	};
	return response;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/**
 * The part of n8n 2.40 that runs webhook triggers, modelled on its sources: what is stored when, in which order and with
 * which data the hooks are called, and how static data are saved. The contexts are n8n-core's own. Webhooks are served over
 * HTTP, so that Meta and other triggers can call them.
 *
 * - Activation stores the webhooks' rows one after another in the order of the description, and calls `checkExists` and
 *   `create` of each once its row is stored. If that fails, all webhooks of the workflow are cleared, with the static data
 *   from before the activation.
 * - Deactivation calls `delete` of each, then saves the static data, then deletes the rows. It stops if a hook throws.
 * - A start of n8n calls no hooks: the rows still exist.
 * - A webhook call loads the static data. It saves it before the execution starts, if the node returns
 *   `noWebhookResponse`; otherwise once the execution is stored, before it responds.
 * - A test has its own static data, which starts empty, and ends with the first event.
 */
export class TriggerHost {
	/** Executions started by triggers, in order. */
	readonly executions: StartedExecution[] = [];

	private readonly workflows = new Map<string, StoredWorkflow>();

	private rows: Row[] = [];

	private tests: Row[] = [];

	/** Workflows whose URLs are blocked by a proxy in front of n8n, with its HTTP status. */
	private readonly refused = new Map<string, number>();

	private readonly underWay = new Set<Promise<void>>();

	private constructor(
		private readonly credentials: CredentialStore,
		private readonly server: Server,
	) {}

	static async start(credentials: CredentialStore): Promise<TriggerHost> {
		await startN8nCore();
		const server = createServer();
		const host = new TriggerHost(credentials, server);
		server.on('request', (request, answer) => {
			const call = host.serve(request, answer).finally(() => host.underWay.delete(call));
			host.underWay.add(call);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return host;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** Resolves when all webhook calls are finished: a test ends after the response to its event. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** `http://127.0.0.1:<port>` */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Creates or changes a workflow of triggers. An active workflow does not change until it is activated again. */
	save(workflowId: string, nodes: Array<NodeSketch & { webhookId: string }>): void {
		this.workflows.set(workflowId, {
			staticData: this.workflows.get(workflowId)?.staticData ?? '{}',
			nodes: nodes.map(({ type = 'instagramTrigger', ...sketch }, index) => ({
				id: `${workflowId}-${index + 1}`,
				name: `Trigger ${index + 1}`,
				typeVersion: 1,
				position: [0, 200 * index],
				parameters: {},
				...sketch,
				type: `${this.credentials.loaded.name}.${type}`,
			})),
		});
	}

	/** The static data of the workflow, by node. */
	staticData(workflowId: string): Record<string, IDataObject> {
		return JSON.parse(this.stored(workflowId).staticData) as Record<string, IDataObject>;
	}

	/**
	 * n8n's `ActiveWorkflowManager.add()`: adds one webhook after another and saves static data at the end.
	 *
	 * @throws the error of a hook, after the webhooks of the workflow have been cleared
	 */
	async activate(workflowId: string, activation: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.load(workflowId, true);
		for (const node of Object.values(workflow.nodes)) {
			for (const webhook of this.webhooksOf(workflow, node)) {
				this.storeRow(workflowId, node, webhook);
				try {
					if (!(await this.call('checkExists', workflow, node, webhook, 'trigger', activation)))
						await this.call('create', workflow, node, webhook, 'trigger', activation);
				} catch (error) {
					await this.deactivate(workflowId);
					throw error;
				}
			}
		}
		this.keep(workflow);
	}

	/**
	 * n8n's `ActiveWorkflowManager.remove()`. It stops if a hook throws: the hooks of the other nodes are not called, static
	 * data are not saved and the webhooks' rows stay. n8n only logs the error.
	 *
	 * @returns the error of a hook
	 */
	async deactivate(workflowId: string): Promise<unknown> {
		const workflow = this.load(workflowId, true);
		try {
			for (const node of Object.values(workflow.nodes)) {
				for (const webhook of this.webhooksOf(workflow, node)) {
					await this.call('delete', workflow, node, webhook, 'internal', 'update');
				}
			}
		} catch (error) {
			return error;
		}
		this.keep(workflow);
		this.rows = this.rows.filter((row) => row.workflowId !== workflowId);
		return undefined;
	}

	/** Makes a proxy in front of n8n respond to POSTs to a workflow's URLs. */
	refuse(workflowId: string, status: number): void {
		this.refused.set(workflowId, status);
	}

	/** Whether n8n has a webhook of the workflow. */
	hasRows(workflowId: string): boolean {
		return this.rows.some((row) => row.workflowId === workflowId);
	}

	/** Overwrites the stored static data, like an edit by hand or an execution that started earlier. */
	setStaticData(workflowId: string, staticData: Record<string, IDataObject>): void {
		this.stored(workflowId).staticData = JSON.stringify(staticData);
	}

	/** The editor's "Listen for test event" of a workflow with one trigger. */
	async listen(workflowId: string): Promise<void> {
		const workflow = this.load(workflowId, false);
		const [node] = Object.values(workflow.nodes);
		for (const webhook of this.webhooksOf(workflow, node!)) {
			const row: Row = {
				workflowId,
				node: node!.name,
				method: webhook.httpMethod,
				path: webhook.path,
			};
			this.tests.push(row);
			const data = { ...webhook, isTest: true } as IWebhookData;
			try {
				if (!(await this.call('checkExists', workflow, node!, data, 'manual', 'manual')))
					await this.call('create', workflow, node!, data, 'manual', 'manual');
				row.staticData = JSON.stringify(workflow.staticData);
			} catch (error) {
				await this.stopListening(workflowId);
				throw error;
			}
		}
	}

	async stopListening(workflowId: string): Promise<void> {
		const rows = this.tests.filter((row) => row.workflowId === workflowId);
		const workflow = this.load(workflowId, false);
		for (const row of rows) {
			if (row.staticData) workflow.staticData = JSON.parse(row.staticData) as IDataObject;
			const node = workflow.nodes[row.node]!;
			const webhook = this.webhooksOf(workflow, node).find(({ httpMethod }) => httpMethod === row.method)!;
			const data = { ...webhook, isTest: true } as IWebhookData;
			await this.call('delete', workflow, node, data, 'internal', 'update');
			this.tests = this.tests.filter((one) => one !== row);
		}
	}

	isListening(workflowId: string): boolean {
		return this.tests.some((row) => row.workflowId === workflowId);
	}

	private stored(workflowId: string): StoredWorkflow {
		const workflow = this.workflows.get(workflowId);
		if (!workflow) throw new Error(`No workflow '${workflowId}'`);
		return workflow;
	}

	/** The workflow as n8n loads it. In a test it is not active, and its static data is empty. */
	private load(workflowId: string, active: boolean): Workflow {
		const { nodes, staticData } = this.stored(workflowId);
		return new Workflow({
			id: workflowId,
			name: workflowId,
			nodes: structuredClone(nodes),
			connections: {},
			active,
			nodeTypes: this.credentials.loaded.nodeTypes,
			staticData: active ? (JSON.parse(staticData) as IDataObject) : {},
		});
	}

	private keep(workflow: Workflow): void {
		const staticData = workflow.staticData as IDataObject & { __dataChanged?: boolean };
		if (staticData.__dataChanged !== true) return;
		const text = JSON.stringify(staticData);
		watchSecrets(this.credentials, { 'static data': text });
		this.stored(workflow.id).staticData = text;
	}

	private additionalData(workflowId: string) {
		return additionalDataFor(this.credentials, { instanceBaseUrl: `${this.url}/`, workflowId });
	}

	private webhooksOf(workflow: Workflow, node: INode): IWebhookData[] {
		const { description } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		return (description.webhooks ?? []).map((webhookDescription) => ({
			httpMethod: webhookDescription.httpMethod as IWebhookData['httpMethod'],
			node: node.name,
			path: NodeHelpers.getNodeWebhookPath(workflow.id, node, String(webhookDescription.path), false),
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: this.additionalData(workflow.id),
		}));
	}

	private storeRow(workflowId: string, node: INode, webhook: IWebhookData): void {
		const row: Row = { workflowId, node: node.name, method: webhook.httpMethod, path: webhook.path };
		this.rows = [...this.rows.filter((one) => one.method !== row.method || one.path !== row.path), row];
	}

	private async call(
		method: Method,
		workflow: Workflow,
		node: INode,
		webhook: IWebhookData,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<boolean | undefined> {
		const { webhookMethods } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion) as {
			webhookMethods?: Record<string, Record<Method, (this: HookContext) => Promise<boolean>>>;
		};
		const hook = webhookMethods?.[webhook.webhookDescription.name]?.[method];
		if (!hook) return undefined;
		const additionalData = this.additionalData(workflow.id);
		const logStart = logs.lines.length;
		try {
			return await hook.call(new HookContext(workflow, node, additionalData, mode, activation, webhook));
		} catch (error) {
			watchSecrets(this.credentials, { error });
			throw error;
		} finally {
			watchSecrets(this.credentials, { log: logs.text(logStart) });
		}
	}

	private async serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', this.url);
		const [, base, ...parts] = url.pathname.split('/');
		const path = parts.join('/');
		const isTest = base === TEST_PATH;
		const row = (isTest ? this.tests : this.rows).find(
			(one) => one.method === request.method && one.path === path,
		);
		const rawBody = await bodyOf(request);
		const refusal = row && request.method === 'POST' ? this.refused.get(row.workflowId) : undefined;
		if (!row || refusal !== undefined) {
			answer.writeHead(refusal ?? 404).end(unknownWebhookBody(request.method ?? '', path));
			return;
		}
		try {
			await this.receive(row, isTest, { request, url, rawBody }, answer);
		} catch (error) {
			if (!answer.headersSent) answer.writeHead(500).end(String(error));
		}
	}

	private async receive(
		{ workflowId, node: name, method, staticData }: Row,
		isTest: boolean,
		{ request, url, rawBody }: { request: IncomingMessage; url: URL; rawBody: Buffer },
		answer: ServerResponse,
	): Promise<void> {
		const workflow = this.load(workflowId, !isTest);
		if (isTest && staticData) workflow.setTestStaticData(JSON.parse(staticData) as IDataObject);
		const node = workflow.nodes[name]!;
		const webhook = this.webhooksOf(workflow, node).find(({ httpMethod }) => httpMethod === method)!;
		const httpRequest = {
			method,
			headers: request.headers,
			query: Object.fromEntries(url.searchParams),
			params: {},
			rawBody,
			body: {},
		};
		const additionalData = {
			...this.additionalData(workflowId),
			httpRequest: httpRequest as never,
			httpResponse: responseOf(answer) as never,
		};
		const mode = isTest ? 'manual' : 'webhook';
		const data = { ...webhook, isTest };
		const context = new WebhookContext(workflow, node, additionalData, mode, data, [], null);
		const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const result = await type.webhook!.call(context);
		const { workflowData, noWebhookResponse } = result;
		if (noWebhookResponse === true && !isTest) this.keep(workflow);
		if (!workflowData) return;
		const items = (workflowData[0] ?? []).map(({ json }) => json);
		this.executions.push({ workflowId, node: name, mode, items });
		if (noWebhookResponse !== true) {
			forgetChanges(workflow);
			const body = responseTo(webhook.webhookDescription, result);
			if (!isTest) this.keep(workflow);
			answer.end(body);
		}
		if (isTest) await this.stopListening(workflowId);
	}
}
