import type { Sandbox } from '../../sandbox';
import type { PublishedMedia } from '../../sandbox/model';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	withConsent,
	counts,
	endpoints,
	failures,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const byUrl = (value: string) => ({ __rl: true, mode: 'url', value });
const get = { resource: 'media', operation: 'get' };
const getMany = { resource: 'media', operation: 'getMany' };
const remove = { resource: 'media', operation: 'delete' };
const update = { resource: 'media', operation: 'update' };

function add({ world }: Sandbox, login: Login, more: Partial<PublishedMedia> = {}): PublishedMedia {
	return world.addMedia({
		accountId: ACCOUNT[login],
		kind: 'image',
		productType: 'FEED',
		caption: 'New',
		file: world.files.sample('pottery-1.jpg'),
		childIds: [],
		publishedAt: world.clock.now(),
		likes: 5,
		comments: 2,
		...more,
	});
}

function addCarousel(sandboxNow: Sandbox, login: Login): PublishedMedia {
	const album = add(sandboxNow, login, { kind: 'carousel', file: undefined });
	const children = [1, 2, 3].map(() => add(sandboxNow, login, { parentId: album.id, caption: undefined }));
	album.childIds = children.map(({ id }) => id);
	return album;
}

const posts = (login: Login) => sandbox.get().world.postsOf(ACCOUNT[login]);

describe.each(LOGINS_WITH_CREDENTIALS)('media, %s Login with %s', (login, authentication) => {
	it('get reads a post by its ID', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const [post] = posts(login);
		const { json, last } = await run(connected, { ...get, mediaId: byId(post!.id) });
		expect(json).toEqual([
			{
				id: post!.id,
				caption: post!.caption,
				comments_count: post!.comments,
				like_count: post!.likes,
				media_product_type: 'FEED',
				media_type: 'IMAGE',
				media_url: expect.stringMatching(/^https?:\/\//),
				permalink: `https://www.instagram.com/p/${post!.shortcode}/`,
				timestamp: expect.stringMatching(/\+0000$/),
				username: expect.any(String),
			},
		]);
		expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
		expect(endpoints(sandbox.get())).toEqual(['read']);
	});

	it('getMany lists the posts, newest first, one item each', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json } = await run(connected, { ...getMany, fields: ['caption'] });
		expect(json).toEqual(posts(login).map(({ id, caption }) => ({ id, caption })));
		expect(counts(sandbox.get()).list).toBe(1);
	});
});

