import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import { accountPages, accounts, resolveAccount } from '../../../nodes/Instagram/connection/accounts';
import type { Connection } from '../../../nodes/Instagram/connection/connect';
import { cancelledError, graphError } from '../../../nodes/Instagram/graph/errors/explain';
import type { LoginMethod } from '../../../nodes/Instagram/graph/types';
import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import { failureOf, LOST, ManualClock, ScriptedGraph } from '../../doubles/scriptedGraph';

const PAGES = 'GET /me/accounts';
const ME = 'GET /me';
const PERMISSIONS = 'GET /me/permissions';
const granted = (...names: string[]) => ({
	data: names.map((permission) => ({ permission, status: 'granted' })),
});

/** Meta's error for an id that the credential cannot access. */
const NO_OBJECT = () => graphError({ code: 100, subcode: 33, text: 'does not exist' }, { httpCode: 400 });

function connection(
	loginMethod: LoginMethod,
	script: Record<string, unknown[]>,
	fingerprint = 'token',
	clock = new ManualClock(),
) {
	const graph = new ScriptedGraph(script, { loginMethod, apiVersion: 'v26.0' });
	const token = { state: () => ({ fingerprint }) };
	return { graph, clock, given: { graph, clock, token, settings: graph.settings } as unknown as Connection };
}

const page = (id: string, username: string, changes: object = {}) => ({
	id: `7${id}`,
	name: `Page of ${username}`,
	instagram_business_account: { id, username },
	...changes,
});
const answer = (records: object[], after?: string) => ({
	data: records,
	...(after ? { paging: { cursors: { after }, next: `https://graph.facebook.com/?after=${after}` } } : {}),
});

async function all(given: Connection): Promise<unknown[]> {
	const list: unknown[] = [];
	for await (const account of accounts(given)) list.push(account);
	return list;
}

beforeEach(resetProcessState);

describe('accounts: Instagram Login', () => {
	it.each([
		['flat', (record: object) => record],
		['wrapped', (record: object) => ({ data: [record] })],
	])("returns user_id as the id, in Meta's %s answer", async (_form, wrap) => {
		const record = {
			id: '99',
			user_id: '178',
			username: 'north.pottery',
			name: 'North',
			profile_picture_url: 'u',
		};
		const { given } = connection('instagram', { [ME]: [wrap(record)] });
		expect((await accountPages(given).next()).value).toEqual({
			records: [{ id: '178', username: 'north.pottery', name: 'North', profile_picture_url: 'u' }],
		});
	});

	it('accepts missing optional fields', async () => {
		const { given } = connection('instagram', { [ME]: [{ id: '99' }] });
		expect(await all(given)).toEqual([{ id: '99', username: '99' }]);
	});
});

describe('accounts: Facebook Login', () => {
	it('returns the accounts of all Pages, page by page and without duplicates', async () => {
		const { given, graph } = connection('facebook', {
			[PAGES]: [
				answer([page('1', 'anna'), { id: '70', name: 'No account' }], 'next'),
				answer([page('1', 'anna'), page('2', 'bob', { name: '' })]),
			],
			[PERMISSIONS]: [granted('instagram_basic')],
		});
		expect(await all(given)).toEqual([
			{ id: '1', username: 'anna', pageId: '71', pageName: 'Page of anna' },
			{ id: '2', username: 'bob', pageId: '72' },
		]);
		expect(graph.log).toEqual([PAGES, PAGES, PERMISSIONS]);
		expect(graph.calls.map(({ query }) => query?.after)).toEqual([undefined, 'next', undefined]);
		expect(graph.calls[0]?.query?.limit).toBe(100);
	});

	it('includes accounts of business portfolios that the person has granted', async () => {
		const { given } = connection('facebook', {
			[PAGES]: [answer([page('1', 'anna')])],
			[PERMISSIONS]: [granted('business_management')],
			'GET /me/businesses': [answer([{ id: '8' }, { id: '9' }])],
			'GET /8/owned_pages': [answer([page('1', 'anna'), page('3', 'carla')])],
			'GET /8/client_pages': [answer([page('4', 'dora')])],
			'GET /9/owned_pages': [graphError({ code: 10, text: 'no' }, { httpCode: 403 })],
			'GET /9/client_pages': [answer([{ id: '75', name: 'No account' }])],
		});
		expect(await all(given)).toMatchObject([
			{ id: '1', pageId: '71' },
			{ id: '3', username: 'carla', pageId: '73', pageName: 'Page of carla' },
			{ id: '4', username: 'dora' },
		]);
	});

	it('returns the account of the Page for a Page token', async () => {
		const noSuchEdge = graphError({ code: 100, text: 'nonexisting field (accounts)' }, { httpCode: 400 });
		const { given } = connection('facebook', { [PAGES]: [noSuchEdge], [ME]: [page('1', 'anna')] });
		expect(await all(given)).toMatchObject([{ id: '1', username: 'anna' }]);
	});

	it('returns nothing when the Page has no account', async () => {
		const noSuchEdge = graphError({ code: 100, text: 'nonexisting field (accounts)' }, { httpCode: 400 });
		const { given } = connection('facebook', { [PAGES]: [noSuchEdge], [ME]: [{ id: '70' }] });
		expect(await all(given)).toEqual([]);
	});

	it('throws when reading the Pages fails', async () => {
		const { given, graph } = connection('facebook', { [PAGES]: [LOST()] });
		await expect(all(given)).rejects.toThrow('lost');
		expect(graph.log).toEqual([PAGES]);
	});
});

