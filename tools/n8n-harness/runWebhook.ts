import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IWebhookData,
	IWebhookDescription,
} from 'n8n-workflow';
import { UserError, Workflow } from 'n8n-workflow';
import { WebhookContext } from 'n8n-core';

import { additionalDataFor } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { logs } from './logs';
import { startN8nCore } from './n8nCore';
import { notifyRun } from './runListeners';
import { watchSecrets } from './secretWatch';

/** A webhook request. */
export interface WebhookRequest {
	/** Default `POST`. */
	method?: string;
	/** Header names are case-insensitive. */
	headers?: Record<string, string>;
	/** The bytes of the body; `undefined` for a form with files, for which n8n provides none. */
	rawBody?: Buffer | string;
	query?: Record<string, unknown>;
}

export interface WebhookOptions {
	credentials: CredentialStore;
	/** Default `instagramTrigger`. */
	type?: string;
	/** The node's parameters, without defaults. */
	parameters?: INodeParameters;
	/** The node's selected credential, by type. */
	reference?: INode['credentials'];
	request: WebhookRequest;
	/** The node's static data. */
	staticData?: IDataObject;
	/** Whether it is a call for 'Listen for test event' instead of an active workflow. */
	test?: boolean;
	/** Whether n8n cannot store the execution, for example because its database does not respond. */
	startFails?: boolean;
	/** Runs while n8n stores the execution, with what has been sent of the response so far, and the node's result. */
	whileStoring?: (
		response: { headersSent: boolean; statusCode: number },
		result: { webhookResponse?: unknown },
	) => void | Promise<void>;
	/** Identify the trigger; default `harness` and `trigger`. */
	workflowId?: string;
	nodeId?: string;
}

export interface WebhookRun {
	/** HTTP status and body of the response. */
	status: number;
	headers: Record<string, string>;
	body: string;
	/** The items that the workflow starts with; `undefined` if it does not start. */
	items?: INodeExecutionData[];
	/** The node's stored static data after the call. */
	staticData: IDataObject;
	/** Whether the static data has changed, so that n8n saves it. */
	isSaved: boolean;
	/** What the node has thrown: n8n starts an execution for it and responds with 500. */
	error?: unknown;
	/** n8n's log of the call. */
	log: string;
}

const NAME = 'Instagram Trigger';

/** The parts of Express' response that nodes use. */
class Response {
	statusCode = 200;
	headersSent = false;
	body = '';
	readonly headers: Record<string, string> = {};

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	set(headers: Record<string, string>): this {
		for (const [name, value] of Object.entries(headers)) this.headers[name.toLowerCase()] = value;
		return this;
	}

	/** What n8n sends its responses with. */
	send(body: string): this {
		return this.end(body);
	}

