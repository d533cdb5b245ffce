import { pause } from './waiting';

/** The owner that the tests create. */
export const OWNER = {
	email: 'ada@example.com',
	firstName: 'Ada',
	lastName: 'Potter',
	password: 'Clay-and-fire-1',
};

/** A node of a workflow, as n8n's editor saves it. */
export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	onError?: 'continueErrorOutput' | 'continueRegularOutput' | 'stopWorkflow';
	retryOnFail?: boolean;
	maxTries?: number;
	/** Milliseconds. */
	waitBetweenTries?: number;
	executeOnce?: boolean;
}

/** A workflow without what n8n adds. */
export interface WorkflowJson {
	name: string;
	nodes: WorkflowNode[];
	/** Node -> kind of connection (`main`, `ai_tool`) -> output -> where it leads. */
	connections: Record<string, Record<string, Array<Array<{ node: string; type: string; index: number }>>>>;
	settings?: Record<string, unknown>;
	/** What a node puts out in the editor without being run. */
	pinData?: Record<string, Array<{ json: Record<string, unknown> }>>;
}

/** n8n's answer to a call of its own interface that did not succeed. */
export class N8nApiError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

// n8n ties a session to the browser that logged in.
const BROWSER_ID = 'e2e-browser';

const REGISTRATION_MS = 15_000;

/** The part of n8n's own (editor's) interface that the tests need, for one logged-in owner. */
export class N8nApi {
	private cookie = '';

	constructor(private readonly url: string) {}

	private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				'browser-id': BROWSER_ID,
				...(this.cookie === '' ? {} : { cookie: this.cookie }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const session = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';')[0] ?? '';
		const text = await response.text();
		if (!response.ok)
			throw new N8nApiError(response.status, `${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
		return (text === '' ? undefined : (JSON.parse(text) as { data: T }).data) as T;
	}

	/** A file of n8n's binary data, as the editor's Download button gets it. */
	async file(binaryDataId: string): Promise<Response> {
		const query = new URLSearchParams({ id: binaryDataId, action: 'download' });
		const response = await fetch(`${this.url}/rest/binary-data?${query}`, {
			headers: { 'browser-id': BROWSER_ID, cookie: this.cookie },
		});
		if (!response.ok) throw new N8nApiError(response.status, `file ${binaryDataId}: ${response.status}`);
		return response;
	}

	async setUpOwner(): Promise<void> {
		await this.send('POST', '/rest/owner/setup', OWNER);
	}

	async logIn(): Promise<void> {
		await this.send('POST', '/rest/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	}

	async createCredential(
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<{ id: string; name: string }> {
		const { id } = await this.send<{ id: string }>('POST', '/rest/credentials', { name, type, data });
		return { id, name };
	}

	/** What the credential form would show: secrets are blanked, `oauthTokenData` is `true` once connected. */
	async readCredential(id: string): Promise<Record<string, unknown>> {
		const { data } = await this.send<{ data: Record<string, unknown> }>(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		return data;
	}

	async listCredentials(): Promise<Array<{ id: string; name: string; type: string }>> {
		return await this.send('GET', '/rest/credentials');
	}

	/** The address of Meta's consent page, as n8n's Connect button opens it. */
	async consentAddress(credentialId: string): Promise<string> {
		return await this.send('GET', `/rest/oauth2-credential/auth?id=${credentialId}`);
	}

	async listWorkflows(): Promise<Array<{ id: string; name: string }>> {
		return await this.send('GET', '/rest/workflows');
	}

	/** @returns the workflow's id and the version to activate */
	async createWorkflow(workflow: WorkflowJson): Promise<{ id: string; versionId: string }> {
		const settings = { executionOrder: 'v1', ...workflow.settings };
		return await this.send('POST', '/rest/workflows', { ...workflow, settings, active: false });
	}

	/** Calls a route of n8n 2; n8n 1 has none and keeps the state in the workflow. */
	private async setActive(workflowId: string, active: boolean, body: object): Promise<void> {
		const path = `/rest/workflows/${workflowId}`;
		try {
			await this.send('POST', `${path}/${active ? 'activate' : 'deactivate'}`, body);
		} catch (error) {
			if (!(error instanceof N8nApiError && error.status === 404)) throw error;
			await this.send('PATCH', path, { active, ...body });
		}
	}

	async activate({ id, versionId }: { id: string; versionId: string }): Promise<void> {
		await this.setActive(id, true, { versionId });
	}

	async deactivate(workflowId: string): Promise<void> {
		await this.setActive(workflowId, false, {});
	}

	/** "Listen for test event" of a workflow's trigger. Resolves once n8n listens. */
	async listen(workflowId: string, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.send<{ waitingForWebhook?: boolean }>(
			'POST',
			`/rest/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: trigger } },
		);
		if (!waitingForWebhook) throw new Error(`workflow ${workflowId} does not listen`);
	}

	/** Runs a workflow as its button in the editor does, from this trigger on. */
	async startByHand(workflowId: string, trigger: string): Promise<string> {
		const { executionId } = await this.send<{ executionId: string }>(
			'POST',
			`/rest/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: trigger } },
		);
		return executionId;
	}

	/** An execution with its data in n8n's flattened form (text). */
	async execution(id: string): Promise<{ id: string; status: string; data: string }> {
		return await this.send('GET', `/rest/executions/${id}`);
	}

	/** The executions of a workflow, newest first. */
	async executionsOf(workflowId: string): Promise<Array<{ id: string; status: string; mode: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.send<{
			results: Array<{ id: string; status: string; mode: string }>;
		}>('GET', `/rest/executions?filter=${filter}&limit=100`);
		return results;
	}

	/** The newest execution of a workflow, with its data in n8n's flattened form (text). */
	async lastExecution(workflowId: string): Promise<{ id: string; status: string; data: string }> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.send<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=1`,
		);
		const newest = results[0];
		if (!newest) throw new Error(`workflow ${workflowId} was never executed`);
		return await this.execution(newest.id);
	}

	/**
	 * Calls a production webhook and gives what the workflow's last node put out. n8n registers webhooks shortly after
	 * it has answered the activation, so an unknown one is waited for.
	 */
	async callWebhook(
		path: string,
		body: unknown = {},
		signal?: AbortSignal,
	): Promise<{ status: number; body: unknown }> {
		const deadline = Date.now() + REGISTRATION_MS;
		for (;;) {
			const response = await fetch(`${this.url}/webhook/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
				signal,
			});
			const text = await response.text();
			if (response.status !== 404 || Date.now() > deadline) {
				return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
			}
			await pause(100);
		}
	}
}
