import type { IHookFunctions } from 'n8n-workflow';

import {
	addressIn,
	addressOf,
	isTriggerPath,
	ownUrl,
} from '../../../../nodes/Instagram/trigger/webhook/address';

function contextOf(url: string, active: boolean, more: object = {}): IHookFunctions {
	return {
		getNodeWebhookUrl: () => url,
		getWorkflow: () => ({ id: '1', name: 'one', active }),
		...more,
	} as unknown as IHookFunctions;
}

function webhookOf(mode: 'manual' | 'webhook'): object {
	return { getMode: () => mode, getResponseObject: () => ({}) };
}

const BASES = {
	webhookBaseUrl: 'https://n8n.example.com/in',
	webhookTestBaseUrl: 'https://n8n.example.com/in-test',
};

const OWN = {
	path: '1/webhook',
	isTest: false,
	liveBase: 'https://n8n.example.com/in/',
	testBase: 'https://n8n.example.com/in-test/',
};

describe('addressOf', () => {
	const production = 'https://n8n.example.com/in/1/webhook';
	const test = 'https://n8n.example.com/in-test/1/webhook';

	it.each([
		['a hook of an active workflow', production, true, {}, production],
		['a hook of a test', test, false, {}, test],
		['a webhook', production, true, webhookOf('webhook'), production],
		['a webhook while its workflow is deactivated', production, false, webhookOf('webhook'), production],
		[
			'a webhook in a test, for which n8n returns the other address',
			production,
			false,
			webhookOf('manual'),
			test,
		],
	])('returns the address of %s', (_what, given, active, more, url) => {
		const own = addressOf(contextOf(given, active, { additionalData: BASES, ...more }));
		expect(own).toEqual({ ...OWN, isTest: url === test });
		expect(ownUrl(own)).toBe(url);
	});

	it("uses n8n's default paths if n8n provides no others", () => {
		expect(addressOf(contextOf('http://localhost:5678/webhook-test/1/webhook', false))).toEqual({
			path: '1/webhook',
			isTest: true,
			liveBase: 'http://localhost:5678/webhook/',
			testBase: 'http://localhost:5678/webhook-test/',
		});
	});
});

describe('isTriggerPath', () => {
	it.each<[string, unknown, boolean]>([
		['another trigger', 'b/webhook', true],
		['a trigger without a webhook ID', 'abc/instagram%20trigger/webhook', true],
		['a webhook node', 'something', false],
		['a path out of the webhooks', '../rest/webhook', false],
		['a path out of the webhooks, encoded', '%2e%2e/rest/webhook', false],
		['another host', '//169.254.169.254/webhook', false],
		['an address', 'http://169.254.169.254/webhook', false],
		['a query', 'b?/webhook', false],
		['a fragment', 'b#/webhook', false],
		['a backslash', '..\\rest/webhook', false],
		['nothing', undefined, false],
	])('%s', (_what, path, expected) => {
		const isPath = isTriggerPath(path, OWN);
		// Every accepted path leads to the own server and its webhooks.
		const url = new URL(OWN.liveBase + String(path));
		expect(isPath && url.origin === 'https://n8n.example.com' && url.pathname.startsWith('/in/')).toBe(
			expected,
		);
	});
});

describe('addressIn', () => {
	it.each([
		['https://n8n.example.com/in/b/webhook', { path: 'b/webhook', isTest: false }],
		['https://n8n.example.com/in-test/b/webhook', { path: 'b/webhook', isTest: true }],
		['https://elsewhere.example.com/in/b/webhook', undefined],
		['https://n8n.example.com:8443/in/b/webhook', undefined],
		['https://n8n.example.com/in/something', undefined],
		['', undefined],
	])('parses %p', (url, expected) => {
		expect(addressIn(url, OWN)).toEqual(expected);
	});
});
