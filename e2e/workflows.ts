import type { WorkflowJson, WorkflowNode } from './n8nApi';

const NODE_TYPE = 'n8n-nodes-instagram-platform.instagram';

/** A credential as a workflow's node names it. */
export interface UsedCredential {
	id: string;
	name: string;
}

/** Connections of nodes as they come, from left to right. */
export function inARow(names: string[]): WorkflowJson['connections'] {
	return Object.fromEntries(
		names
			.slice(0, -1)
			.map((name, position) => [
				name,
				{ main: [[{ node: names[position + 1] ?? '', type: 'main' as const, index: 0 }]] },
			]),
	);
}

/** The Instagram node with these parameters. */
export function instagramNode(parameters: Record<string, unknown>, credential: UsedCredential): WorkflowNode {
	return {
		id: '6d2f1b5e-0000-4000-8000-000000000002',
		name: 'Instagram',
		type: NODE_TYPE,
		typeVersion: 1,
		position: [440, 300],
		parameters,
		credentials: {
			[parameters.authentication === 'accessToken' ? 'instagramAccessTokenApi' : 'instagramOAuth2Api']:
				credential,
		},
	};
}

export function webhook(path: string): WorkflowNode {
	return {
		id: '6d2f1b5e-0000-4000-8000-000000000001',
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [200, 300],
		parameters: {
			httpMethod: 'POST',
			path,
			responseMode: 'lastNode',
			responseData: 'allEntries',
			options: {},
		},
		webhookId: path,
	};
}

export function noOperation(name: string, y: number): WorkflowNode {
	return {
		id: `6d2f1b5e-0000-4000-8000-0000000${y}`.padEnd(36, '0'),
		name,
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [680, y],
		parameters: {},
	};
}

/** A production workflow: a call of its webhook answers with what the Instagram node puts out. */
export function webhookWorkflow(
	path: string,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	return {
		name: path,
		nodes: [webhook(path), instagramNode(parameters, credential)],
		connections: inARow(['Webhook', 'Instagram']),
	};
}

/** The name of {@link downloadNode}. */
export const DOWNLOAD = 'Download';

/** An HTTP Request node that downloads a file into the binary field `data`. */
export function downloadNode(address: string): WorkflowNode {
	return {
		id: '6d2f1b5e-0000-4000-8000-000000000004',
		name: DOWNLOAD,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [320, 300],
		parameters: { url: address, options: { response: { response: { responseFormat: 'file' } } } },
	};
}

/** As webhookWorkflow, with a file that an HTTP Request node downloads and the Instagram node gets as `data`. */
export function downloadWorkflow(
	path: string,
	address: string,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	return {
		name: path,
		nodes: [webhook(path), downloadNode(address), instagramNode(parameters, credential)],
		connections: inARow(['Webhook', DOWNLOAD, 'Instagram']),
	};
}

/** As webhookWorkflow, with an item for each of the `posts` in the webhook's body, and n8n's Retry on Fail switched on. */
export function retriedWorkflow(
	path: string,
	tries: number,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	const split: WorkflowNode = {
		id: '6d2f1b5e-0000-4000-8000-000000000005',
		name: 'Posts',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		position: [320, 300],
		parameters: { fieldToSplitOut: 'body.posts', options: {} },
	};
	const retried = { retryOnFail: true, maxTries: tries, waitBetweenTries: 1000 };
	return {
		name: path,
		nodes: [webhook(path), split, { ...instagramNode(parameters, credential), ...retried }],
		connections: inARow(['Webhook', 'Posts', 'Instagram']),
	};
}

/** As webhookWorkflow, with n8n's error output in use: the answer comes from the branch that got items. */
export function workflowWithErrorBranch(
	path: string,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	const published = { node: 'Published', type: 'main' as const, index: 0 };
	const failed = { node: 'Failed', type: 'main' as const, index: 0 };
	return {
		name: path,
		nodes: [
			webhook(path),
			{ ...instagramNode(parameters, credential), onError: 'continueErrorOutput' },
			noOperation('Published', 200),
			noOperation('Failed', 400),
		],
		connections: { ...inARow(['Webhook', 'Instagram']), Instagram: { main: [[published], [failed]] } },
	};
}

/** A workflow that a person starts in the editor. */
export function manualWorkflow(
	name: string,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	return {
		name,
		nodes: [
			{
				id: '6d2f1b5e-0000-4000-8000-000000000003',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [200, 300],
				parameters: {},
			},
			instagramNode(parameters, credential),
		],
		connections: inARow(['Start', 'Instagram']),
	};
}
