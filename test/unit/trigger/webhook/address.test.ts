import type { IHookFunctions } from 'n8n-workflow';

import { addressOf } from '../../../../nodes/Instagram/trigger/webhook/address';

function contextOf(url: string, active: boolean, additionalData?: object): IHookFunctions {
	return {
		getNodeWebhookUrl: () => url,
		getWorkflow: () => ({ id: '1', name: 'one', active }),
		...(additionalData ? { additionalData } : {}),
	} as unknown as IHookFunctions;
}

const BASES = {
	webhookBaseUrl: 'https://n8n.example.com/in',
	webhookTestBaseUrl: 'https://n8n.example.com/in-test',
};

describe('the address of a trigger', () => {
	const production = 'https://n8n.example.com/in/1/webhook';
	const test = 'https://n8n.example.com/in-test/1/webhook';

	it.each([
		['a hook of an active workflow', production, true, production],
		['a hook of a test', test, false, test],
		['a webhook in a test, whom n8n gives the other address', production, false, test],
	])('for %s', (_what, given, active, url) => {
		const expected = { url, production, test, isTest: !active };
		expect(addressOf(contextOf(given, active, BASES))).toEqual(expected);
	});

	it("takes n8n's usual paths where it does not say others", () => {
		expect(addressOf(contextOf('http://localhost:5678/webhook-test/1/webhook', false))).toEqual({
			url: 'http://localhost:5678/webhook-test/1/webhook',
			production: 'http://localhost:5678/webhook/1/webhook',
			test: 'http://localhost:5678/webhook-test/1/webhook',
			isTest: true,
		});
	});
});
