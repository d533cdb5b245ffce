import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import { accounts, accountsPage, resolveAccount } from '../../../nodes/Instagram/connection/accounts';
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

/** What Meta says of an id that is none of the credential's objects. */
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

describe('the account of an Instagram Login', () => {
	it.each([
		['flat', (record: object) => record],
		['wrapped', (record: object) => ({ data: [record] })],
	])("has user_id for its id, in Meta's %s answer", async (_form, wrap) => {
		const record = {
			id: '99',
			user_id: '178',
			username: 'north.pottery',
			name: 'North',
			profile_picture_url: 'u',
		};
		const { given } = connection('instagram', { [ME]: [wrap(record)] });
		expect(await accountsPage(given)).toEqual({
			records: [{ id: '178', username: 'north.pottery', name: 'North', profile_picture_url: 'u' }],
		});
	});

	it('makes do with what there is', async () => {
		const { given } = connection('instagram', { [ME]: [{ id: '99' }] });
		expect(await all(given)).toEqual([{ id: '99', username: '99' }]);
	});
});

describe('the accounts of a Facebook Login', () => {
	it('are those of its Pages, page by page and each once', async () => {
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

	it('are those of business portfolios, too, where the person has granted them', async () => {
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

	it('is that of the Page where the token is a Page’s own', async () => {
		const noSuchEdge = graphError({ code: 100, text: 'nonexisting field (accounts)' }, { httpCode: 400 });
		const { given } = connection('facebook', { [PAGES]: [noSuchEdge], [ME]: [page('1', 'anna')] });
		expect(await all(given)).toMatchObject([{ id: '1', username: 'anna' }]);
	});

	it('are none where the Page has none', async () => {
		const noSuchEdge = graphError({ code: 100, text: 'nonexisting field (accounts)' }, { httpCode: 400 });
		const { given } = connection('facebook', { [PAGES]: [noSuchEdge], [ME]: [{ id: '70' }] });
		expect(await all(given)).toEqual([]);
	});

	it('are not guessed where Meta refuses for another reason', async () => {
		const { given, graph } = connection('facebook', { [PAGES]: [LOST()] });
		await expect(all(given)).rejects.toThrow('lost');
		expect(graph.log).toEqual([PAGES]);
	});
});

describe('the account that an item acts on', () => {
	it.each([[''], [' '], [null], [undefined]])(
		'is "me" for %j under Instagram Login, without a call',
		async (value) => {
			const { given, graph } = connection('instagram', {});
			expect(await resolveAccount(given, value)).toBe('me');
			expect(graph.log).toEqual([]);
		},
	);

	it('is checked under Instagram Login too', async () => {
		const { given } = connection('instagram', { [ME]: [{ id: '9', user_id: '178', username: 'anna' }] });
		expect(await resolveAccount(given, '178')).toBe('178');
	});

	it('is the only one where none is chosen', async () => {
		const { given } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		expect(await resolveAccount(given, '')).toBe('1');
	});

	it('must be chosen where there are several: they are named', async () => {
		const { given } = connection('facebook', { [PAGES]: [answer([page('1', 'anna'), page('2', 'bob')])] });
		const error = await failureOf(resolveAccount(given, ''));
		expect(error).toBeInstanceOf(InputError);
		expect(error.message).toBe("'Account' is empty, and this credential reaches several accounts");
		expect(error.description).toBe('Choose one of them: @anna (1), @bob (2).');
	});

	it('names no more than ten', async () => {
		const pages = Array.from({ length: 14 }, (_, index) => page(`${index + 1}`, `user${index + 1}`));
		const { given } = connection('facebook', { [PAGES]: [answer(pages)] });
		expect((await failureOf(resolveAccount(given, ''))).description).toContain('@user10 (10) and 4 more.');
	});

	it('is one of a business portfolio where the own list has none', async () => {
		const { given } = connection('facebook', {
			[PAGES]: [answer([])],
			[PERMISSIONS]: [granted('business_management')],
			'GET /me/businesses': [answer([{ id: '8' }])],
			'GET /8/owned_pages': [answer([page('3', 'carla')])],
			'GET /8/client_pages': [answer([])],
		});
		expect(await resolveAccount(given, '')).toBe('3');
	});

	describe('does not exist where the credential reaches none:', () => {
		const EMPTY = "'Account' is empty, and this credential reaches no Instagram account";
		const cases: Array<[string, Record<string, unknown[]>, string[], string[]]> = [
			[
				'no Page, portfolios not granted',
				{ [PAGES]: [answer([])], [PERMISSIONS]: [granted()] },
				['reaches no Facebook Page', "add 'Pages Owned by a Business'"],
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
				['reaches Facebook Pages that show none: Bakery, Market.', "add 'Pages Owned by a Business'"],
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

	it.each([['@anna'], ['12x'], [17841400000000001]])(
		'cannot be %j, whatever the credential',
		async (value) => {
			const { given, graph } = connection('facebook', {});
			expect(await failureOf(resolveAccount(given, value))).toMatchObject({ parameter: 'Account' });
			expect(graph.log).toEqual([]);
		},
	);

	it('may be one that no list names: it is asked for by its ID, once', async () => {
		const { given, graph } = connection('facebook', {
			[PAGES]: [answer([page('1', 'anna')])],
			'GET /5': [{ id: '5', username: 'eve', media_count: 3 }],
		});
		expect(await resolveAccount(given, '5')).toBe('5');
		expect(await resolveAccount(given, '5')).toBe('5');
		expect(graph.log).toEqual([PAGES, 'GET /5']);
	});

	it('is not refused where asking for it fails', async () => {
		const { given } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])], 'GET /5': [LOST()] });
		await expect(resolveAccount(given, '5')).rejects.toThrow('lost');
	});

	it('cannot be a Page: its account is named', async () => {
		const { given, graph } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		const error = await failureOf(resolveAccount(given, '71'));
		expect(error.message).toBe("'Account' is 71, the ID of a Facebook Page");
		expect(error.description).toContain('@anna (1)');
		expect(graph.log).toEqual([PAGES]);
	});

	it('cannot be one of another credential: those that it can be are named', async () => {
		const { given } = connection('facebook', {
			[PAGES]: [answer([page('1', 'anna')])],
			'GET /5': [NO_OBJECT()],
		});
		const error = await failureOf(resolveAccount(given, '5'));
		expect(error.message).toBe("'Account' is 5, which this credential does not reach");
		expect(error.description).toContain('@anna (1)');
	});
});

describe('what is remembered of accounts', () => {
	const clock = () => new ManualClock();

	it('spares every further item its look-up', async () => {
		const { given, graph } = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		await Promise.all([resolveAccount(given, '1'), resolveAccount(given, '1')]);
		await resolveAccount(given, '');
		expect(graph.log).toEqual([PAGES]);
	});

	it('belongs to one token', async () => {
		const one = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] }, 'one');
		const other = connection('facebook', { [PAGES]: [answer([page('2', 'bob')])] }, 'other');
		expect(await resolveAccount(one.given, '')).toBe('1');
		expect(await resolveAccount(other.given, '')).toBe('2');
	});

	it('is read again after an hour', async () => {
		const time = clock();
		const answers = [answer([page('1', 'anna')]), answer([page('2', 'bob')])];
		const { given } = connection('facebook', { [PAGES]: answers }, 'token', time);
		expect(await resolveAccount(given, '')).toBe('1');
		time.advance(60 * 60 * 1000);
		expect(await resolveAccount(given, '')).toBe('2');
	});

	it('is read again for an account that is not in it, but at most once a minute', async () => {
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

	it('is read again for others where the execution that was reading is stopped', async () => {
		const stopped = connection('facebook', { [PAGES]: [cancelledError(false)] });
		const other = connection('facebook', { [PAGES]: [answer([page('1', 'anna')])] });
		const [first, second] = [resolveAccount(stopped.given, ''), resolveAccount(other.given, '')];
		expect(await failureOf(first)).toMatchObject({ kind: 'cancelled' });
		expect(await second).toBe('1');
	});

	it('does not hold a failure', async () => {
		const { given } = connection('facebook', { [PAGES]: [LOST(), answer([page('1', 'anna')])] });
		await expect(resolveAccount(given, '1')).rejects.toThrow('lost');
		expect(await resolveAccount(given, '1')).toBe('1');
	});
});
