import { SANDBOX_APPS } from '../../sandbox/apps';
import { CredentialStore } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	counts,
	failures,
	connectedCredential,
	newCaptions,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const A = '17841400000000001';
const B = '17841400000000005';

const mint = (account: string, kind: 'short' | 'long' = 'short') =>
	sandbox.get().world.tokens.mint({ loginMethod: 'instagram', kind, accounts: [account] }).value;

/** One credential for many customers: its token is an expression that depends on the item. */
async function byExpression(accessToken: string): Promise<Connected> {
	const credentials = await CredentialStore.create();
	const { appId, appSecret } = SANDBOX_APPS.instagram;
	const fields = { loginMethod: 'instagram', accessToken, appId, appSecret };
	const reference = credentials.add('instagramAccessTokenApi', fields);
	return {
		sandbox: sandbox.get(),
		login: 'instagram',
		authentication: 'accessToken',
		credentials,
		reference: { instagramAccessTokenApi: reference },
		id: reference.id,
	};
}

const byTenant = async () => await byExpression(`={{ $json.tenant === "A" ? "${mint(A)}" : "${mint(B)}" }}`);

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: 'https://media.example.com/pottery-1.jpg',
	caption: '={{ $json.caption }}',
};

const items = (...tenants: string[]) =>
	tenants.map((tenant, index) => ({ tenant, caption: `${index} for ${tenant}` }));

/** The captions on both accounts' feeds. */
const feeds = () => ({ A: newCaptions(sandbox.get(), A), B: newCaptions(sandbox.get(), B) });

describe('credential with a token that depends on the item', () => {
	it('publishes on the right account in each of two concurrent executions', async () => {
		const connected = await byTenant();
		const runs = await Promise.all([
			run(connected, image, { items: items('A') }),
			run(connected, image, { items: items('B') }),
		]);
		expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
		expect(feeds()).toEqual({ A: ['0 for A'], B: ['0 for B'] });
	});

	it('publishes each item of a run on its own account, in order', async () => {
		const connected = await byTenant();
		const { json, status } = await run(connected, image, { items: items('B', 'A', 'A', 'B') });
		expect(status).toBe('success');
		expect(json).toHaveLength(4);
		expect(feeds()).toEqual({ A: ['1 for A', '2 for A'], B: ['0 for B', '3 for B'] });
		expect(counts(sandbox.get()).exchange).toBe(2);
	});

	it('reads each item with its own token', async () => {
		const connected = await byTenant();
		const get = { resource: 'account', operation: 'get', fields: ['username'] };
		const { json } = await run(connected, get, { items: items('A', 'B', 'A') });
		expect(json.map(({ id }) => id)).toEqual([A, B, A]);
	});

	it('renews the token of each tenant once, although only one of them can be saved', async () => {
		const connected = await byTenant();
		const get = { resource: 'account', operation: 'get', fields: ['username'] };
		await run(connected, get, { items: items('A', 'B') });
		const { accessToken } = connected.credentials.stored(connected.id);
		expect(accessToken).toMatch(/^=\{\{/);
		await run(connected, get, { items: items('A', 'B') });
		await run(connected, get, { items: items('B') });
		expect(counts(sandbox.get()).exchange).toBe(2);
	});

	it('fails only the item with an invalid token', async () => {
		const token = mint(A, 'long');
		const connected = await byExpression(`={{ $json.tenant === "A" ? "${token}" : undefined }}`);
		const { last } = await run(connected, image, {
			items: items('A', 'C', 'A'),
			onError: 'continueRegularOutput',
		});
		const output = last.outputs[0]!;
		expect(failures(output)).toEqual([
			expect.objectContaining({
				error: expect.stringMatching(/'Access Token' is empty/),
				pairedItem: { item: 1 },
			}),
		]);
		expect(feeds()).toEqual({ A: ['0 for A', '2 for A'], B: [] });
	});

	it('fails the item for which n8n cannot resolve the credential', async () => {
		const token = mint(A, 'long');
		const connected = await byExpression(`={{ $json.tenant === "A" ? "${token}" : $json.no.such }}`);
		const { last } = await run(connected, image, {
			items: items('A', 'C'),
			onError: 'continueRegularOutput',
		});
		expect(failures(last.outputs[0]!)).toEqual([expect.objectContaining({ pairedItem: { item: 1 } })]);
		expect(feeds().A).toEqual(['0 for A']);
	});

	it('supports other settings that depend on the item', async () => {
		const connected = await byExpression(mint(A, 'long'));
		connected.credentials.change(connected.id, { apiVersion: '={{ $json.version }}' });
		const get = { resource: 'account', operation: 'get', fields: ['username'] };
		const { json } = await run(connected, get, { items: [{ version: 'v25.0' }, { version: 'v26.0' }] });
		expect(json).toHaveLength(2);
		const paths = sandbox
			.get()
			.world.requests.list()
			.map(({ path }) => path);
		expect(paths).toEqual(expect.arrayContaining(['/v25.0/me', '/v26.0/me']));
	});
});

describe('credential that is the same for all items', () => {
	it.each([
		['without an expression', (token: string) => token],
		['with an expression over no item', (token: string) => `={{ $vars.none ?? "${token}" }}`],
	])('%s is not read for each item', async (_what, field) => {
		const connected = await byExpression(field(mint(A, 'long')));
		const get = { resource: 'account', operation: 'get', fields: ['username'] };
		await run(connected, get, { items: items('A') });
		const before = connected.credentials.reads;
		const { json } = await run(connected, get, { items: items(...Array<string>(30).fill('A')) });
		expect(json).toHaveLength(30);
		expect(connected.credentials.reads - before).toBe(1);
	});

	it('is read for each item if n8n does not expose the stored fields', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		jest.spyOn(connected.credentials, 'getCredentials').mockRejectedValue(new Error('unsupported'));
		const get = { resource: 'account', operation: 'get', fields: ['username'] };
		const { json } = await run(connected, get, { items: items('A', 'A', 'A') });
		expect(json).toHaveLength(3);
		expect(counts(sandbox.get()).exchange).toBeUndefined();
	});
});
