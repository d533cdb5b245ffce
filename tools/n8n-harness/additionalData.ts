import { Container } from '@n8n/di';
import { ExternalSecretsProxy } from 'n8n-core';
import type { IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';

/** Base URL of the harness's n8n. Nothing listens there; tests that need a server start their own and pass its URL. */
export const N8N_URL = 'http://localhost:5678/';

function notInTheHarness(what: string) {
	return async (): Promise<never> => {
		throw new UnexpectedError(`The harness has no ${what}`);
	};
}

/** Builds n8n's `additionalData` for an execution. Its URLs must be valid, because n8n-core parses them. */
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
