import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

/** A credential with all permissions. */
const connect = async (login: Login) => await connectedCredential(sandbox.get(), login, 'accessToken');

const discover = (parameters: object) => ({ resource: 'account', operation: 'discover', ...parameters });
const pottery = () =>
	[...sandbox.get().world.accounts.values()].find(({ username }) => username === 'north.pottery')!;

/** Posts of the account that is looked up. */
function addPosts(count: number): void {
	const { world } = sandbox.get();
	for (let index = 0; index < count; index += 1) {
		world.addMedia({
			accountId: pottery().id,
			kind: 'image',
			productType: 'FEED',
			caption: `No. ${index}`,
			childIds: [],
			publishedAt: world.clock.now() - index * 1000,
			likes: 0,
			comments: 0,
		});
	}
}

describe('account.discover', () => {
	it('returns the profile of another account with its newest posts', async () => {
		const connected = await connect('facebook');
		const { json } = await run(connected, discover({ username: '@north.pottery', mediaLimit: 2 }));
		const account = pottery();
		const posts = sandbox.get().world.postsOf(account.id);
		expect(json).toEqual([
			{
				id: account.id,
				username: 'north.pottery',
				name: account.name,
				biography: account.biography,
				website: account.website,
				profile_picture_url: expect.any(String),
				followers_count: account.followers,
				follows_count: account.follows,
				media_count: posts.length,
				media: posts.slice(0, 2).map(({ id, caption, likes, comments, shortcode }) => ({
					id,
					caption,
					like_count: likes,
					comments_count: comments,
					media_product_type: 'FEED',
					media_type: 'IMAGE',
					media_url: expect.any(String),
					permalink: `https://www.instagram.com/p/${shortcode}/`,
					timestamp: expect.any(String),
				})),
			},
		]);
		const [request] = sandbox.get().world.requests.list({ endpoint: 'discovery' });
		expect(request?.path).toBe(`/v27.0/${ACCOUNT.facebook}`);
		expect(counts(sandbox.get())).toEqual({ accounts: 1, discovery: 1 });
	});

	it('reads more posts by cursor, and stops at the last one without another call', async () => {
		const connected = await connect('facebook');
		addPosts(110);
		const few = await run(
			connected,
			discover({ username: 'north.pottery', mediaLimit: 60, mediaFields: [] }),
		);
		expect(few.json[0]!.media).toHaveLength(60);
		expect(counts(sandbox.get())).toEqual({ accounts: 1, discovery: 2 });
		sandbox.get().world.requests.clear();
		const all = await run(
			connected,
			discover({ username: 'north.pottery', mediaLimit: 5000, mediaFields: [] }),
		);
		const ids = (all.json[0]!.media as Array<{ id: string }>).map(({ id }) => id);
		expect(new Set(ids).size).toBe(113);
		expect(ids).toHaveLength(113);
		expect(counts(sandbox.get())).toEqual({ discovery: 3 });
	});

	it('omits the posts if their number is 0', async () => {
		const connected = await connect('facebook');
		const { json } = await run(
			connected,
			discover({ username: 'north.pottery', mediaLimit: 0, fields: 'followers_count' }),
		);
		expect(json).toEqual([{ id: pottery().id, followers_count: 4821 }]);
	});

	it('explains accounts that Meta does not return', async () => {
		const connected = await connect('facebook');
		const { last } = await run(connected, discover({ username: '={{ $json.name }}' }), {
			items: [{ name: 'somebodys.private.account' }, { name: 'north.pottery' }],
			onError: 'continueRegularOutput',
		});
		expect(failures(last.outputs[0]!)).toMatchObject([
			{
				error: expect.stringMatching(
					/^Instagram finds no professional account with this username.*'Username'.*does not find personal accounts and accounts with an age limit/,
				),
				details: { code: 110, subcode: 2207013, retryable: false },
				pairedItem: { item: 0 },
			},
		]);
		expect(last.outputs[0]).toHaveLength(2);
	});

	it.each<[string, object, string]>([
		['no username', { username: '={{ " " }}' }, "'Username' is empty"],
		[
			'a URL',
			{ username: 'https://www.instagram.com/north.pottery/' },
			"'Username' is not a username: 'https://www.instagram.com/north.pottery/'",
		],
		['what would end the field', { username: 'a){id},id' }, "'Username' is not a username: 'a){id},id'"],
		[
			'a negative number of posts',
			{ username: 'a', mediaLimit: -1 },
			"'Number of Posts' must be a whole number from 0 to 10000",
		],
		[
			'an unknown field',
			{ username: 'a', fields: ['email'] },
			"'Fields' has 'email', which is not a field of another account's profile",
		],
		[
			'an unknown post field',
			{ username: 'a', mediaFields: ['reach'] },
			"'Post Fields' has 'reach', which is not a field of another account's post",
		],
	])('sends nothing for %s', async (_what, parameters, message) => {
		const connected = await connect('facebook');
		const { error } = await run(connected, discover(parameters));
		expect(error?.message).toBe(message);
		expect(counts(sandbox.get())).toEqual({});
	});
});
