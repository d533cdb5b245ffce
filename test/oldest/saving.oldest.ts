import type { IDataObject } from 'n8n-workflow';

import { useSandbox } from '../jest/sandbox';
import { withConsent, restartN8n, run } from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
beforeEach(restartN8n);

const DAY = 24 * 60 * 60 * 1000;

describe.each(['instagram', 'facebook'] as const)('%s Login', (login) => {
	it('renews and saves a token without a saved expiry time', async () => {
		const connected = await withConsent(sandbox.get(), login);
		const { credentials, id } = connected;
		const answer = { ...(credentials.stored(id).oauthTokenData as IDataObject) };
		delete answer.n8n_expires_at;
		credentials.change(id, { oauthTokenData: answer }, 'consent');

		const { status } = await run(connected, { resource: 'account', operation: 'get' });
		expect(status).toBe('success');

		expect(credentials.saves.at(-1)?.via).toBe('updateCredentialsOauthTokenData');
		const saved = credentials.stored(id).oauthTokenData as IDataObject;
		expect(saved.access_token).toEqual(expect.any(String));
		expect(saved.access_token).not.toBe(answer.access_token);
		expect(Number(saved.n8n_expires_at) - Date.now()).toBeGreaterThan(50 * DAY);
	});
});
