import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

/** A credential with all permissions. */
const connect = async (login: Login) => await connectedCredential(sandbox.get(), login, 'accessToken');

const DAY = 24 * 3600_000;
const tolerant = { onError: 'continueRegularOutput' } as const;
const search = { resource: 'hashtag', operation: 'search', hashtag: '={{ $json.hashtag }}' };
const getMedia = (parameters: object = {}) => ({ resource: 'hashtag', operation: 'getMedia', ...parameters });
const busy = () => sandbox.get().world.engagement.hashtags.get('pottery')!;

/** Adds hashtags to the sandbox. */
function addHashtags(count: number): Array<{ hashtag: string }> {
	const { engagement, ids } = sandbox.get().world;
	return Array.from({ length: count }, (_, index) => {
		const name = `word${index}`;
		engagement.hashtags.set(name, { id: ids.next('hashtag'), name, media: [] });
		return { hashtag: name };
	});
}

describe('hashtag.search', () => {
	it('returns the ID, with or without #', async () => {
		const connected = await connect('facebook');
		const { json } = await run(connected, search, {
			items: [{ hashtag: 'pottery' }, { hashtag: ' #pottery' }, { hashtag: '＃Pottery' }],
		});
		const { id } = busy();
		expect(json).toEqual([
			{ id, name: 'pottery' },
			{ id, name: 'pottery' },
			{ id, name: 'Pottery' },
		]);
		const [request] = sandbox.get().world.requests.list({ endpoint: 'hashtag-search' });
		expect(request?.query).toMatchObject({ user_id: ACCOUNT.facebook, q: 'pottery' });
	});

	it('explains that a hashtag does not exist', async () => {
		const connected = await connect('facebook');
		const { error } = await run(connected, search, { items: [{ hashtag: 'nobodyusesthis' }] });
		expect(error?.message).toBe('Instagram has no such hashtag');
		expect(error?.description).toContain("Check 'Hashtag'");
	});

	it('explains the limit of 30 hashtags a week, and still finds the earlier ones', async () => {
		const connected = await connect('facebook');
		const items = addHashtags(31);
		const { last } = await run(connected, search, { items, ...tolerant });
		const failed = failures(last.outputs[0]!);
		expect(failed).toMatchObject([
			{
				error: expect.stringMatching(
					/^The account has used up its 30 hashtags in 7 days.*the one in 'Hashtag' is new/,
				),
				details: { code: 18, subcode: 2207034, retryable: true },
			},
		]);
		expect((await run(connected, search, { items: items.slice(0, 1) })).status).toBe('success');
		time.advance(8 * DAY);
		expect((await run(connected, search, { items: items.slice(30) })).status).toBe('success');
	});

	it.each([
		['', "'Hashtag' is empty"],
		['#', "'Hashtag' is empty"],
		['two words', "'Hashtag' is not one hashtag: 'two words'"],
		['#one #two', "'Hashtag' is not one hashtag: '#one #two'"],
		['☕', "'Hashtag' is not one hashtag: '☕'"],
	])('rejects %p before anything is sent', async (hashtag, message) => {
		const connected = await connect('facebook');
		const { error } = await run(connected, search, { items: [{ hashtag }] });
		expect(error?.message).toBe(message);
		expect(counts(sandbox.get())).toEqual({});
	});
});

describe('hashtag.getMedia', () => {
	it('returns one item per post', async () => {
		const connected = await connect('facebook');
		const { json } = await run(connected, getMedia({ hashtagId: busy().id, limit: 2 }));
		const [first] = busy().media;
		expect(json).toHaveLength(2);
		expect(json[0]).toEqual({
			id: first!.id,
			caption: first!.caption,
			comments_count: first!.comments,
			like_count: first!.likes,
			media_type: 'IMAGE',
			media_url: expect.any(String),
			permalink: expect.stringContaining(first!.shortcode),
			timestamp: expect.any(String),
		});
	});

	it('reads all pages although their cursor stays the same', async () => {
		const connected = await connect('facebook');
		const { json } = await run(connected, getMedia({ hashtagId: busy().id, returnAll: true }));
		expect(new Set(json.map(({ id }) => id)).size).toBe(busy().media.length);
		expect(json).toHaveLength(busy().media.length);
		expect(counts(sandbox.get())).toEqual({ accounts: 1, 'hashtag-media': 3 });
	});

	it('reads recent posts, and no more pages than the limit needs', async () => {
		const connected = await connect('facebook');
		const { json } = await run(
			connected,
			getMedia({ hashtagId: busy().id, hashtagEdge: 'recent', limit: 60, fields: ['timestamp'] }),
		);
		expect(json).toHaveLength(60);
		const requests = sandbox.get().world.requests.list({ endpoint: 'hashtag-media' });
		expect(requests.map(({ path, query }) => [path.split('/').at(-1), query.limit])).toEqual([
			['recent_media', '50'],
			['recent_media', '10'],
		]);
	});

	it('returns nothing for a hashtag without posts', async () => {
		const connected = await connect('facebook');
		const { id } = sandbox.get().world.engagement.hashtags.get('coffee')!;
		expect((await run(connected, getMedia({ hashtagId: id, returnAll: true }))).json).toEqual([]);
	});

	it('explains wrong IDs and fields', async () => {
		const connected = await connect('facebook');
		const [comment] = sandbox.get().world.engagement.comments.keys();
		const { last } = await run(
			connected,
			getMedia({ hashtagId: '={{ $json.id }}', fields: '={{ $json.fields ?? "caption" }}' }),
			{
				items: [
					{ id: '#pottery' },
					{ id: '17843857999999999' },
					{ id: comment! },
					{ id: busy().id, fields: 'username' },
				],
				...tolerant,
			},
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Hashtag ID' is '#pottery', which is a hashtag and not its ID/),
			expect.stringMatching(/^'Hashtag ID' is \d+, but Meta does not find a hashtag/),
			expect.stringMatching(/^'Hashtag ID' is \d+, which is not the ID of a hashtag/),
			expect.stringMatching(/^'Fields' has 'username', which is not a field of a post with a hashtag/),
		]);
	});

	it('names the missing permission', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook');
		sandbox.get().world.faults.add({
			endpoint: 'hashtag-search',
			action: 'error',
			code: 10,
			message:
				'(#10) To use Instagram Public Content Access your use of this endpoint must be reviewed and approved.',
		});
		const { error } = await run(connected, search, { items: [{ hashtag: 'pottery' }] });
		expect(error?.message).toContain('Instagram Public Content Access');
	});
});