describe.each(['instagram', 'facebook'] as const)('media, %s Login', (login) => {
	it('includes its children on request', async () => {
		const connected = await connectedCredential(sandbox.get(), login);
		const album = addCarousel(sandbox.get(), login);
		const read = async (includeChildren: boolean) =>
			(await run(connected, { ...get, mediaId: byId(album.id), fields: ['media_type'], includeChildren }))
				.json;
		expect(await read(false)).toEqual([{ id: album.id, media_type: 'CAROUSEL_ALBUM' }]);
		expect(await read(true)).toEqual([
			{
				id: album.id,
				media_type: 'CAROUSEL_ALBUM',
				children: album.childIds.map((id) => ({
					id,
					media_type: 'IMAGE',
					media_url: expect.any(String),
					timestamp: expect.any(String),
				})),
			},
		]);
	});

	it('is found by the URL of a post, reel or story, in every form in which it is shared', async () => {
		const connected = await connectedCredential(sandbox.get(), login);
		const post = posts(login)[2]!;
		const reel = add(sandbox.get(), login, { kind: 'video', productType: 'REELS' });
		const story = add(sandbox.get(), login, { productType: 'STORY' });
		const urls = [
			`https://www.instagram.com/p/${post.shortcode}/`,
			`instagram.com/some.body/reel/${reel.shortcode}?igsh=MTc4MmM1YmI2Ng==`,
			`https://www.instagram.com/stories/some.body/${story.shortcode}/`,
			`https://www.instagram.com/p/${post.shortcode}`,
		];
		const { json } = await run(
			connected,
			{ ...get, mediaId: byUrl('={{ $json.url }}'), fields: [] },
			{ items: urls.map((url) => ({ url })) },
		);
		expect(json.map(({ id }) => id)).toEqual([post.id, reel.id, story.id, post.id]);
		// All URLs of a run share one walk through the posts.
		expect(counts(sandbox.get())).toMatchObject({ list: 1, stories: 1 });
	});

	it('is found far down the list without reading a page twice', async () => {
		const connected = await connectedCredential(sandbox.get(), login);
		for (let index = 0; index < 250; index += 1) add(sandbox.get(), login, { caption: `post ${index}` });
		const wanted = [120, 20, 220].map((index) => posts(login)[index]!);
		const { json } = await run(
			connected,
			{ ...get, mediaId: '={{ $json.url }}', fields: [] },
			{ items: wanted.map(({ shortcode }) => ({ url: `https://www.instagram.com/p/${shortcode}/` })) },
		);
		expect(json.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
		expect(counts(sandbox.get()).list).toBe(3);
	});

	it('is found by a plain ID', async () => {
		const connected = await connectedCredential(sandbox.get(), login);
		const [post] = posts(login);
		const { json } = await run(connected, { ...get, mediaId: post!.id, fields: [] });
		expect(json).toEqual([{ id: post!.id }]);
	});

	it('lists active stories and, across pages without `next`, the posts in which the account is tagged', async () => {
		const connected = await withAccessToken(sandbox.get(), login, { permissions: undefined });
		const story = add(sandbox.get(), login, { productType: 'STORY' });
		const { world } = sandbox.get();
		add(sandbox.get(), login, { productType: 'STORY', publishedAt: world.clock.now() - 25 * 3600_000 });
		const tagged = Array.from({ length: 130 }, () =>
			add(sandbox.get(), login, { accountId: '17841400000000007', taggedAccountIds: [ACCOUNT[login]] }),
		);
		const ids = async (mediaEdge: string, more: object = {}) =>
			(await run(connected, { ...getMany, mediaEdge, fields: [], ...more })).json.map(({ id }) => id);
		expect(await ids('stories')).toEqual([story.id]);
		expect(await ids('tagged', { returnAll: true })).toEqual(tagged.map(({ id }) => id).reverse());
		sandbox.get().world.requests.clear();
		expect(await ids('tagged', { limit: 100 })).toHaveLength(100);
		expect(counts(sandbox.get()).tags).toBe(1);
	});

	it('turns comments off and on', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const [post] = posts(login);
		const set = async (commentsEnabled: boolean | string) =>
			(await run(connected, { ...update, mediaId: byId(post!.id), commentsEnabled })).json;
		expect(await set(false)).toEqual([{ id: post!.id, is_comment_enabled: false }]);
		expect(post!.commentsOff).toBe(true);
		expect(await set('={{ "true" }}')).toEqual([{ id: post!.id, is_comment_enabled: true }]);
		expect(post!.commentsOff).toBe(false);
	});

	it('a media that is not there fails only its own item', async () => {
		const connected = await connectedCredential(sandbox.get(), login);
		const many = Array.from({ length: 60 }, () => add(sandbox.get(), login));
		const gone = many[17]!;
		sandbox.get().world.media.delete(gone.id);
		const { last } = await run(
			connected,
			{ ...get, mediaId: byId('={{ $json.id }}'), fields: [] },
			{ items: many.map(({ id }) => ({ id })), onError: 'continueErrorOutput' },
		);
		const [read, failed] = last.outputs;
		expect(read?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			many.flatMap(({ id }, item) => (id === gone.id ? [] : [[id, { item }]])),
		);
		expect(failures(failed!)).toMatchObject([
			{
				error: expect.stringContaining(`'Media' is ${gone.id}, but Meta does not find`),
				details: { code: 100, subcode: 33, retryable: false },
				pairedItem: { item: 17 },
			},
		]);
	});

	it('that is not an ID or URL of a post is explained', async () => {
		const connected = await connectedCredential(sandbox.get(), login);
		const items = [
			{ media: '' },
			{ media: 'https://example.com/p/DRa1bC2dE3f/' },
			{ media: 'north.pottery' },
			{ media: 'latest' },
			{ media: 'https://www.instagram.com/p/DRa1bC2dE3f/' },
			{ media: 1.5 },
		];
		const { last } = await run(
			connected,
			{ ...get, mediaId: '={{ $json.media }}', fields: [] },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Media' is empty/),
			expect.stringMatching(/^'Media' is not the URL of a post: 'https:\/\/example/),
			expect.stringMatching(/^'Media' is not the URL of a post: 'north.pottery'/),
			expect.stringMatching(/^'Media' is not an ID: 'latest'/),
			expect.stringMatching(
				/^'Media' is the URL of 'DRa1bC2dE3f', which is not among the posts of the account/,
			),
			expect.stringMatching(/^'Media' is not an ID/),
		]);
		expect(counts(sandbox.get()).read).toBeUndefined();
	});
});

