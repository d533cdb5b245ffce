import path from 'node:path';

import nock from 'nock';

import { connectThroughConsent, CredentialStore, loadPackage } from '../../../tools/n8n-harness';
import { useNock } from '../../jest/nock';

const CALLBACK = 'http://localhost:5678/rest/oauth2-credential/callback';

const PAGE = `<html><form method="post" action="/decide?next=1">
	<input type="hidden" name="request" value="a&amp;b">
	<input type="radio" name="account" value="1" checked><input type="radio" name="account" value="2">
	<input type="checkbox" name="permission" value="basic" checked disabled>
	<button id="allow" name="decision" value="allow">Allow</button>
	<button id="deny" name="decision" value="deny">Deny</button>
</form></html>`;

let store: CredentialStore;
let id: string;

useNock();

beforeEach(async () => {
	store = await CredentialStore.create(
		await loadPackage(path.join(__dirname, '../../../tools/n8n-harness/fixture')),
	);
	const data = {
		loginMethod: 'instagram',
		clientId: 'app',
		clientSecret: 'app-secret',
		scope: 'stored_by_mistake',
	};
	id = store.add('fixtureOAuth2Api', data).id;
});

/** Meta's pages: shows the consent page, then redirects back with the query that `answer` returns for the state. */
function meta(answer: (state: string) => Record<string, string>): {
	asked: URLSearchParams;
	decided: string;
} {
	const seen = { asked: new URLSearchParams(), decided: '' };
	nock('https://www.instagram.com')
		.get('/authorize')
		.query(true)
		.reply(function () {
			seen.asked = new URL(this.req.path, 'https://www.instagram.com').searchParams;
			return [200, PAGE, { 'content-type': 'text/html' }];
		})
		.post('/decide?next=1')
		.reply(function (_path, body) {
			seen.decided = new URLSearchParams(body as Record<string, string>).toString();
			const query = new URLSearchParams(answer(seen.asked.get('state')!));
			return [302, '', { location: `${CALLBACK}?${query.toString()}#_` }];
		});
	return seen;
}

test('consent > uses the computed URL and scope, and merges the response into the stored data', async () => {
	store.change(id, { oauthTokenData: { access_token: 'old', n8n_expires_at: '1' } });
	const seen = meta((state) => ({ code: 'c0de', state }));
	let form = new URLSearchParams();
	nock('https://token.example.com')
		.post('/', (body: Record<string, string>) => {
			form = new URLSearchParams(body);
			return true;
		})
		.reply(200, { access_token: 'a-new-token' });

	const outcome = await connectThroughConsent(store, id, { account: '2' });

	expect(outcome.connected).toBe(true);
	expect(Object.fromEntries(seen.asked)).toMatchObject({
		client_id: 'app',
		redirect_uri: CALLBACK,
		response_type: 'code',
		scope: 'instagram_basic',
	});
	expect(seen.decided).toBe('request=a%26b&account=2&decision=allow');
	expect(Object.fromEntries(form)).toEqual({
		code: 'c0de',
		grant_type: 'authorization_code',
		redirect_uri: CALLBACK,
		client_id: 'app',
		client_secret: 'app-secret',
	});
	expect(store.stored(id).oauthTokenData).toEqual({ access_token: 'a-new-token', n8n_expires_at: '1' });
	expect(store.saves.at(-1)).toMatchObject({ via: 'consent', id });
});

test('consent > stores nothing if the user denies it', async () => {
	meta((state) => ({ error: 'access_denied', state }));
	const denied = await connectThroughConsent(store, id, { answer: 'deny' });
	expect(denied).toMatchObject({ connected: false, message: 'Insufficient parameters for OAuth2 callback.' });

	meta((state) => ({ code: 'c0de', state }));
	nock('https://token.example.com')
		.post('/')
		.reply(400, { error: 'invalid_client', error_description: 'Wrong secret' });
	const refused = await connectThroughConsent(store, id);
	expect(refused).toMatchObject({ connected: false, reason: 'invalid_client' });

	meta(() => ({ code: 'c0de', state: 'forged' }));
	const forged = await connectThroughConsent(store, id);
	expect(forged).toMatchObject({ connected: false, message: 'The OAuth callback state is invalid!' });

	expect(store.saves).toHaveLength(1);
});

test('consent > quotes a page that has no consent buttons', async () => {
	nock('https://www.instagram.com').get('/authorize').query(true).reply(200, '<h1>Invalid platform app</h1>');
	await expect(connectThroughConsent(store, id)).rejects.toThrow(
		"no '#allow' button. It says: Invalid platform app",
	);
});
