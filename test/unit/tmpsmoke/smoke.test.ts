import nock from 'nock';
import { CredentialStore, runListSearch, runWorkflow } from '../../harness';
import { useNock } from '../../harness/jest/nock';
useNock();
test('smoke', async () => {
	const store = await CredentialStore.create();
	const ref = store.add('instagramAccessTokenApi', { loginMethod: 'instagram', accessToken: 'IGAAsomethingverylong' });
	nock('https://graph.instagram.com').persist().get(/.*/).query(true).reply(200, function () { console.log(this.req.path); return { user_id: '17841400000000001', username: 'x', name: 'X', id: '1' }; });
	const run = await runWorkflow({ credentials: store, node: { credentials: { instagramAccessTokenApi: ref }, parameters: { authentication: 'accessToken', resource: 'account', operation: 'getMany' } } });
	console.log(run.status, run.error?.message, JSON.stringify(run.json), run.last.hints);
	const list = await runListSearch('instagram', 'searchAccounts', { credentials: store, reference: { instagramAccessTokenApi: ref }, parameters: { authentication: 'accessToken', resource: 'account', operation: 'getMany' } });
	console.log(list);
	nock.cleanAll();
	console.log(await store.getDecrypted({ webhookWaitingBaseUrl: 'http://x', formWaitingBaseUrl: 'http://x' } as never, store.add('instagramOAuth2Api', { clientId: 'a', clientSecret: 'b', permissions: ['publish'] }), 'instagramOAuth2Api', 'internal'));
});