describe('media.get with many items', () => {
	it.each(['facebook', 'instagram'] as const)(
		'reads them one by one, 48 concurrently (%s Login)',
		async (login) => {
			const { world } = sandbox.get();
			const connected = await connectedCredential(sandbox.get(), login);
			const many = Array.from({ length: 120 }, () => add(sandbox.get(), login));
			world.gate.hold(48);
			const { last } = await run(
				connected,
				{ ...get, mediaId: byId('={{ $json.id }}'), fields: [] },
				{ items: many.map(({ id }) => ({ id })) },
			);
			expect(last.outputs[0]?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
				many.map(({ id }, item) => [id, { item }]),
			);
			expect(counts(sandbox.get())).toEqual({ read: 120 });
			expect(Math.max(...world.requests.list().map(({ concurrent }) => concurrent))).toBe(48);
		},
	);

	it('pauses while Meta requires a wait, however many items are left', async () => {
		const { world } = sandbox.get();
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		const many = Array.from({ length: 200 }, () => add(sandbox.get(), 'instagram'));
		world.usage.throttle(ACCOUNT.instagram, 30);
		const { last } = await run(
			connected,
			{ ...get, mediaId: byId('={{ $json.id }}'), fields: [] },
			{ items: many.map(({ id }) => ({ id })), onError: 'continueRegularOutput' },
		);
		expect(failures(last.outputs[0]!)).toHaveLength(200);
		// Reads that were in progress at the first rate limit error.
		expect(world.requests.list().length).toBeLessThanOrEqual(48);
	});
});

describe('media.getMany', () => {
	it('stops at the limit without another page, and accepts short pages', async () => {
		const connected = await connectedCredential(sandbox.get());
		for (let index = 0; index < 150; index += 1) add(sandbox.get(), 'instagram');
		const many = async (parameters: object) => {
			sandbox.get().world.requests.clear();
			const { json } = await run(connected, { ...getMany, fields: [], ...parameters });
			return [json.length, counts(sandbox.get()).list];
		};
		expect(await many({})).toEqual([50, 1]);
		expect(await many({ limit: 100 })).toEqual([100, 1]);
		expect(await many({ returnAll: true })).toEqual([153, 2]);
		sandbox.get().world.behave({ shortPages: true });
		expect((await many({ returnAll: true }))[0]).toBe(153);
	});

	it('rejects an unknown edge, and fields that Meta does not have with this login method', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(
			connected,
			{ ...getMany, mediaEdge: '={{ $json.edge }}', fields: '={{ $json.fields }}' },
			{
				items: [
					{ edge: 'liked', fields: '' },
					{ edge: 'published', fields: 'saved_count' },
					{ edge: 'published', fields: 'shoe_size' },
				],
				onError: 'continueRegularOutput',
			},
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Media to List' cannot be 'liked'. Choose published, stories or tagged/),
			expect.stringMatching(/^'Fields' has 'saved_count', which Meta offers with Facebook Login only/),
			expect.stringMatching(/^'Fields' has 'shoe_size', which is not a field of a post, reel or story/),
		]);
		expect(endpoints(sandbox.get())).toEqual([]);
	});

	it('names the permission that listing tags requires', async () => {
		const connected = await withConsent(sandbox.get(), 'instagram');
		for (const token of sandbox.get().world.tokens.list()) token.permissions = ['instagram_business_basic'];
		const { error } = await run(connected, { ...getMany, mediaEdge: 'tagged' });
		expect(error?.description).toContain("The call needs 'Manage Comments'");
	});
});

