import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import nock from 'nock';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';

import { openSession } from '../../../nodes/Instagram/tokens/session';
import type { CredentialType } from '../../../nodes/Instagram/tokens/session';
import { additionalDataFor, CredentialStore } from '../../../tools/n8n-harness';
import { useNock } from '../../jest/nock';

const DAY = 86_400_000;
const app = { appId: '123', appSecret: 'app-secret-value' };

useNock();
beforeEach(resetProcessState);

/** A stored credential, opened like by the editor's account list. */
async function stored(type: CredentialType, data: ICredentialDataDecryptedObject) {
	const store = await CredentialStore.create();
	const reference = store.add(type, data);
	const node = {
		id: 'node',
		name: 'Instagram',
		type: `${store.loaded.name}.instagram`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { authentication: type === 'instagramOAuth2Api' ? 'oAuth2' : 'accessToken' },
		credentials: { [type]: reference },
	};
	const open = async (now = Date.now()) => {
		const workflow = new Workflow({
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes: store.loaded.nodeTypes,
		});
		const additionalData = { ...additionalDataFor(store), currentNodeParameters: node.parameters };
		const context = new LoadOptionsContext(
			workflow,
			workflow.nodes.Instagram!,
			additionalData,
			'parameters.account',
		);
		return await openSession(context as never, type, { now: () => now, sleep: async () => undefined });
	};
	return { store, open, saved: () => store.stored(reference.id), reference };
}

describe('OAuth2 credential in n8n-core', () => {
	it('exchanges the token, saves it with n8n, and refreshes it a week later', async () => {
		const { open, store, saved } = await stored('instagramOAuth2Api', {
			clientId: '123',
			clientSecret: 'app-secret-value',
			oauthTokenData: { data: [{ access_token: 'short-token', user_id: '17' }] },
		});
		nock('https://graph.instagram.com')
			.get('/access_token')
			.query({
				grant_type: 'ig_exchange_token',
				client_secret: 'app-secret-value',
				access_token: 'short-token',
			})
			.reply(200, { access_token: 'long-1', token_type: 'bearer', expires_in: 5_184_000 });
		expect((await open()).source.current()).toBe('long-1');
		expect(saved().oauthTokenData).toMatchObject({ access_token: 'long-1' });
		expect(store.saves.at(-1)!.via).toBe('updateCredentialsOauthTokenData');

		nock('https://graph.instagram.com')
			.get('/refresh_access_token')
			.query({ grant_type: 'ig_refresh_token', access_token: 'long-1' })
			.reply(200, { access_token: 'long-2', expires_in: 5_184_000, permissions: 'a,b' });
		const session = await open(Date.now() + 8 * DAY);
		expect(session.source.current()).toBe('long-2');
		expect(session.state().scopes).toEqual(['a', 'b']);
		expect(saved().oauthTokenData).toMatchObject({ access_token: 'long-2' });
	});

	it('keeps working if n8n refuses to save', async () => {
		const { open, store } = await stored('instagramOAuth2Api', {
			clientId: '123',
			clientSecret: 'app-secret-value',
			oauthTokenData: { access_token: 'short-token' },
		});
		store.saving = 'refused';
		nock('https://graph.instagram.com')
			.get('/access_token')
			.query(true)
			.reply(200, { access_token: 'long-1', expires_in: 5_184_000 });
		const session = await open();
		expect(session.source.current()).toBe('long-1');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be saved/)]);
	});

	it('does not reveal the token in the error of a lost connection', async () => {
		const { open } = await stored('instagramOAuth2Api', {
			clientId: '123',
			clientSecret: 'app-secret-value',
			oauthTokenData: { access_token: 'short-token' },
		});
		nock('https://graph.instagram.com').get('/access_token').query(true).replyWithError('reset short-token');
		const session = await open();
		expect(session.warnings).toEqual([expect.stringMatching(/connection to Meta was lost/)]);
		expect(JSON.stringify(session.warnings)).not.toMatch(/short-token/);
	});
});

describe('access token credential in n8n-core', () => {
	it('exchanges the token, saves it next to the pasted one, and refreshes it a week later', async () => {
		const { open, store, saved } = await stored('instagramAccessTokenApi', {
			accessToken: 'pasted-token',
			...app,
		});
		nock('https://graph.instagram.com')
			.get('/access_token')
			.query(true)
			.reply(200, { access_token: 'long-1', expires_in: 5_184_000 });
		expect((await open()).source.current()).toBe('long-1');
		expect(saved()).toMatchObject({ accessToken: 'pasted-token', ...app });
		expect(saved().renewedToken).toMatch(/long-1/);
		expect(Object.keys(saved()).sort()).toEqual(['accessToken', 'appId', 'appSecret', 'renewedToken']);
		expect(store.saves.at(-1)!.via).toBe('updateCredentials');

		nock('https://graph.instagram.com')
			.get('/refresh_access_token')
			.query({ grant_type: 'ig_refresh_token', access_token: 'long-1' })
			.reply(200, { access_token: 'long-2', expires_in: 5_184_000 });
		expect((await open(Date.now() + 8 * DAY)).source.current()).toBe('long-2');
		expect(saved().renewedToken).toMatch(/long-2/);
	});

	it('keeps working if n8n refuses to save', async () => {
		const { open, store } = await stored('instagramAccessTokenApi', { accessToken: 'pasted-token', ...app });
		store.saving = 'refused';
		nock('https://graph.instagram.com')
			.get('/access_token')
			.query(true)
			.reply(200, { access_token: 'long-1', expires_in: 5_184_000 });
		const session = await open();
		expect(session.source.current()).toBe('long-1');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be saved/)]);
	});
});