	end(body: string): this {
		if (this.headersSent) throw new UserError('The response was sent before');
		this.headersSent = true;
		this.body = body;
		return this;
	}
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** n8n parses bodies before it calls the node, and rejects what it cannot parse. */
function parsed(rawBody: Buffer | undefined, contentType: string): { body: unknown } | undefined {
	if (!rawBody?.length || !contentType.startsWith('application/json')) return { body: {} };
	try {
		return { body: JSON.parse(rawBody.toString()) as unknown };
	} catch {
		return undefined;
	}
}

function webhookOf(workflow: Workflow, { type }: INode, method: string): IWebhookDescription | undefined {
	const { webhooks = [] } = workflow.nodeTypes.getByNameAndVersion(type, 1).description;
	return webhooks.find(({ httpMethod }) => httpMethod === method);
}

/**
 * n8n 2.40 forgets earlier changes of static data when it stores an execution, because it makes another Workflow of the
 * same data. It saves what changes when it reads the response.
 */
export function forgetChanges(workflow: Workflow): void {
	(workflow.staticData as { __dataChanged?: boolean }).__dataChanged = false;
}

/** The body that n8n 2.40 sends for a started workflow. It reads the node's own only with an empty `responseData`. */
export function responseTo(
	{ responseData = 'firstEntryJson' }: IWebhookDescription,
	result: { webhookResponse?: unknown },
): string {
	return responseData === '' ? String(result.webhookResponse) : responseData;
}

/**
 * Calls a trigger's webhook like n8n's server (2.40.7), with n8n-core's own context.
 *
 * @throws Error if the result or the log contains a token or app secret
 */
export async function runWebhook(options: WebhookOptions): Promise<WebhookRun> {
	await startN8nCore();
	const { credentials, request, test: isTest = false, workflowId = 'harness' } = options;
	const { loaded } = credentials;
	const node: INode = {
		id: options.nodeId ?? 'trigger',
		name: NAME,
		type: `${loaded.name}.${options.type ?? 'instagramTrigger'}`,
		typeVersion: 1,
		position: [0, 0],
		webhookId: `${workflowId}-${options.nodeId ?? 'trigger'}`,
		parameters: options.parameters ?? {},
		credentials: options.reference,
	};
	// Stored as text, like in the database.
	const stored = JSON.parse(JSON.stringify({ [`node:${NAME}`]: options.staticData ?? {} })) as Record<
		string,
		IDataObject
	>;
	const workflow = new Workflow({
		id: workflowId,
		name: 'Harness',
		nodes: [node],
		connections: {},
		active: !isTest,
		nodeTypes: loaded.nodeTypes,
		staticData: isTest ? {} : stored,
	});
	if (isTest) workflow.setTestStaticData(stored);

	const { method = 'POST', query = {} } = request;
	const headers = lowerCase({ 'Content-Type': 'application/json', ...request.headers });
	const rawBody = request.rawBody === undefined ? undefined : Buffer.from(request.rawBody);
	const logStart = logs.lines.length;
	const response = new Response();
	const ended = (rest: Partial<WebhookRun> = {}): WebhookRun => ({
		status: response.statusCode,
		headers: response.headers,
		body: response.body,
		staticData: JSON.parse(
			JSON.stringify(workflow.getStaticData('node', workflow.getNode(NAME) ?? undefined)),
		) as IDataObject,
		isSaved: (workflow.staticData as { __dataChanged?: boolean }).__dataChanged === true,
		log: logs.text(logStart),
		...rest,
	});

	const webhookDescription = webhookOf(workflow, node, method);
	if (!webhookDescription) return ended({ status: 404 });
	const body = parsed(rawBody, headers['content-type'] ?? '');
	if (!body) return ended({ status: 422 });

	const additionalData = additionalDataFor(credentials, { workflowId });
	additionalData.httpRequest = { method, headers, query, params: {}, rawBody, ...body } as never;
	additionalData.httpResponse = response as never;
	const webhookData: IWebhookData = {
		httpMethod: webhookDescription.httpMethod as IWebhookData['httpMethod'],
		node: NAME,
		path: `${node.webhookId}/webhook`,
		webhookDescription: { ...webhookDescription, name: webhookDescription.name },
		workflowId,
		workflowExecuteAdditionalData: additionalData,
		webhookId: node.webhookId,
		isTest,
	};
	const mode = isTest ? 'manual' : 'webhook';
	const context = new WebhookContext(workflow, node, additionalData, mode, webhookData, [], null);
	const { webhook } = loaded.nodeTypes.getByNameAndVersion(node.type, 1) as {
		webhook?: (this: WebhookContext) => Promise<{
			workflowData?: INodeExecutionData[][];
			noWebhookResponse?: boolean;
			webhookResponse?: unknown;
		}>;
	};
	if (!webhook) throw new UserError(`'${node.type}' has no webhook`);

	let run: WebhookRun;
	try {
		const result = await webhook.call(context);
		const { workflowData } = result;
		if (workflowData && options.startFails) {
			if (!response.headersSent) response.status(500).end('{"message":"Error in workflow"}');
			return ended();
		}
		if (result.noWebhookResponse !== true) {
			forgetChanges(workflow);
			await options.whileStoring?.(response, result);
			response.send(responseTo(webhookDescription, result));
		}
		run = ended({ items: workflowData?.[0] });
	} catch (error) {
		run = ended({ status: 500, error, items: [{ json: {} }] });
	}
	notifyRun({
		trigger: 'InstagramTrigger',
		items: (run.error ? [] : (run.items ?? [])).map(({ json }) => json),
	});
	watchSecrets(credentials, {
		answer: run.body,
		items: run.items,
		'static data': run.staticData,
		log: run.log,
		error: run.error,
	});
	return run;
}
