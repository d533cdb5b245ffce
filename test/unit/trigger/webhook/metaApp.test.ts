import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import type { MetaApp } from '../../../../nodes/Instagram/trigger/webhook/metaApp';
import { cachedApp, findApp, readApp } from '../../../../nodes/Instagram/trigger/webhook/metaApp';

const NOW = Date.UTC(2026, 10, 22);

/** n8n's context of a node with a credential. */
function nodeWith(
	data: ICredentialDataDecryptedObject,
	{ authentication = 'oAuth2', id = 'credential-1' }: { authentication?: string; id?: string | null } = {},
) {
	const type = authentication === 'oAuth2' ? 'instagramOAuth2Api' : 'instagramAccessTokenApi';
	const getCredentials = jest.fn(async () => data);
	const context = {
		getNodeParameter: () => authentication,
		getNode: () => ({ credentials: { [type]: { id, name: 'Mine' } } }),
		getCredentials,
	} as unknown as IWebhookFunctions;
	return { context, getCredentials };
}

const OAUTH = { loginMethod: 'instagram', clientId: '123', clientSecret: 'first' };

beforeEach(resetProcessState);

describe('readApp', () => {
	it.each<[string, string, ICredentialDataDecryptedObject, Partial<MetaApp>]>([
		['Instagram Login by OAuth2', 'oAuth2', OAUTH, { appId: '123', appSecret: 'first', secrets: ['first'] }],
		[
			'Instagram Login with both secrets',
			'oAuth2',
			{ ...OAUTH, metaAppSecret: ' other ' },
			{ appSecret: 'first', secrets: ['first', 'other'] },
		],
		[
			'Facebook Login, which has one secret',
			'oAuth2',
			{ ...OAUTH, loginMethod: 'facebook', metaAppSecret: 'left over' },
			{ loginMethod: 'facebook', secrets: ['first'] },
		],
		[
			'an access token',
			'accessToken',
			{ loginMethod: 'facebook', accessToken: 'EAA', appId: '123', appSecret: 'first' },
			{ loginMethod: 'facebook', appId: '123', secrets: ['first'] },
		],
		[
			'an access token without app',
			'accessToken',
			{ loginMethod: 'instagram', accessToken: 'IGAA' },
			{ appKey: 'instagram  ', appId: undefined, appSecret: undefined, secrets: [] },
		],
		['blank secrets', 'oAuth2', { ...OAUTH, clientSecret: ' ', metaAppSecret: ' ' }, { secrets: [] }],
		['a second secret that is not text', 'oAuth2', { ...OAUTH, metaAppSecret: 7 }, { secrets: ['first'] }],
		[
			"the Meta app's ID, as text or as a number of an expression",
			'oAuth2',
			{ ...OAUTH, metaAppId: 456, metaAppSecret: ' other ' },
			{ appId: '123', subscribable: { appId: '456', appSecret: 'other' } },
		],
		[
			'Facebook Login, whose app has the subscriptions itself',
			'oAuth2',
			{ ...OAUTH, loginMethod: 'facebook', metaAppId: '456', metaAppSecret: 'left over' },
			{ subscribable: { appId: '123', appSecret: 'first' } },
		],
		[
			"the Meta app's secret without its ID",
			'oAuth2',
			{ ...OAUTH, metaAppSecret: 'a' },
			{ subscribable: undefined },
		],
		[
			"the Meta app's ID without its secret",
			'oAuth2',
			{ ...OAUTH, metaAppId: '456' },
			{ subscribable: undefined },
		],
	])('reads %s', async (_name, authentication, data, expected) => {
		const { context } = nodeWith(data, { authentication });
		expect(await cachedApp(context, NOW)).toMatchObject(expected);
	});

	it('builds a key from login method, app ID and a fingerprint of the secret, without the secret itself', async () => {
		const keyOf = async (data: ICredentialDataDecryptedObject) =>
			(await readApp(nodeWith(data).context)).appKey;
		const key = await keyOf(OAUTH);
		expect(key).toMatch(/^instagram 123 [0-9a-f]{16}$/);
		expect(await keyOf({ ...OAUTH, metaAppSecret: 'other' })).toBe(key);
		const others = [
			await keyOf({ ...OAUTH, clientSecret: 'guessed' }),
			await keyOf({ ...OAUTH, clientId: '124' }),
			await keyOf({ ...OAUTH, loginMethod: 'facebook' }),
			await keyOf({ ...OAUTH, clientId: '' }),
		];
		expect(new Set([key, ...others]).size).toBe(5);
	});
});

