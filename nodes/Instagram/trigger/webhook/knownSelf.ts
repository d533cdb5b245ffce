import type { IWebhookFunctions } from 'n8n-workflow';

import type { App } from './metaApp';
import { selfOf, stateOf } from './parameters';
import { siblingsOf } from './peers';
import type { Sibling, TriggerState } from './state';

/**
 * Whether the activation is over. n8n saves the workflow's data as a whole: what a call would save that came while the
 * trigger was still subscribing, would be without what the activation has saved meanwhile.
 */
export function isComplete(context: IWebhookFunctions): boolean {
	return (stateOf(context).accountIds ?? []).length > 0;
}

/** What the node keeps; until its activation is over a copy, so that nothing of it is saved. */
export function stateToKeep(context: IWebhookFunctions): TriggerState {
	return isComplete(context) ? stateOf(context) : { ...stateOf(context) };
}

/** This trigger with its accounts, which the process knows of before they are saved. */
export function knownSelf(context: IWebhookFunctions, app: App): Sibling {
	const self = selfOf(context, app);
	if (isComplete(context)) return self;
	const entered = siblingsOf(app.appKey, '').find(({ url }) => url === self.url);
	return { ...self, accountIds: entered?.accountIds ?? [] };
}
