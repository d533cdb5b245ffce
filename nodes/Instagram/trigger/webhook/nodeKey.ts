import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** Names a trigger within this n8n: its workflow and its node. */
export function nodeKeyOf(context: IHookFunctions | IWebhookFunctions): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}
