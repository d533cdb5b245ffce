import { createHmac } from 'node:crypto';

import { SANDBOX_APPS } from '../../sandbox/apps';
import { ACCOUNT_AT, BAKERY, NORTH, ownSandbox, sample, graphUser } from './arrange';
import { meta, refusalIn, tunnel } from './metaClient';

describe('sandbox > refusals', () => {
	const sandbox = ownSandbox();

	test('the proxy refuses other hosts and ports and counts them', async () => {
		await expect(tunnel(sandbox.get(), 'example.com:443')).rejects.toThrow('403');
		await expect(tunnel(sandbox.get(), 'graph.facebook.com:80')).rejects.toThrow('403');
		expect([...sandbox.get().world.refused.keys()]).toEqual(['example.com', 'graph.facebook.com']);
	});

	test.each([
		['graph.instagram.com', 'facebook'],
		['graph.facebook.com', 'instagram'],
	] as const)('%s refuses a token of %s', async (host, login) => {
		const { token } = graphUser(sandbox.get(), login);
		const answer = await meta(sandbox.get(), 'GET', `${host}/v26.0/me`, { access_token: token });
		expect(refusalIn(answer)).toBe('190');
		expect(answer.json.error).toMatchObject({ type: 'OAuthException', fbtrace_id: expect.any(String) });
	});

	test('missing, invented, expired and revoked tokens are refused', async () => {
		const { world } = sandbox.get();
		const at = 'graph.instagram.com/v26.0/me';
		expect(refusalIn(await meta(sandbox.get(), 'GET', at))).toBe('104');
		expect(refusalIn(await meta(sandbox.get(), 'GET', at, { access_token: 'IGAAno' }))).toBe('190');
		const expired = graphUser(sandbox.get(), 'instagram', { kind: 'short' });
		const revoked = graphUser(sandbox.get(), 'instagram');
		world.tokens.revoke(world.tokens.find(revoked.token)!, 458);
		expect(refusalIn(await revoked.get('me'))).toBe('190/458');
		world.clock.advance(3601_000);
		expect(refusalIn(await expired.get('me'))).toBe('190/463');
	});

	test('a Page token becomes invalid with its user token', async () => {
		const { world } = sandbox.get();
		const ben = graphUser(sandbox.get(), 'facebook');
		const { json } = await ben.get('me/accounts');
		const page = { access_token: json.data[0].access_token as string };
		expect((await ben.get(BAKERY, page)).status).toBe(200);
		world.tokens.revoke(world.tokens.find(ben.token)!);
		expect(refusalIn(await ben.get(BAKERY, page))).toBe('190/460');
	});

	test.each(['Bearer', 'OAuth'])('a token may come in the header (%s)', async (scheme) => {
		const { token } = graphUser(sandbox.get(), 'instagram');
		const headers = { authorization: `${scheme} ${token}` };
		const answer = await meta(sandbox.get(), 'GET', 'graph.instagram.com/v26.0/me', {}, { headers });
		expect(answer.status).toBe(200);
	});

	test('unknown parameters, and reading parameters on a write, are refused', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.get('me', { verbose: '1' }))).toBe('100');
		for (const name of ['verbose', 'limit', 'after', 'fields']) {
			const answer = await ada.create({ image_url: sample('pottery-1.jpg'), [name]: '1' });
			expect(answer.json.error.message).toBe(`(#100) Param ${name} is not expected`);
		}
		expect(sandbox.get().world.containers.size).toBe(0);
	});

	test('unknown fields, and fields of the other login, are refused', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const ben = graphUser(sandbox.get(), 'facebook');
		expect((await ada.get('me', { fields: 'id,shoe_size' })).json.error.message).toMatch(
			/nonexisting field \(shoe_size\)/,
		);
		expect(refusalIn(await ada.get('me', { fields: 'id,' }))).toBe('100');
		expect((await ada.get('me', { fields: 'account_type' })).json.account_type).toBe('BUSINESS');
		expect(refusalIn(await ben.get(BAKERY, { fields: 'account_type' }))).toBe('100');
	});

	test.each([
		['instagram', 'instagram_business_basic', 'instagram_business_content_publish'],
		['facebook', 'instagram_basic', 'instagram_content_publish'],
	] as const)('%s: each call wants its permission', async (login, base, publish) => {
		const reader = graphUser(sandbox.get(), login, { permissions: [base] });
		const answer = await reader.create({ image_url: sample('pottery-1.jpg') });
		expect([answer.status, refusalIn(answer)]).toEqual([403, '10']);
		expect(refusalIn(await reader.edge('content_publishing_limit'))).toBe('10');
		expect((await reader.edge('media')).status).toBe(200);
		const writer = graphUser(sandbox.get(), login, { permissions: [publish] });
		expect(refusalIn(await writer.edge('media'))).toBe('10');
	});

	test('the account of another person and a rounded id are not found', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.get(BAKERY))).toBe('100/33');
		expect(refusalIn(await ada.get(String(Number(NORTH) - 1)))).toBe('100/33');
		const oneOnly = graphUser(sandbox.get(), 'facebook', { accounts: ['17841400000000005'] });
		expect(refusalIn(await oneOnly.get(BAKERY))).toBe('100/33');
	});

	test('versions are refused from the day on that Meta has announced', async () => {
		const { world } = sandbox.get();
		const { token } = graphUser(sandbox.get(), 'instagram', { kind: 'long' });
		const ask = async (version: string) =>
			refusalIn(
				await meta(sandbox.get(), 'GET', `graph.instagram.com/${version}/me`, { access_token: token }),
			);
		expect(await ask('v20.0')).toBe('2635');
		expect(await ask('v19.0')).toBe('2635');
		expect(await ask('v28.0')).toBe('2635');
		for (const version of ['v27.0', 'v26.0', 'v22.0', 'v21.0']) expect(await ask(version)).not.toBe('2635');
		world.clock.advance(Date.parse('2027-01-21') - world.clock.now());
		expect(await ask('v21.0')).toBe('2635');
		expect(await ask('v22.0')).not.toBe('2635');
	});

	test('appsecret_proof is checked on graph.facebook.com and unknown on graph.instagram.com', async () => {
		const ben = graphUser(sandbox.get(), 'facebook');
		const ada = graphUser(sandbox.get(), 'instagram');
		const proof = createHmac('sha256', SANDBOX_APPS.facebook.appSecret).update(ben.token).digest('hex');
		expect((await ben.get('me', { appsecret_proof: proof })).status).toBe(200);
		expect(refusalIn(await ben.get('me', { appsecret_proof: 'f00' }))).toBe('100');
		expect(refusalIn(await ada.get('me', { appsecret_proof: proof }))).toBe('100');
	});

	test('edges that do not exist are refused', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.edge('likes_of_others'))).toBe('100/33');
		const answer = await ada.call('POST', ACCOUNT_AT.instagram, {});
		expect(refusalIn(answer)).toBe('100/33');
	});
});
