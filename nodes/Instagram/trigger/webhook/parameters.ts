import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** n8n's contexts in which the trigger runs: its hooks, and the calls of its webhook. */
export type TriggerContext = IHookFunctions | IWebhookFunctions;

/** The node's options as the user set them. */
export function optionsOf(context: TriggerContext): IDataObject {
	const options: unknown = context.getNodeParameter('options', {});
	return typeof options === 'object' && options !== null ? (options as IDataObject) : {};
}

/** The option 'Verify Token'; `undefined` if it is empty. */
export function verifyTokenOption(context: TriggerContext): string | undefined {
	const { verifyToken } = optionsOf(context);
	return typeof verifyToken === 'string' && verifyToken.trim() !== '' ? verifyToken.trim() : undefined;
}

/** The chosen events; an expression may return them as comma-separated text. */
export function chosenEvents(context: TriggerContext): string[] {
	const value: unknown = context.getNodeParameter('events', []);
	const names: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	return names.map((name) => String(name).trim()).filter((name) => name !== '');
}

/** The value of 'Account', as `resolveAccount` takes it. */
export function accountParameter(context: TriggerContext): unknown {
	return context.getNodeParameter('account', '', { extractValue: true });
}

/** Identifies a trigger within this n8n: its workflow and its node. */
export function nodeKeyOf(context: TriggerContext): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}