describe('media.update', () => {
	it('names the missing permission, and rejects a value that is not true or false', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', {
			permissions: ['instagram_business_basic'],
		});
		const [post] = posts('instagram');
		const { error } = await run(connected, { ...update, mediaId: byId(post!.id), commentsEnabled: false });
		expect(error?.description).toContain("The call needs 'Manage Comments'");
		const refused = await run(connected, {
			...update,
			mediaId: byId(post!.id),
			commentsEnabled: '={{ "perhaps" }}',
		});
		expect(refused.error?.message).toBe("'Comments Enabled' must be true or false, not 'perhaps'");
	});
});

describe('media.delete', () => {
	it('deletes a post, and a carousel with its children', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook');
		const [post] = posts('facebook');
		const album = addCarousel(sandbox.get(), 'facebook');
		const { json } = await run(
			connected,
			{ ...remove, mediaId: byId('={{ $json.id }}') },
			{ items: [{ id: post!.id }, { id: album.id }] },
		);
		expect(json).toEqual([
			{ deleted: true, id: post!.id },
			{ deleted: true, id: album.id },
		]);
		for (const id of [post!.id, album.id, ...album.childIds])
			expect(sandbox.get().world.media.has(id)).toBe(false);
	});

	it('is not available with Instagram Login, and sends nothing', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		const { error } = await run(connected, { ...remove, mediaId: byId(posts('instagram')[0]!.id) });
		expect(error?.message).toContain('Media > Delete, which Meta offers with Facebook Login only');
		expect(endpoints(sandbox.get())).toEqual([]);
	});

	it('confirms the deletion after a lost answer, retries one that was not received, and reports lasting failures', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook');
		const [post, retried, other] = posts('facebook');
		sandbox.get().world.faults.add({ endpoint: 'delete', action: 'reset-after' });
		const { json } = await run(connected, { ...remove, mediaId: byId(post!.id) });
		expect(json).toEqual([{ deleted: true, id: post!.id }]);
		sandbox.get().world.faults.add({ endpoint: 'delete', action: 'reset-before' });
		expect((await run(connected, { ...remove, mediaId: byId(retried!.id) })).json).toEqual([
			{ deleted: true, id: retried!.id },
		]);
		expect(sandbox.get().world.media.has(retried!.id)).toBe(false);
		sandbox.get().world.faults.add({ endpoint: 'delete', action: 'reset-before', times: 9 });
		const { status } = await run(connected, { ...remove, mediaId: byId(other!.id) });
		expect(status).toBe('error');
		expect(sandbox.get().world.media.has(other!.id)).toBe(true);
	});

	it('reports a media that is already deleted, and a missing permission', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook');
		const missing = await run(connected, { ...remove, mediaId: byId('18010274999999999') });
		expect(missing.error?.message).toContain("'Media' is 18010274999999999, but Meta does not find");
		const [post] = posts('facebook');
		for (const token of sandbox.get().world.tokens.list())
			token.permissions = token.permissions.filter(
				(permission) => permission !== 'instagram_manage_contents',
			);
		const { error } = await run(connected, { ...remove, mediaId: byId(post!.id) });
		expect(error?.description).toContain("The call needs 'Delete Media'");
	});
});
