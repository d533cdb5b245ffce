import { get as httpGet } from 'node:http';

import { startSandbox } from '../../sandbox';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { NORTH, ownSandbox, sample, graphUser } from './arrange';
import { control, meta, tunnel } from './metaClient';

async function fetched(url: string): Promise<{ status?: number; type?: string; text: string }> {
	return await new Promise((resolve, reject) => {
		httpGet(url, { agent: false }, (response) => {
			let text = '';
			response.on('data', (part: Buffer) => (text += part.toString('latin1')));
			response.once('end', () =>
				resolve({ status: response.statusCode, type: response.headers['content-type'], text }),
			);
		}).once('error', reject);
	});
}

describe('page and control', () => {
	const sandbox = ownSandbox();

	test('serves the page and everything that it loads', async () => {
		const { url } = sandbox.get();
		const page = await fetched(`${url}/`);
		expect(page.type).toMatch(/text\/html/);
		const pending = [...page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
		const seen = new Set<string>();
		for (let path; (path = pending.pop()) !== undefined;) {
			if (seen.has(path)) continue;
			seen.add(path);
			const { status, text } = await fetched(`${url}${path}`);
			expect([path, status]).toEqual([path, 200]);
			pending.push(...[...text.matchAll(/from '\.\/([\w.]+)'/g)].map(([, file]) => `/page/${file}`));
		}
		expect(seen.size).toBeGreaterThan(3);
		expect((await fetched(`${url}/media/pottery-1.jpg`)).type).toBe('image/jpeg');
	});

	test('the page offers every action of a fault', async () => {
		const { text } = await fetched(`${sandbox.get().url}/page/page.js`);
		const { error } = await control(sandbox.get(), 'POST', 'faults', { endpoint: 'me', action: '?' });
		for (const action of error.replace('action must be one of ', '').split(', ')) {
			expect(text).toMatch(new RegExp(`^\\t'?${action}'?: '`, 'm'));
		}
	});

	test('the page has a switch only for existing behaviour', async () => {
		const { text } = await fetched(`${sandbox.get().url}/page/behaviour.js`);
		const names = [...text.matchAll(/^\t(\w+): \['/gm)].map(([, name]) => name);
		expect(names).toContain('pngByUrl');
		const { behaviour } = await control(sandbox.get(), 'GET', 'state');
		expect(Object.keys(behaviour)).toEqual(expect.arrayContaining(names));
	});

	test('the state is sent in full only after a change', async () => {
		const state = await control(sandbox.get(), 'GET', 'state');
		const since = `state?since=${state.revision}`;
		expect(Object.keys(await control(sandbox.get(), 'GET', since)).sort()).toEqual([
			'now',
			'offsetSeconds',
			'revision',
		]);
		await control(sandbox.get(), 'POST', 'clock', { advanceSeconds: 60 });
		expect(await control(sandbox.get(), 'GET', since)).toMatchObject({
			offsetSeconds: 60,
			accounts: expect.any(Array),
		});
	});

	test('the log and the state contain no secret', async () => {
		const { world } = sandbox.get();
		const { appId, appSecret } = SANDBOX_APPS.facebook;
		const ben = graphUser(sandbox.get(), 'facebook');
		await ben.get('me/accounts', { appsecret_proof: 'proof-of-it' });
		await ben.create({ image_url: sample('bakery-1.jpg') });
		await meta(
			sandbox.get(),
			'GET',
			'graph.facebook.com/v26.0/me',
			{},
			{
				headers: { authorization: `Bearer ${ben.token}` },
			},
		);
		await meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/debug_token', {
			input_token: ben.token,
			access_token: `${appId}|${appSecret}`,
		});
		await meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/oauth/access_token', {
			client_id: appId,
			client_secret: appSecret,
			code: 'the-code',
		});
		const log = JSON.stringify(await control(sandbox.get(), 'GET', 'requests'));
		const { apps: _apps, ...state } = await control(sandbox.get(), 'GET', 'state');
		const secrets = [...world.tokens.list().map(({ value }) => value), appSecret, 'the-code', 'proof-of-it'];
		for (const secret of secrets) {
			expect(log).not.toContain(secret);
			expect(JSON.stringify(state)).not.toContain(secret);
		}
		expect(log).toContain(world.tokens.find(ben.token)!.fingerprint);
	});

	test('tokens are issued and revoked over JSON', async () => {
		const { accessToken, fingerprint } = await control(sandbox.get(), 'POST', 'tokens', {
			loginMethod: 'instagram',
			kind: 'short',
			expiresInSeconds: 90,
		});
		const state = await control(sandbox.get(), 'GET', 'state');
		expect(state.tokens[0]).toMatchObject({ fingerprint, kind: 'short' });
		expect(await control(sandbox.get(), 'GET', 'tokens?full=true')).toContain(accessToken);
		await control(sandbox.get(), 'POST', 'tokens/revoke', { fingerprint, subcode: 459 });
		const { json } = await meta(sandbox.get(), 'GET', 'graph.instagram.com/v26.0/me', {
			access_token: accessToken,
		});
		expect(json.error).toMatchObject({ code: 190, error_subcode: 459 });
	});

	test('a throttle is shown while it lasts', async () => {
		await control(sandbox.get(), 'POST', 'throttle', { accountId: NORTH, minutes: 3 });
		expect((await control(sandbox.get(), 'GET', 'state')).throttled).toEqual({ [NORTH]: 3 });
		await control(sandbox.get(), 'POST', 'clock', { advanceSeconds: 181 });
		expect((await control(sandbox.get(), 'GET', 'state')).throttled).toEqual({});
	});

	test('reset gives the same world for the same seed', async () => {
		const world = async () => {
			await control(sandbox.get(), 'POST', 'reset', { seed: 5 });
			const { accounts, posts } = await control(sandbox.get(), 'GET', 'state');
			return {
				accounts,
				ids: posts.map(({ id }: { id: string }) => id),
				token: graphUser(sandbox.get(), 'facebook').token,
			};
		};
		expect(await world()).toEqual(await world());
	});

	test('invalid input returns 400 and the reason', async () => {
		const said = async (path: string, body: unknown) =>
			(await control(sandbox.get(), 'POST', path, body)).error as string;
		expect(await said('clock', { advanceSeconds: 'a day' })).toMatch(/must be a number/);
		expect(await said('throttle', { accountId: '1', minutes: 1 })).toMatch(/not an account/);
		expect(await said('tokens/revoke', {})).toMatch(/No such token/);
	});

	test('close ends with open connections and a hanging call', async () => {
		const other = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
		const idle = await tunnel(other, 'graph.facebook.com:443');
		const ended = new Promise((resolve) => idle.once('close', resolve));
		idle.on('error', () => undefined).resume();
		other.world.faults.add({ endpoint: 'me', action: 'hang' });
		const hanging = graphUser(other, 'instagram')
			.get('me')
			.catch(() => 'ended');
		while (other.world.faults.list()[0]?.hits === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await other.close();
		expect(await hanging).toBe('ended');
		await ended;
	});
});
