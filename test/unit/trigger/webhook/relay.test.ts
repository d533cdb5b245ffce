import type { IHttpRequestOptions } from 'n8n-workflow';

import { relay, RELAY_HEADER } from '../../../../nodes/Instagram/trigger/webhook/relay';

const rawBody = Buffer.from('{"text":"caf\\u00e9"}');

describe('relay', () => {
	it('passes the bytes and the signature on as they came, and marks them', async () => {
		const seen: IHttpRequestOptions[] = [];
		const answers = await relay({
			rawBody,
			signature: 'sha256=00',
			urls: ['http://one', 'http://two'],
			send: async (request) => {
				seen.push(request);
				return { statusCode: 200, headers: {}, body: '' };
			},
		});
		expect([...answers]).toEqual([
			['http://one', 200],
			['http://two', 200],
		]);
		expect(seen.map(({ url }) => url)).toEqual(['http://one', 'http://two']);
		expect(seen[0]?.body).toBe(rawBody);
		expect(seen[0]).toMatchObject({
			method: 'POST',
			headers: { 'X-Hub-Signature-256': 'sha256=00', [RELAY_HEADER]: '1' },
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		});
	});

	it('goes on where one does not answer, and tells which', async () => {
		const answers = await relay({
			rawBody,
			signature: 'sha256=00',
			urls: ['http://gone', 'http://silent', 'http://there'],
			send: async ({ url }) => {
				if (url === 'http://silent') throw new Error('timeout');
				return { statusCode: url === 'http://gone' ? 404 : 200, headers: {}, body: '' };
			},
		});
		expect(Object.fromEntries(answers)).toEqual({
			'http://gone': 404,
			'http://silent': undefined,
			'http://there': 200,
		});
	});

	it('has nothing to do without siblings', async () => {
		const send = jest.fn();
		expect((await relay({ rawBody, signature: '', urls: [], send })).size).toBe(0);
		expect(send).not.toHaveBeenCalled();
	});
});
