import { createHmac } from 'node:crypto';
import nock from 'nock';

import { restartN8n } from '../../tools/n8n-harness/restart';
import { CredentialStore, runWorkflow } from '../../tools/n8n-harness';
import { useNock } from '../jest/nock';

const TOKEN = 'IGAA-a-token-of-the-tests';
const SECRET = 'the-app-secret-of-the-tests';
const CAPTION = 'Küche & Töpfe? #töpfern 100 % = gut\nZweite Zeile 🏺';

interface Request {
	method: string;
	path: string;
	query: Record<string, string>;
	form: Record<string, string>;
	headers: Record<string, string>;
}

useNock();
beforeEach(restartN8n);

/** Answers calls of a host in their order, and records the requests. */
function meta(host: string, answers: object[]): Request[] {
	const requests: Request[] = [];
	const scope = nock(host);
	const answer = function (this: nock.ReplyFnContext, uri: string, body: nock.Body): [number, object] {
		const url = new URL(uri, host);
		requests.push({
			method: this.req.method,
			path: url.pathname,
			query: Object.fromEntries(url.searchParams),
			form: typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : (body as never),
			headers: this.req.headers,
		});
		return [200, answers[requests.length - 1] ?? {}];
	};
	scope.persist().get(/.*/).reply(answer);
	scope.persist().post(/.*/).reply(answer);
	return requests;
}

async function publish(credential: object, parameters: object) {
	const credentials = await CredentialStore.create();
	const reference = credentials.add('instagramAccessTokenApi', { accessToken: TOKEN, ...credential });
	return await runWorkflow({
		credentials,
		node: {
			parameters: {
				authentication: 'accessToken',
				resource: 'post',
				operation: 'publish',
				postType: 'image',
				mediaUrl: 'https://media.example.com/a.jpg?X-Signature=a%2Fb%2Bc==&n=1',
				caption: CAPTION,
				...parameters,
			},
			credentials: { instagramAccessTokenApi: reference },
		},
	});
}

describe('HTTP requests to Meta', () => {
	it('use a Bearer header and form bodies with Instagram Login, and no secret or caption in a URL', async () => {
		const requests = meta('https://graph.instagram.com', [
			{ id: '111' },
			{ id: '900' },
			{ id: '900', permalink: 'https://www.instagram.com/p/abc/' },
		]);
		const { json } = await publish({ loginMethod: 'instagram', apiVersion: 'v25.0' }, {});

		expect(json).toEqual([
			{ id: '900', containerId: '111', permalink: 'https://www.instagram.com/p/abc/', status: 'PUBLISHED' },
		]);
		expect(requests.map(({ method, path, query, form }) => ({ method, path, query, form }))).toEqual([
			{
				method: 'POST',
				path: '/v25.0/me/media',
				query: {},
				form: {
					caption: CAPTION,
					image_url: 'https://media.example.com/a.jpg?X-Signature=a%2Fb%2Bc==&n=1',
				},
			},
			{ method: 'POST', path: '/v25.0/me/media_publish', query: {}, form: { creation_id: '111' } },
			{ method: 'GET', path: '/v25.0/900', query: { fields: 'permalink' }, form: expect.anything() },
		]);
		for (const { headers } of requests) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
		expect(requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
	});

	it('contain the appsecret_proof with Facebook Login, and never the secret', async () => {
		const id = '17841400000000003';
		const account = { id: '71', name: 'Page', instagram_business_account: { id, username: 'anna' } };
		const longLived = { is_valid: true, type: 'USER', expires_at: 0, scopes: [] };
		const requests = meta('https://graph.facebook.com', [
			{ data: longLived },
			{ data: [account] },
			{ id: '111' },
			{ id: '900' },
			{ permalink: 'https://www.instagram.com/p/abc/' },
		]);
		const { json } = await publish({ loginMethod: 'facebook', appId: '12345678', appSecret: SECRET }, {});

		expect(json).toMatchObject([{ id: '900', status: 'PUBLISHED' }]);
		const proof = createHmac('sha256', SECRET).update(TOKEN).digest('hex');
		const calls = requests.filter(({ path }) => !path.endsWith('/debug_token'));
		expect(calls.map(({ path }) => path)).toEqual([
			'/v27.0/me/accounts',
			`/v27.0/${id}/media`,
			`/v27.0/${id}/media_publish`,
			'/v27.0/900',
		]);
		for (const { method, query, form, headers } of calls) {
			expect((method === 'POST' ? form : query).appsecret_proof).toBe(proof);
			expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
			expect(JSON.stringify({ query, form })).not.toContain(SECRET);
		}
		expect(calls[1]?.query).toEqual({});
	});

	it('keep IDs exact that are too large for a JavaScript number', async () => {
		const answers = ['{"id":17841400000000001}', '{"id":18000000000000001}', '{"permalink":"p"}'];
		nock('https://graph.instagram.com')
			.post('/v27.0/me/media')
			.reply(200, answers[0])
			.post('/v27.0/me/media_publish', 'creation_id=17841400000000001')
			.reply(200, answers[1])
			.get('/v27.0/18000000000000001?fields=permalink')
			.reply(200, answers[2]);
		const { json } = await publish({ loginMethod: 'instagram' }, {});
		expect(json).toMatchObject([{ id: '18000000000000001', containerId: '17841400000000001' }]);
	});
});
