import { createHmac } from 'node:crypto';

import { InstagramAccessTokenApi } from '../../../credentials/InstagramAccessTokenApi.credentials';

const type = new InstagramAccessTokenApi();

function asking(body: object, statusCode = 200) {
	const requests: unknown[] = [];
	const httpRequest = async (request: unknown) => {
		requests.push(request);
		return { statusCode, headers: {}, body: JSON.stringify(body) };
	};
	return { requests, context: { helpers: { httpRequest } } as never };
}

const withAccessToken = {
	loginMethod: 'instagram',
	apiVersion: 'v26.0',
	accessToken: 'pasted-token',
	appSecret: 'app-secret',
};

describe('InstagramAccessTokenApi.preAuthentication', () => {
	it('exchanges the pasted token, and authenticate uses the new one from then on', async () => {
		const { context, requests } = asking({ access_token: 'long', expires_in: 5_184_000 });
		const held = await type.preAuthentication.call(context, { ...withAccessToken, renewedToken: '' });
		expect(requests).toHaveLength(1);
		const credential = { ...withAccessToken, ...held } as never;
		const request = await type.authenticate(credential, { url: 'https://graph.instagram.com/v26.0/me' });
		expect(request.headers).toEqual({ Authorization: 'Bearer long' });
		expect(await type.preAuthentication.call(context, credential)).toEqual(held);
		expect(requests).toHaveLength(1);
	});

	it('throws an error without a code for a dead token, because n8n would show the code', async () => {
		const { context } = asking({
			data: { is_valid: false, error: { code: 190, subcode: 463, message: 'expired' } },
		});
		const credential = { ...withAccessToken, loginMethod: 'facebook', appId: '1', renewedToken: '' };
		const asked = type.preAuthentication.call(context, credential);
		await expect(asked).rejects.toThrow('The access token has expired');
		await expect(asked).rejects.not.toHaveProperty('code');
	});
});

describe('InstagramAccessTokenApi.authenticate', () => {
	it('sends the pasted token until there is a renewed one', async () => {
		const request = await type.authenticate(
			{ ...withAccessToken, renewedToken: '' },
			{ url: 'https://graph.instagram.com/v26.0/me', headers: { accept: 'text/html' }, qs: { fields: 'id' } },
		);
		expect(request).toEqual({
			url: 'https://graph.instagram.com/v26.0/me',
			headers: { accept: 'text/html', Authorization: 'Bearer pasted-token' },
			qs: { fields: 'id' },
		});
	});

	it('adds appsecret_proof for Facebook Login with an app secret', async () => {
		const request = await type.authenticate(
			{ ...withAccessToken, loginMethod: 'facebook' },
			{ url: 'https://graph.facebook.com/v26.0/me', qs: { fields: 'id' } },
		);
		const proof = createHmac('sha256', 'app-secret').update('pasted-token').digest('hex');
		expect(request.qs).toEqual({ fields: 'id', appsecret_proof: proof });
	});
});
