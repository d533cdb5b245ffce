import type { INodeParameters } from 'n8n-workflow';

import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
	withAccessToken,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

/** Wrote two hours ago. */
const WRITER = '17841499000000101';
/** Has only commented. */
const COMMENTER = '17841499000000107';

const get = { resource: 'user', operation: 'get' };

async function failure(connected: Connected, parameters: INodeParameters) {
	const { last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
	return failures(last.outputs[0]!)[0];
}

describe('user.get', () => {
	it.each(LOGINS_WITH_CREDENTIALS)(
		'returns who writes and whether they follow (%s Login with %s)',
		async (login, authentication) => {
			const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
				'messages',
			]);
			const { json, last } = await run(connected, { ...get, userId: WRITER });
			expect(json).toEqual([
				{ id: WRITER, name: 'Tide & Table', username: 'tide.and.table', is_user_follow_business: true },
			]);
			expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
		},
	);

	it('returns all fields, and null where the person has no name', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const fields = [
			'follower_count',
			'is_business_follow_user',
			'is_user_follow_business',
			'is_verified_user',
			'name',
			'profile_pic',
			'username',
		];
		const { json } = await run(connected, { ...get, userId: '17841499000000105', fields });
		expect(json).toEqual([
			{
				id: '17841499000000105',
				follower_count: 988,
				is_business_follow_user: false,
				is_user_follow_business: false,
				is_verified_user: false,
				name: null,
				profile_pic: expect.stringContaining('http'),
				username: 'old.harbour.walks',
			},
		]);
	});

	it('reads the same person once for many items, also if Meta refuses', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'accessToken');
		const items = [WRITER, COMMENTER, WRITER, COMMENTER, WRITER].map((from) => ({ from }));
		const { last } = await run(
			connected,
			{ ...get, userId: '={{ $json.from }}' },
			{ items, onError: 'continueRegularOutput' },
		);
		const output = last.outputs[0]!;
		expect(output.map(({ json }) => json.username ?? 'refused')).toEqual([
			'tide.and.table',
			'refused',
			'tide.and.table',
			'refused',
			'tide.and.table',
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_item, item) => ({ item })));
		expect(counts(sandbox.get())).toEqual({ accounts: 1, page: 1, profile: 2 });
	});

	it('reads again in the next run', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		await run(connected, { ...get, userId: WRITER });
		await run(connected, { ...get, userId: WRITER });
		expect(counts(sandbox.get())).toEqual({ profile: 2 });
	});

	it('explains the consent of a person who has not written', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		expect(await failure(connected, { ...get, userId: COMMENTER })).toMatchObject({
			error: expect.stringMatching(/only of people who have written to the account.*a comment is not enough/),
			details: { code: 230, httpCode: 403, retryable: false },
		});
	});

	it.each<[string, string, RegExp]>([
		['nothing', '={{ $json.none }}', /^'User ID' is empty/],
		['a username', 'mira_k', /^'User ID' is not an ID: 'mira_k'/],
		['a path', '1/messages', /^'User ID' is not an ID/],
		['a rounded number', '={{ 17841499000000101 }}', /^'User ID' is a number that is too large to be exact/],
	])('rejects %s as ID before anything is sent', async (_what, userId, message) => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		expect((await failure(connected, { ...get, userId }))?.error).toMatch(message);
		expect(counts(sandbox.get())).toEqual({});
	});

	it('explains an unknown ID, and the ID of an account', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		expect((await failure(connected, { ...get, userId: '1254459154682919' }))?.error).toMatch(
			/^'User ID' is 1254459154682919, but Meta does not find a person.*each account has a different ID/,
		);
		const own = await failure(connected, { ...get, userId: ACCOUNT.instagram });
		expect(own?.error).toMatch(/^'User ID' is \d+, which is not the ID of a person.*use Account > Get/);
		expect((await failure(connected, { ...get, userId: WRITER, fields: ['mood'] }))?.error).toMatch(
			/^'Fields' has 'mood', which is not a field of a user/,
		);
	});

	it.each<[Login, string[]]>([
		['instagram', ['instagram_business_basic']],
		['facebook', ['instagram_basic', 'pages_show_list', 'pages_read_engagement']],
	])('names the missing permission (%s Login)', async (login, permissions) => {
		const connected = await withAccessToken(sandbox.get(), login, { permissions });
		expect(await failure(connected, { ...get, userId: WRITER })).toMatchObject({
			error: expect.stringContaining("The call needs 'Messages'"),
			details: { code: 10 },
		});
	});

	it('repeats the read after a transient error', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.faults.add({ endpoint: 'profile', action: '5xx' });
		const { json } = await run(connected, { ...get, userId: WRITER, fields: ['username'] });
		expect(json).toEqual([{ id: WRITER, username: 'tide.and.table' }]);
	});
});
