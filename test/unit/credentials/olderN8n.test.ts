import { InstagramAccessTokenApi } from '../../../credentials/InstagramAccessTokenApi.credentials';

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<Record<string, unknown>>('n8n-workflow');
	const without = Object.entries(actual).filter(([name]) => name !== 'resolveSupportedCredentialActivation');
	return Object.fromEntries(without);
});

describe('preAuthentication in an n8n before 2.34, which saves all decrypted fields', () => {
	it('neither renews nor returns anything, so that n8n saves nothing', async () => {
		const httpRequest = jest.fn();
		const credential = {
			loginMethod: 'instagram',
			accessToken: 'pasted',
			appSecret: 'from a vault',
			renewedToken: '',
		};
		const output = await new InstagramAccessTokenApi().preAuthentication.call(
			{ helpers: { httpRequest } },
			credential,
		);
		expect(output).toEqual({});
		expect(httpRequest).not.toHaveBeenCalled();
	});
});
