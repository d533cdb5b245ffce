import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { addressOf } from './address';
import type { App } from './metaApp';
import { nodeKeyOf } from './nodeKey';
import type { Sibling, TriggerState } from './state';
import { verifyTokenFor } from './verifyToken';

/** The options of the node, as the user has set them. */
export function optionsOf(context: IHookFunctions | IWebhookFunctions): IDataObject {
	const options: unknown = context.getNodeParameter('options', {});
	return typeof options === 'object' && options !== null ? (options as IDataObject) : {};
}

/** The chosen events; an expression may give them as comma-separated text. */
export function chosenEvents(context: IHookFunctions | IWebhookFunctions): string[] {
	const value: unknown = context.getNodeParameter('events', []);
	const names: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	return names.map((name) => String(name).trim()).filter((name) => name !== '');
}

/** What the node keeps from call to call. */
export function stateOf(context: IHookFunctions | IWebhookFunctions): TriggerState {
	return context.getWorkflowStaticData('node') as TriggerState;
}

/** The verify token that this trigger answers to. */
export function ownVerifyToken(context: IHookFunctions | IWebhookFunctions, { appSecret = '' }: App): string {
	return verifyTokenFor({ option: optionsOf(context).verifyToken, appSecret, node: context.getNode() });
}

/** This trigger, as its siblings are to know it. */
export function selfOf(context: IHookFunctions | IWebhookFunctions, app: App): Sibling {
	const { accountIds = [], made, handshakeAt } = stateOf(context);
	const { url, isTest } = addressOf(context);
	return {
		nodeKey: nodeKeyOf(context),
		url,
		isTest,
		verifyToken: ownVerifyToken(context, app),
		accountIds,
		events: chosenEvents(context),
		...(made ? { made } : {}),
		...(handshakeAt ? { handshakeAt } : {}),
	};
}