describe('resolveAccount', () => {
	it.each([[''], [' '], [null], [undefined]])(
		'returns "me" for %j under Instagram Login, without a call',
		async (value) => {
			const { given, graph } = connection('instagram', {});
			expect(await resolveAccount(given, value)).toBe('me');
			expect(graph.log).toEqual([]);
		},
	);

	it('validates the account under Instagram Login', async () => {
		const { given } = connection('instagram', { [ME]: [{ id: '9', user_id: '178', username: 'anna' }] });
		expect(await resolveAccount(given, '178')).toBe('178');
	});

	it('returns the only account when none is selected', async () => {
		const { given } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		expect(await resolveAccount(given, '')).toBe('1');
	});

	it('throws and names the accounts when there are several', async () => {
		const { given } = connection('facebook', { [PAGES]: [answer([page('1', 'anna'), page('2', 'bob')])] });
		const error = await failureOf(resolveAccount(given, ''));
		expect(error).toBeInstanceOf(InputError);
		expect(error.message).toBe("'Account' is empty, and this credential can access several accounts");
		expect(error.description).toBe('Choose one of them: @anna (1), @bob (2).');
	});

	it('names ten accounts at most', async () => {
		const pages = Array.from({ length: 14 }, (_, index) => page(`${index + 1}`, `user${index + 1}`));
		const { given } = connection('facebook', { [PAGES]: [answer(pages)] });
		expect((await failureOf(resolveAccount(given, ''))).description).toContain('@user10 (10) and 4 more.');
	});

	it("finds an account of a business portfolio when the person's list is empty", async () => {
		const { given } = connection('facebook', {
			[PAGES]: [answer([])],
			[PERMISSIONS]: [granted('business_management')],
			'GET /me/businesses': [answer([{ id: '8' }])],
			'GET /8/owned_pages': [answer([page('3', 'carla')])],
			'GET /8/client_pages': [answer([])],
		});
		expect(await resolveAccount(given, '')).toBe('3');
	});

	describe('throws when the credential reaches no account:', () => {
		const EMPTY = "'Account' is empty, and this credential can access no Instagram account";
		const cases: Array<[string, Record<string, unknown[]>, string[], string[]]> = [
			[
				'no Page, portfolios not granted',
				{ [PAGES]: [answer([])], [PERMISSIONS]: [granted()] },
				['reaches no Facebook Page', "select 'Pages Owned by a Business'"],
				['show none'],
			],
			[
				'no Page, portfolios granted',
				{
					[PAGES]: [answer([])],
					[PERMISSIONS]: [granted('business_management')],
					'GET /me/businesses': [answer([])],
				},
				['reaches no Facebook Page'],
				['Pages Owned by a Business'],
			],
			[
				'Pages without an account',
				{
					[PAGES]: [
						answer([
							{ id: '70', name: 'Bakery' },
							{ id: '71', name: 'Market' },
						]),
					],
					[PERMISSIONS]: [granted()],
				},
				['reaches Facebook Pages that show none: Bakery, Market.', "select 'Pages Owned by a Business'"],
				['no Facebook Page'],
			],
		];

		it.each(cases)('%s', async (_case, script, says, saysNot) => {
			const { given } = connection('facebook', script);
			const error = await failureOf(resolveAccount(given, ''));
			expect(error.message).toBe(EMPTY);
			for (const text of says) expect(error.description).toContain(text);
			for (const text of saysNot) expect(error.description).not.toContain(text);
		});
	});

	it.each([['@anna'], ['12x'], [17841400000000001]])('rejects %j for every credential', async (value) => {
		const { given, graph } = connection('facebook', {});
		expect(await failureOf(resolveAccount(given, value))).toMatchObject({ parameter: 'Account' });
		expect(graph.log).toEqual([]);
	});

	it('requests an unlisted account by its ID, once', async () => {
		const { given, graph } = connection('facebook', {
			[PAGES]: [answer([page('1', 'anna')])],
			'GET /5': [{ id: '5', username: 'eve', media_count: 3 }],
		});
		expect(await resolveAccount(given, '5')).toBe('5');
		expect(await resolveAccount(given, '5')).toBe('5');
		expect(graph.log).toEqual([PAGES, 'GET /5']);
	});

	it('throws the request error when requesting an unlisted account fails', async () => {
		const { given } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])], 'GET /5': [LOST()] });
		await expect(resolveAccount(given, '5')).rejects.toThrow('lost');
	});

	it('rejects a Page and names its account', async () => {
		const { given, graph } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		const error = await failureOf(resolveAccount(given, '71'));
		expect(error.message).toBe("'Account' is 71, the ID of a Facebook Page");
		expect(error.description).toContain('@anna (1)');
		expect(graph.log).toEqual([PAGES]);
	});

	it('rejects an account of another credential and names the available ones', async () => {
		const { given } = connection('facebook', {
			[PAGES]: [answer([page('1', 'anna')])],
			'GET /5': [NO_OBJECT()],
		});
		const error = await failureOf(resolveAccount(given, '5'));
		expect(error.message).toBe("'Account' is 5, which this credential cannot access");
		expect(error.description).toContain('@anna (1)');
	});
});

