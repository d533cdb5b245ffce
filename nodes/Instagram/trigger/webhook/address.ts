import type { TriggerContext } from './parameters';

/** A trigger's webhook, relative to the base of n8n's webhook URLs. */
export interface WebhookAddress {
	/** For example `6f0c.../webhook`. Does not change with n8n's `WEBHOOK_URL`. */
	path: string;
	/** Whether it is the test URL of the editor's "Listen for test event". */
	isTest: boolean;
}

/** The trigger's own address, and the bases of n8n's webhook URLs, each with a trailing slash. */
export interface OwnAddress extends WebhookAddress {
	liveBase: string;
	testBase: string;
}

/** The bases of n8n's webhook URLs, which are not in n8n's public types. */
interface WithBases {
	additionalData?: { webhookBaseUrl?: string; webhookTestBaseUrl?: string };
}

/** The paths that n8n uses by default. */
const DEFAULTS = { live: '/webhook/', test: '/webhook-test/' };

function replaced(url: string, from: string, to: string): string {
	const start = url.indexOf(from);
	return start === -1 ? url : url.slice(0, start) + to + url.slice(start + from.length);
}

/**
 * Whether n8n calls a hook or the webhook for a test of the editor.
 *
 * n8n calls the hook `delete` with the same mode for both, but the workflow of a test is never active. Webhooks differ by
 * their mode; while a workflow is being deactivated, its production webhook is called although it is not active any more.
 */
function isTestOf(context: TriggerContext): boolean {
	return 'getResponseObject' in context ? context.getMode() === 'manual' : !context.getWorkflow().active;
}

/**
 * Returns the trigger's own address. n8n's `getNodeWebhookUrl` returns the test URL only to hooks of a test, and always
 * the production URL to webhooks.
 */
export function addressOf(context: TriggerContext): OwnAddress {
	const { webhookBaseUrl, webhookTestBaseUrl } = (context as WithBases).additionalData ?? {};
	const live = webhookBaseUrl === undefined ? DEFAULTS.live : `${webhookBaseUrl}/`;
	const test = webhookTestBaseUrl === undefined ? DEFAULTS.test : `${webhookTestBaseUrl}/`;
	const production = replaced(context.getNodeWebhookUrl('default') ?? '', test, live);
	const start = production.indexOf(live);
	const end = start === -1 ? 0 : start + live.length;
	const liveBase = production.slice(0, end);
	return {
		path: production.slice(end),
		isTest: isTestOf(context),
		liveBase,
		testBase: replaced(liveBase, live, test),
	};
}

/** The URL of a trigger on this n8n. */
export function urlOf({ liveBase, testBase }: OwnAddress, { path, isTest }: WebhookAddress): string {
	return (isTest ? testBase : liveBase) + path;
}

/** The URL of this trigger. */
export function ownUrl(own: OwnAddress): string {
	return urlOf(own, own);
}

/** Whether two addresses are the same. */
export function isSameAddress(one: WebhookAddress, other: WebhookAddress): boolean {
	return one.path === other.path && one.isTest === other.isTest;
}

/** A path built by n8n: a webhook ID, or a workflow ID and an encoded node name. */
const PATH = /^[\w.~!'()*%-]+(\/[\w.~!'()*%-]+)*$/;

const lastSegment = (path: string) => path.slice(path.lastIndexOf('/'));

/**
 * Whether a path is that of an Instagram Trigger on this n8n. A URL built from it cannot leave n8n's webhook path: `..`,
 * also encoded, is rejected because URL normalization would change it.
 */
export function isTriggerPath(path: unknown, own: OwnAddress): path is string {
	if (typeof path !== 'string' || !PATH.test(path) || lastSegment(path) !== lastSegment(own.path))
		return false;
	const url = own.liveBase + path;
	return URL.canParse(url) && new URL(url).href === url;
}

/** Returns the address for a URL; `undefined` if it is not the URL of a trigger on this n8n. */
export function addressIn(url: string, own: OwnAddress): WebhookAddress | undefined {
	for (const isTest of [false, true]) {
		const base = isTest ? own.testBase : own.liveBase;
		const path = url.startsWith(base) ? url.slice(base.length) : undefined;
		if (isTriggerPath(path, own)) return { path, isTest };
	}
	return undefined;
}
