import { Container } from '@n8n/di';
import { ExternalSecretsProxy } from 'n8n-core';
import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';

/** Where the n8n of the harness would answer. Tests that need it to answer start their own server and pass its URL. */
export const N8N_URL = 'http://localhost:5678/';

function notInTheHarness(what: string) {
	return async (): Promise<never> => {
		throw new UnexpectedError(`The harness has no ${what}`);
	};
}

/** What n8n hands to every execution besides the workflow. URLs must be valid: n8n-core parses them. */
export function additionalDataFor(
	credentialsHelper: CredentialStore,
	options: { executionId?: string; instanceBaseUrl?: string; workflowId?: string } = {},
): IWorkflowExecuteAdditionalData {
	const base = options.instanceBaseUrl ?? N8N_URL;
	return {
		credentialsHelper,
		executionId: options.executionId,
		workflowId: options.workflowId,
		currentNodeExecutionIndex: 0,
		executeWorkflow: notInTheHarness('sub-workflows'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		startRunnerTask: notInTheHarness('task runner'),
		restApiUrl: `${base}rest`,
		instanceBaseUrl: base,
		formBaseUrl: `${base}form`,
		formWaitingBaseUrl: `${base}form-waiting`,
		formTestBaseUrl: `${base}form-test`,
		webhookBaseUrl: `${base}webhook`,
		webhookWaitingBaseUrl: `${base}webhook-waiting`,
		webhookTestBaseUrl: `${base}webhook-test`,
		mcpBaseUrl: `${base}mcp`,
		mcpTestBaseUrl: `${base}mcp-test`,
		variables: {},
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		setExecutionStatus: () => undefined,
		logAiEvent: () => undefined,
	};
}