describe('resolveAccount: cache', () => {
	const clock = () => new ManualClock();

	it('saves a request for every further item', async () => {
		const { given, graph } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		await Promise.all([resolveAccount(given, '1'), resolveAccount(given, '1')]);
		await resolveAccount(given, '');
		expect(graph.log).toEqual([PAGES]);
	});

	it('is separate for each token', async () => {
		const one = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] }, 'one');
		const other = connection('facebook', { [PAGES]: [answer([page('2', 'bob')])] }, 'other');
		expect(await resolveAccount(one.given, '')).toBe('1');
		expect(await resolveAccount(other.given, '')).toBe('2');
	});

	it('expires after an hour', async () => {
		const time = clock();
		const answers = [answer([page('1', 'anna')]), answer([page('2', 'bob')])];
		const { given } = connection('facebook', { [PAGES]: answers }, 'token', time);
		expect(await resolveAccount(given, '')).toBe('1');
		time.advance(60 * 60 * 1000);
		expect(await resolveAccount(given, '')).toBe('2');
	});

	it('is refreshed for an unknown account, at most once a minute', async () => {
		const time = clock();
		const answers = [answer([page('1', 'anna')]), answer([page('1', 'anna'), page('2', 'bob')])];
		const script = { [PAGES]: answers, 'GET /2': [NO_OBJECT()] };
		const { given, graph } = connection('facebook', script, 'token', time);
		await resolveAccount(given, '1');
		for (let n = 0; n < 2; n += 1) {
			expect(await failureOf(resolveAccount(given, '2'))).toMatchObject({ parameter: 'Account' });
		}
		expect(graph.log).toEqual([PAGES, 'GET /2']);
		time.advance(60 * 1000);
		expect(await resolveAccount(given, '2')).toBe('2');
		expect(graph.log).toEqual([PAGES, 'GET /2', PAGES]);
	});

	it('continues for other executions when the reading one is cancelled', async () => {
		const stopped = connection('facebook', { [PAGES]: [cancelledError(false)] });
		const other = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		const [first, second] = [resolveAccount(stopped.given, ''), resolveAccount(other.given, '')];
		expect(await failureOf(first)).toMatchObject({ kind: 'cancelled' });
		expect(await second).toBe('1');
	});

	it('does not store failures', async () => {
		const { given } = connection('facebook', { [PAGES]: [LOST(), answer([page('1', 'anna')])] });
		await expect(resolveAccount(given, '1')).rejects.toThrow('lost');
		expect(await resolveAccount(given, '1')).toBe('1');
	});
});
