import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** Where a trigger listens. */
export interface Address {
	/** Where it does so now: production, or the editor's test. */
	url: string;
	/** Where it does so while its workflow is active. */
	production: string;
	/** Where it does so while the editor listens for a test event. */
	test: string;
	isTest: boolean;
}

/** Not in n8n's public types: the bases of its webhook addresses. */
interface WithBases {
	additionalData?: { webhookBaseUrl?: string; webhookTestBaseUrl?: string };
}

/** How n8n calls them where nobody has changed that. */
const DEFAULTS = { live: '/webhook/', test: '/webhook-test/' };

function replaced(url: string, from: string, to: string): string {
	const start = url.indexOf(from);
	return start === -1 ? url : url.slice(0, start) + to + url.slice(start + from.length);
}

/**
 * Where the trigger listens. n8n's own `getNodeWebhookUrl` gives a hook the address of the mode that it is called for,
 * and a webhook always the production one.
 *
 * n8n calls `delete` in the same mode for both, but only the workflow of a test is not active.
 */
export function addressOf(context: IHookFunctions | IWebhookFunctions): Address {
	const { webhookBaseUrl, webhookTestBaseUrl } = (context as WithBases).additionalData ?? {};
	const liveBase = webhookBaseUrl === undefined ? DEFAULTS.live : `${webhookBaseUrl}/`;
	const testBase = webhookTestBaseUrl === undefined ? DEFAULTS.test : `${webhookTestBaseUrl}/`;
	const production = replaced(context.getNodeWebhookUrl('default') ?? '', testBase, liveBase);
	const test = replaced(production, liveBase, testBase);
	const isTest = !context.getWorkflow().active;
	return { url: isTest ? test : production, production, test, isTest };
}
