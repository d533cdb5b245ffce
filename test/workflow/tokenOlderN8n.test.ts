import { SANDBOX_APPS } from '../../sandbox/apps';
import type { CredentialStore } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import { withAccessToken, restartN8n, run } from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const { appId, appSecret } = SANDBOX_APPS.instagram;

/** Stands for `{{ $secrets.vault.instagram }}`. */
const SECRET = `={{ "${appSecret.slice(0, 4)}" + "${appSecret.slice(4)}" }}`;

/** n8n 1.104.2 to 2.33 saves all resolved fields that `preAuthentication` received over the stored credential. */
function makeOld(credentials: CredentialStore): void {
	jest
		.spyOn(credentials, 'preAuthentication')
		.mockImplementation(async (helpers, data, typeName, node, expired) => {
			const type = credentials.loaded.credentialType(typeName);
			if (data.renewedToken !== '' && !expired) return undefined;
			const output = await type.preAuthentication!.call(helpers, data);
			if (output.renewedToken === undefined) return undefined;
			const all = Object.assign(data, output);
			await credentials.updateCredentials(node.credentials![typeName]!, typeName, all);
			return all;
		});
}

async function withExpressions(): Promise<Connected> {
	const token = { kind: 'short' } as const;
	return await withAccessToken(sandbox.get(), 'instagram', token, { appId, appSecret: SECRET });
}

describe('saving a renewed access token', () => {
	it.each([
		['n8n 1.104.2 to 2.33', makeOld],
		['n8n 2.34 and later', () => undefined],
	])('%s: keeps expressions, and stores no undeclared fields', async (_n8n, prepare) => {
		const connected = await withExpressions();
		const { credentials, id } = connected;
		prepare(credentials);
		const before = credentials.stored(id);
		const { status } = await run(connected, { resource: 'account', operation: 'get' });
		expect(status).toBe('success');

		const { renewedToken, ...after } = credentials.stored(id);
		expect(after).toEqual(before);
		expect(JSON.parse(String(renewedToken))).toMatchObject({ note: { kind: 'longLived' } });
		const declared = credentials.getCredentialsProperties('instagramAccessTokenApi').map(({ name }) => name);
		expect(declared).toEqual(expect.arrayContaining([...Object.keys(after), 'renewedToken']));
	});

	it("does not store the n8n instance's defaults and overwrites", async () => {
		const connected = await withExpressions();
		const { credentials, id } = connected;
		const resolve = credentials.resolve.bind(credentials);
		jest.spyOn(credentials, 'resolve').mockImplementation(async (...all) => ({
			...(await resolve(...all)),
			metaAppSecret: 'of the instance',
		}));
		await run(connected, { resource: 'account', operation: 'get' });
		expect(credentials.stored(id)).not.toHaveProperty('metaAppSecret');
		expect(credentials.stored(id)).not.toHaveProperty('apiVersion');
		expect(credentials.stored(id)).toHaveProperty('renewedToken');
	});
});
