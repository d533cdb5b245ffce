import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	withConsent,
	counts,
	endpoints,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
	searchAccounts,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const everybody = async () =>
	await withAccessToken(sandbox.get(), 'facebook', { kind: 'systemUser', accounts: undefined }, {});

describe.each(LOGINS_WITH_CREDENTIALS)('the account picker, %s Login with %s', (login, authentication) => {
	it('lists the accounts by @username and name', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { results, paginationToken } = await searchAccounts(connected);
		const { username, name } = sandbox.get().world.accounts.get(ACCOUNT[login])!;
		expect(results).toMatchObject([
			{
				name: `@${username} (${name})`,
				value: ACCOUNT[login],
				url: `https://www.instagram.com/${username}/`,
			},
		]);
		expect(paginationToken).toBeUndefined();
	});
});

describe('the account picker', () => {
	it('omits Pages without an account, and names the Page of each account', async () => {
		const { results } = await searchAccounts(await everybody());
		expect(results.map(({ name }) => name)).toEqual([
			'@harbour_bakery (Harbour Bakery)',
			'@lumen.bikes (Lumen Bikes | Cargo & City)',
			'@roesterei_am_alten_hafen_1907 (Rösterei & Backstube am alten Hafen – seit 1907 ☕)',
			'@studio__mork (MØRK)',
			'@harbour.cargo (Harbour Cargo)',
		]);
		for (const { description } of results as Array<{ description?: string }>)
			expect(description).toMatch(/^Page: /);
	});

	it('shows more accounts page by page, each once', async () => {
		sandbox.get().world.behave({ accounts: 140 });
		const connected = await everybody();
		const first = await searchAccounts(connected);
		expect(first.results.length).toBeGreaterThan(50);
		expect(first.paginationToken).toEqual(expect.any(String));
		const second = await searchAccounts(connected, undefined, first.paginationToken);
		expect(second.paginationToken).toBeUndefined();
		const values = [...first.results, ...second.results].map(({ value }) => value);
		// And the one of a business portfolio.
		expect(values).toHaveLength(141);
		expect(new Set(values).size).toBe(141);
	});

	it('shows 40 accounts and one of a business portfolio on one page', async () => {
		sandbox.get().world.behave({ accounts: 40 });
		const { results, paginationToken } = await searchAccounts(await everybody());
		expect(results).toHaveLength(41);
		expect(paginationToken).toBeUndefined();
		expect(counts(sandbox.get()).accounts).toBe(1);
	});

	it.each([
		['a part of the username', 'BIKES', ['@lumen.bikes (Lumen Bikes | Cargo & City)']],
		['the username with its @', '@harbour_b', ['@harbour_bakery (Harbour Bakery)']],
		['the name', ' harbour bak ', ['@harbour_bakery (Harbour Bakery)']],
		['the id', '17841400000000005', ['@lumen.bikes (Lumen Bikes | Cargo & City)']],
		['a name without a match', 'nobody', []],
	])('finds an account by %s', async (_what, filter, names) => {
		const { results } = await searchAccounts(await everybody(), filter);
		expect(results.map(({ name }) => name)).toEqual(names);
	});

	it('searches beyond the first page', async () => {
		sandbox.get().world.behave({ accounts: 140 });
		const connected = await everybody();
		const all = await searchAccounts(connected);
		const rest = await searchAccounts(connected, undefined, all.paginationToken);
		const [wanted] = rest.results.slice(-1);
		const { results } = await searchAccounts(connected, String(wanted!.value));
		expect(results.map(({ value }) => value)).toEqual([wanted!.value]);
	});

	it('exchanges a short-lived token for a long-lived one', async () => {
		const connected = await withConsent(sandbox.get(), 'instagram');
		await searchAccounts(connected);
		expect(counts(sandbox.get()).exchange).toBe(1);
		sandbox.get().world.requests.clear();
		restartN8n();
		await searchAccounts(connected);
		expect(endpoints(sandbox.get())).toEqual(['me']);
	});

	it('returns a value that the node accepts', async () => {
		const connected = await everybody();
		const { results } = await searchAccounts(connected, 'lumen');
		const { json } = await run(connected, {
			resource: 'account',
			operation: 'get',
			account: {
				__rl: true,
				mode: 'list',
				value: results[0]!.value as string,
				cachedResultName: results[0]!.name,
			},
			fields: ['username'],
		});
		expect(json).toEqual([{ id: '17841400000000005', username: 'lumen.bikes' }]);
	});

	it('explains why a credential is no longer valid', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { tokens } = sandbox.get().world;
		for (const token of tokens.list()) tokens.revoke(token);
		await expect(searchAccounts(connected)).rejects.toMatchObject({ kind: 'token' });
	});
});