describe('cachedApp', () => {
	it('caches for a minute', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		await cachedApp(context, NOW);
		await cachedApp(context, NOW + 59_999);
		expect(getCredentials).toHaveBeenCalledTimes(1);
		await cachedApp(context, NOW + 60_000);
		expect(getCredentials).toHaveBeenCalledTimes(2);
	});

	it('reads once for concurrent callers', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		await Promise.all(Array.from({ length: 50 }, async () => await cachedApp(context, NOW)));
		expect(getCredentials).toHaveBeenCalledTimes(1);
	});

	it('caches by credential type and ID', async () => {
		const all = [
			nodeWith(OAUTH),
			nodeWith({ ...OAUTH, clientSecret: 'second' }, { id: 'credential-2' }),
			nodeWith({ loginMethod: 'instagram', appSecret: 'third' }, { authentication: 'accessToken' }),
		];
		const apps = await Promise.all(all.map(async ({ context }) => await cachedApp(context, NOW)));
		expect(apps.map(({ appSecret }) => appSecret)).toEqual(['first', 'second', 'third']);
	});

	it('does not cache a credential without an ID', async () => {
		const { context, getCredentials } = nodeWith(OAUTH, { id: null });
		await cachedApp(context, NOW);
		await cachedApp(context, NOW);
		expect(getCredentials).toHaveBeenCalledTimes(2);
	});

	it('does not immediately retry a failed read', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		getCredentials.mockRejectedValueOnce(new Error('away'));
		await expect(cachedApp(context, NOW)).rejects.toThrow('away');
		await expect(cachedApp(context, NOW + 4999)).rejects.toThrow('away');
		expect(getCredentials).toHaveBeenCalledTimes(1);
		expect(await cachedApp(context, NOW + 5000)).toMatchObject({ appSecret: 'first' });
	});
});

describe('findApp', () => {
	const fits =
		(secret: string) =>
		({ secrets }: MetaApp) =>
			secrets.includes(secret);

	it('returns the cached app if it matches', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		await cachedApp(context, NOW);
		expect(await findApp(context, NOW + 30_000, fits('first'))).toMatchObject({ appSecret: 'first' });
		expect(getCredentials).toHaveBeenCalledTimes(1);
	});

	it('reads again if the cached app does not match, unless it is fresh', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		expect(await findApp(context, NOW, fits('new'))).toBeUndefined();
		expect(await findApp(context, NOW + 4999, fits('new'))).toBeUndefined();
		expect(getCredentials).toHaveBeenCalledTimes(1);

		getCredentials.mockResolvedValue({ ...OAUTH, clientSecret: 'new' });
		expect(await findApp(context, NOW + 5000, fits('new'))).toMatchObject({ appSecret: 'new' });
		expect(await findApp(context, NOW + 5000, fits('first'))).toBeUndefined();
		expect(getCredentials).toHaveBeenCalledTimes(2);
	});

	it('reads at most once in five seconds', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		for (let second = 0; second < 60; second += 1) {
			await Promise.all(
				Array.from({ length: 20 }, async () => await findApp(context, NOW + second * 1000, fits('guess'))),
			);
		}
		expect(getCredentials).toHaveBeenCalledTimes(12);
	});

	it('rejects if the credential cannot be read', async () => {
		const { context, getCredentials } = nodeWith(OAUTH);
		getCredentials.mockRejectedValue(new Error('away'));
		await expect(findApp(context, NOW, fits('first'))).rejects.toThrow('away');
	});
});
