import { ClientOAuth2 } from '@n8n/client-oauth2';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { getCredentialAllowedDomains } from 'n8n-workflow';

import { BASE_SCOPES, PERMISSION_SCOPES } from '../../../nodes/Instagram/graph/permissions';
import type { LoginMethod, Permission } from '../../../nodes/Instagram/graph/types';
import { additionalDataFor, CredentialStore } from '../../../tools/n8n-harness';

const TYPE = 'instagramOAuth2Api';

async function resolved(data: ICredentialDataDecryptedObject): Promise<Record<string, string>> {
	const store = await CredentialStore.create();
	const reference = store.add(TYPE, { clientId: '123', clientSecret: 'secret', ...data });
	return (await store.getDecrypted(
		additionalDataFor(store),
		reference,
		TYPE,
		'internal',
	)) as unknown as Record<string, string>;
}

describe('InstagramOAuth2Api > authorize request', () => {
	it('uses the hosts of Instagram Login', async () => {
		expect(await resolved({})).toMatchObject({
			loginMethod: 'instagram',
			grantType: 'authorizationCode',
			authentication: 'body',
			authUrl: 'https://www.instagram.com/oauth/authorize',
			accessTokenUrl: 'https://api.instagram.com/oauth/access_token',
			scope: 'instagram_business_basic,instagram_business_content_publish',
			authQueryParameters: '',
		});
	});

	it('uses the hosts of Facebook Login in the chosen API version', async () => {
		expect(await resolved({ loginMethod: 'facebook', apiVersion: 'v25.0' })).toMatchObject({
			authUrl: 'https://www.facebook.com/v25.0/dialog/oauth',
			accessTokenUrl: 'https://graph.facebook.com/v25.0/oauth/access_token',
			scope: 'instagram_basic,pages_show_list,pages_read_engagement,instagram_content_publish',
		});
	});

	const all = Object.keys(PERMISSION_SCOPES) as Permission[];

	it.each<[LoginMethod, Permission[]]>(
		(['instagram', 'facebook'] as const).flatMap((login): Array<[LoginMethod, Permission[]]> => [
			[login, []],
			[login, all],
			...all.map((permission): [LoginMethod, Permission[]] => [login, [permission]]),
		]),
	)('requests the scopes of %s for %j, each once', async (loginMethod, permissions) => {
		const { scope } = await resolved({ loginMethod, permissions });
		const scopes = scope!.split(',');
		const chosen = permissions.flatMap((permission) => PERMISSION_SCOPES[permission][loginMethod]);
		expect(new Set(scopes)).toEqual(new Set([...BASE_SCOPES[loginMethod], ...chosen]));
		expect(new Set(scopes).size).toBe(scopes.length);
	});

	it.each<[string, string, string[]]>([
		['one', 'instagram_manage_engagement', ['instagram_manage_engagement']],
		['several with spaces', ' ads_read , catalog_management', ['ads_read', 'catalog_management']],
		['one per line', 'ads_read\ncatalog_management\n', ['ads_read', 'catalog_management']],
		['quotes and capitals', '"Ads_Read"; \'catalog_management\'', ['ads_read', 'catalog_management']],
		['the same twice', 'ads_read,ads_read', ['ads_read']],
		['one that is requested anyway', 'instagram_basic,instagram_content_publish', []],
		['an address and other words', 'https://example.com/?scope=all, please, 12, _x, ads-read', []],
		['nothing', ' , ,', []],
	])('adds further scopes: %s', async (_what, additionalScopes, added) => {
		const without = await resolved({ loginMethod: 'facebook' });
		const { scope } = await resolved({ loginMethod: 'facebook', additionalScopes });
		expect(scope!.split(',')).toEqual([...without.scope!.split(','), ...added]);
	});

	it.each([null, 12, ['ads_read'], {}])('takes %j as further scopes without failing', async (value) => {
		const { scope } = await resolved({ loginMethod: 'instagram', additionalScopes: value as never });
		expect(scope).toMatch(/^instagram_business_basic,instagram_business_content_publish(,ads_read)?$/);
	});

	it('sends the configuration ID instead of scopes', async () => {
		const { scope, authQueryParameters } = await resolved({
			loginMethod: 'facebook',
			configurationId: '1234567890123456',
			additionalScopes: 'ads_read',
		});
		expect({ scope, authQueryParameters }).toEqual({
			scope: '',
			authQueryParameters: 'config_id=1234567890123456',
		});
	});

	it('ignores a configuration ID with Instagram Login', async () => {
		const { scope, authQueryParameters } = await resolved({ configurationId: '1234567890123456' });
		expect(authQueryParameters).toBe('');
		expect(scope).not.toBe('');
	});

	it('separates the scopes by commas', async () => {
		const { authUrl, accessTokenUrl, scope } = await resolved({ permissions: ['publish', 'comments'] });
		const url = new URL(
			new ClientOAuth2({
				clientId: '123',
				authorizationUri: authUrl,
				accessTokenUri: accessTokenUrl,
				redirectUri: 'http://localhost:5678/rest/oauth2-credential/callback',
				scopes: scope!.split(','),
				scopesSeparator: ',',
				state: 'state',
			} as never).code.getUri(),
		);
		expect(url.searchParams.get('scope')).toBe(
			'instagram_business_basic,instagram_business_content_publish,instagram_business_manage_comments',
		);
	});
});

describe('InstagramOAuth2Api > form', () => {
	it('keeps the order of n8n’s OAuth2 form, followed by its own fields', async () => {
		const store = await CredentialStore.create();
		const shown = store
			.getCredentialsProperties(TYPE)
			.filter(
				({ type, displayOptions }) =>
					type !== 'hidden' && !displayOptions?.show?.useDynamicClientRegistration,
			)
			.map(({ name }) => name);
		expect(shown).toEqual([
			'clientId',
			'clientSecret',
			'allowedHttpRequestDomains',
			'allowedDomains',
			'oauthTokenData',
			'loginMethod',
			'useWithinTheHour',
			'chooseThePage',
			'permissions',
			'additionalScopes',
			'configurationId',
			'metaAppId',
			'metaAppSecret',
			'apiVersion',
		]);
	});

	it('blocks the HTTP Request node by default, and suggests Meta’s hosts when it is allowed', async () => {
		const node = { name: 'HTTP Request' } as INode;
		const credentialData = await resolved({});
		expect(() => getCredentialAllowedDomains({ node, credentialData })).toThrow(/prevent use/);

		const opened = await resolved({ allowedHttpRequestDomains: 'domains' });
		expect(getCredentialAllowedDomains({ node, credentialData: opened })).toBe(
			'graph.instagram.com, graph.facebook.com, rupload.facebook.com',
		);
	});
});
