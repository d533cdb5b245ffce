import path from 'node:path';

import nock from 'nock';

import type { NodeSketch } from '../../../tools/n8n-harness';
import {
	CredentialStore,
	loadPackage,
	runListSearch,
	runWorkflow,
	storeBinary,
} from '../../../tools/n8n-harness';
import { useNock } from '../../jest/nock';
import { useVirtualTime } from '../../jest/virtualTime';

const SECRET = 'a-secret-of-some-length';

let credentials: CredentialStore;
let oAuth2: { id: string; name: string };
let token: { id: string; name: string };

beforeEach(async () => {
	credentials = await CredentialStore.create(
		await loadPackage(path.join(__dirname, '../../../tools/n8n-harness/fixture')),
	);
	oAuth2 = credentials.add('fixtureOAuth2Api', { loginMethod: 'facebook', clientSecret: SECRET });
	token = credentials.add('fixtureTokenApi', { accessToken: SECRET });
});

const fixture = (sketch: NodeSketch = {}): NodeSketch => ({
	type: 'fixture',
	name: 'Fixture',
	credentials: { fixtureOAuth2Api: oAuth2, fixtureTokenApi: token },
	...sketch,
});

describe('runWorkflow', () => {
	test('resolves expressions per item and links the items', async () => {
		const run = await runWorkflow({
			node: fixture({ parameters: { value: '={{ $json.name }}' } }),
			credentials,
			items: [{ name: 'one' }, { name: 'two' }],
		});
		expect(run.status).toBe('success');
		expect(run.json.map(({ value }) => value)).toEqual(['one', 'two']);
		expect(run.last.outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test('stops on an error, or sends the item to the regular or error output', async () => {
		const items = [{ fail: 'No such thing' }, { ok: true }];
		const stopped = await runWorkflow({ node: fixture(), credentials, items });
		expect(stopped).toMatchObject({ status: 'error', error: { message: 'No such thing' } });
		expect(stopped.node('Fixture').outputs).toEqual([]);

		const regular = await runWorkflow({
			node: fixture({ onError: 'continueRegularOutput' }),
			credentials,
			items,
		});
		expect(regular.node('Fixture').outputs.map((output) => output.length)).toEqual([2]);

		const branch = await runWorkflow({
			node: fixture({ onError: 'continueErrorOutput' }),
			credentials,
			items,
		});
		expect(branch.node('Fixture').outputs.map((output) => output.length)).toEqual([1, 1]);
		expect(branch.node('Fixture').outputs[1]![0]!.json).toMatchObject({ error: 'No such thing' });
	});

	test('returns hints and files, and static data in production mode', async () => {
		const binary = { data: await storeBinary(Buffer.alloc(1234), { mimeType: 'image/jpeg' }) };
		expect(binary.data.id).toMatch(/^filesystem/);
		const options = {
			node: fixture(),
			credentials,
			items: [{ json: { hint: 'Look here', count: 3 }, binary }],
		};
		const manual = await runWorkflow(options);
		expect(manual.json).toMatchObject([{ bytes: 1234, count: 3 }]);
		expect(manual.last.hints).toMatchObject([{ message: 'Look here' }]);
		expect(manual.staticData).toBeUndefined();
		expect((await runWorkflow({ ...options, mode: 'trigger' })).staticData).toEqual({
			'node:Fixture': { count: 3 },
		});
	});

	test('retries as often as the node is configured to', async () => {
		const run = await runWorkflow({
			node: fixture({ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }),
			credentials,
			items: [{ log: 'trying', fail: 'Never' }],
		});
		expect(run.status).toBe('error');
		expect(run.log.match(/warn trying/g)).toHaveLength(3);
	});

	test('ends a cancelled run with the status canceled', async () => {
		const stop = new AbortController();
		const running = runWorkflow({
			node: fixture(),
			credentials,
			items: [{ sleep: 20 }],
			signal: stop.signal,
		});
		stop.abort();
		expect((await running).status).toBe('canceled');
	});

	test('runListSearch receives the current node parameters', async () => {
		const result = await runListSearch('fixture', 'search', {
			credentials,
			reference: { fixtureOAuth2Api: oAuth2 },
			parameters: { value: 'of' },
			filter: 'x',
			paginationToken: 'next',
		});
		expect(result).toEqual({ results: [{ name: 'facebook of x', value: '1' }], paginationToken: 'next' });
	});
});

describe('harness > credentials', () => {
	useNock();

	test('evaluates hidden properties from the visible ones', async () => {
		const { additionalDataFor } = await import('../../../tools/n8n-harness');
		const data = await credentials.getDecrypted(
			additionalDataFor(credentials),
			oAuth2,
			'fixtureOAuth2Api',
			'manual',
		);
		expect(data).toMatchObject({
			authUrl: 'https://www.facebook.com/authorize',
			scope: 'facebook_basic',
			authentication: 'body',
			allowedHttpRequestDomains: 'all',
		});
	});

	test('fills and saves an expirable property before the first request', async () => {
		nock('https://api.example.com', { reqheaders: { authorization: `Bearer session-for-${SECRET}` } })
			.get('/me')
			.twice()
			.reply(200, { ok: true });
		const items = [{ url: 'https://api.example.com/me' }, { url: 'https://api.example.com/me' }];
		const run = await runWorkflow({ node: fixture(), credentials, items });
		expect(run.json.map(({ answer }) => answer)).toEqual([{ ok: true }, { ok: true }]);
		expect(credentials.saves.slice(2)).toMatchObject([
			{
				via: 'updateCredentials',
				id: token.id,
				data: { accessToken: SECRET, session: `session-for-${SECRET}` },
			},
		]);
	});
});

describe('secret watch', () => {
	test.each([
		['an output', { credential: 'fixtureOAuth2Api' }],
		['an error', { fail: `It was ${SECRET}` }],
		['a hint', { hint: `It is ${SECRET}` }],
		['the log', { log: `It is ${encodeURIComponent(SECRET)}` }],
	])('fails the run if %s contains a secret', async (_place, item) => {
		await expect(runWorkflow({ node: fixture(), credentials, items: [item] })).rejects.toThrow(
			/secret of 23 char/,
		);
	});
});

describe('harness > virtual time', () => {
	const time = useVirtualTime();

	test('skips ten minutes of sleep', async () => {
		const before = Date.now();
		const run = await runWorkflow({ node: fixture(), credentials, items: [{ sleep: 600_000 }] });
		expect(run.json[0]!.now).toBe(before + 600_000);
		expect(time.sleeps()).toEqual([600_000]);
	});

	test('wakes sleepers in the order of their times', async () => {
		const start = Date.now();
		const runs = [300, 100, 200].map(async (sleep) => {
			const run = await runWorkflow({ node: fixture(), credentials, items: [{ sleep: sleep * 1000 }] });
			return Number(run.json[0]!.now) - start;
		});
		expect(await Promise.all(runs)).toEqual([300_000, 100_000, 200_000]);
		expect(Date.now() - start).toBe(300_000);
	});
});
