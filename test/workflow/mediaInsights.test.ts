import type { PublishedMedia } from '../../sandbox/model';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { answerOf, errorSamples } from '../samples/errorSamples';
import type { Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	endpoints,
	failures,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const insights = { resource: 'media', operation: 'getInsights' };

function add(login: Login, more: Partial<PublishedMedia> = {}): PublishedMedia {
	const { world } = sandbox.get();
	return world.addMedia({
		accountId: ACCOUNT[login],
		kind: 'image',
		productType: 'FEED',
		caption: 'New',
		childIds: [],
		publishedAt: world.clock.now(),
		likes: 41,
		comments: 2,
		...more,
	});
}

const names = (items: Array<Record<string, unknown>>) => items.map(({ name }) => String(name)).sort();

const FEED = [
	...['comments', 'follows', 'likes', 'profile_activity', 'profile_visits', 'reach', 'reposts', 'saved'],
	...['shares', 'total_interactions', 'views'],
];
const REELS = [
	...['comments', 'ig_reels_avg_watch_time', 'ig_reels_video_view_total_time', 'likes', 'reach'],
	...['reels_skip_rate', 'reposts', 'saved', 'shares', 'total_interactions', 'views'],
];
const STORY = [
	...['follows', 'navigation', 'profile_activity', 'profile_visits', 'reach', 'replies', 'reposts', 'shares'],
	...['total_interactions', 'views'],
];
const TOTALS = ['total_comments', 'total_likes', 'total_views'];

describe.each(['instagram', 'facebook'] as const)('media.getInsights with %s Login', (login) => {
	it.each([
		['FEED', [...FEED, ...(login === 'facebook' ? TOTALS : [])]],
		['REELS', [...REELS, ...(login === 'facebook' ? TOTALS : [])]],
		['STORY', [...STORY, ...(login === 'facebook' ? ['link_clicks', 'total_views'] : [])]],
	] as const)('returns all metrics that apply to %s, one item per metric', async (productType, expected) => {
		const connected = await withAccessToken(sandbox.get(), login);
		const media = add(login, { productType });
		const { json, last } = await run(connected, { ...insights, mediaId: media.id });
		expect(names(json)).toEqual([...expected].sort());
		expect(json.find(({ name }) => name === 'reach')).toEqual({
			mediaId: media.id,
			name: 'reach',
			period: 'lifetime',
			title: 'reach',
			value: expect.any(Number),
		});
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(json.map(() => ({ item: 0 })));
		expect(counts(sandbox.get())).toMatchObject({ read: 1, insights: 1 });
	});

	it('returns the chosen metrics without reading the media if all kinds have them', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const media = add(login);
		const { json } = await run(connected, {
			...insights,
			mediaId: media.id,
			metrics: '={{ "views, reach" }}',
		});
		expect(json.map(({ name }) => name)).toEqual(['views', 'reach']);
		expect(counts(sandbox.get()).read).toBeUndefined();
	});

	it('returns one item per value of a breakdown', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const story = add(login, { productType: 'STORY' });
		const { json } = await run(connected, {
			...insights,
			mediaId: story.id,
			breakdown: 'story_navigation_action_type',
		});
		expect(json).toHaveLength(4);
		expect(json[1]).toEqual({
			mediaId: story.id,
			name: 'navigation',
			period: 'lifetime',
			title: 'navigation',
			story_navigation_action_type: 'tap_back',
			value: 1,
		});
	});

	it("returns Meta's own answer without Simplify", async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const media = add(login);
		const { json } = await run(connected, {
			...insights,
			mediaId: media.id,
			metrics: ['likes'],
			simplify: false,
		});
		expect(json).toEqual([
			{
				name: 'likes',
				period: 'lifetime',
				values: [{ value: 41 }],
				title: 'likes',
				description: expect.any(String),
				id: `${media.id}/insights/likes/lifetime`,
			},
		]);
	});

	it('returns nothing for the images of a carousel', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const child = add(login, { parentId: '18010274000000001' });
		expect((await run(connected, { ...insights, mediaId: child.id })).json).toEqual([]);
	});

	it('rejects metrics that Meta does not have for a media before the call', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const post = add(login);
		const reel = add(login, { productType: 'REELS', kind: 'video' });
		const items = [
			{ id: reel.id, metrics: 'follows', breakdown: '' },
			{ id: post.id, metrics: 'reach,impressions', breakdown: '' },
			{ id: post.id, metrics: 'plays', breakdown: '' },
			{ id: post.id, metrics: '', breakdown: 'story_navigation_action_type' },
			{ id: post.id, metrics: 'reach', breakdown: 'action_type' },
			{ id: post.id, metrics: '', breakdown: 'age' },
		];
		const { last } = await run(
			connected,
			{
				...insights,
				mediaId: '={{ $json.id }}',
				metrics: '={{ $json.metrics }}',
				breakdown: '={{ $json.breakdown }}',
			},
			{ items, onError: 'continueRegularOutput' },
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Metrics' has 'follows', which reels do not have. Allowed here are comments, /),
			expect.stringMatching(
				/^'Metrics' has 'impressions', which Meta has only for media published before 2024-07-02/,
			),
			expect.stringMatching(/^'Metrics' has 'plays', which is not a metric of media. Allowed are /),
			expect.stringMatching(
				/^'Breakdown' is '\w+', which posts in the feed do not have. Allowed here are action_type/,
			),
			expect.stringMatching(/^'Breakdown' is 'action_type', which 'reach' does not have. It has none/),
			expect.stringMatching(/^'Breakdown' is 'age', which is not a breakdown of media/),
		]);
		expect(endpoints(sandbox.get())).not.toContain('insights');
	});

	it('explains that a story had too few viewers', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const story = add(login, { productType: 'STORY', viewers: 3 });
		const { error } = await run(connected, { ...insights, mediaId: story.id });
		expect(error?.message).toBe('The story has too few viewers for insights');
		expect(error?.description).toContain('5 viewers');
	});

	it('asks once for a post from before the account was professional, and a run can skip it', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const [before, after] = [add(login), add(login)];
		const sample = errorSamples().find(({ id }) => id === 'E102')!;
		sandbox.get().world.faults.add({ ...answerOf(sample), endpoint: 'insights' });
		const parameters = { ...insights, mediaId: before.id };
		const { last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
		expect(failures(last.outputs[0]!)).toMatchObject([
			{
				error: expect.stringMatching(/^There are no insights for posts from before/),
				details: { code: 100, subcode: 2108006, retryable: false },
			},
		]);
		expect(counts(sandbox.get()).insights).toBe(1);
		expect((await run(connected, { ...insights, mediaId: after.id })).json.length).toBeGreaterThan(10);
	});

	it('names the missing permission', async () => {
		const connected = await withAccessToken(sandbox.get(), login, {
			permissions: login === 'instagram' ? ['instagram_business_basic'] : ['instagram_basic'],
		});
		const { error } = await run(connected, { ...insights, mediaId: add(login).id });
		expect(error?.description).toContain("The call needs 'Read Insights'");
	});

	it('reports a media that is deleted', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const { error } = await run(connected, { ...insights, mediaId: '18010274999999999' });
		expect(error?.message).toContain("'Media' is 18010274999999999, but Meta does not find");
	});

	it('uses the kind of media from Media > Get Many without reading it again', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const media = add(login);
		const { json } = await run(
			connected,
			{ ...insights, mediaId: '={{ $json.id }}' },
			{ items: [{ id: media.id, media_product_type: 'FEED', timestamp: '2026-11-20T10:00:00+0000' }] },
		);
		expect(json.length).toBeGreaterThan(10);
		expect(counts(sandbox.get())).toMatchObject({ insights: 1 });
		expect(counts(sandbox.get()).read).toBeUndefined();
	});
});

describe('media.getInsights with many media', () => {
	it.each(['facebook', 'instagram'] as const)(
		'reads each media separately, so one without metrics fails alone (%s Login)',
		async (login) => {
			const connected = await withAccessToken(sandbox.get(), login);
			const kinds = ['FEED', 'REELS', 'STORY'] as const;
			const many = Array.from({ length: 45 }, (_, index) =>
				add(login, { productType: kinds[index % 3]!, ...(index === 2 ? { viewers: 2 } : {}) }),
			);
			sandbox.get().world.media.delete(many[7]!.id);
			const { last } = await run(
				connected,
				{ ...insights, mediaId: '={{ $json.id }}' },
				{ items: many.map(({ id }) => ({ id })), onError: 'continueErrorOutput' },
			);
			const [read, failed] = last.outputs;
			expect(new Set(read?.map(({ json }) => json.mediaId)).size).toBe(43);
			expect(failures(failed!).map(({ error, pairedItem }) => [error.slice(0, 40), pairedItem])).toEqual([
				['The story has too few viewers for insigh', { item: 2 }],
				[expect.stringContaining("'Media' is "), { item: 7 }],
			]);
			for (const { json, pairedItem } of read ?? [])
				expect(json.mediaId).toBe(many[(pairedItem as { item: number }).item]?.id);
			// The kind of each media, then its metrics, and by halves which of them the story does not have.
			const { read: kindsRead, insights: metricsRead, multi } = counts(sandbox.get());
			expect([kindsRead, multi]).toEqual([45, undefined]);
			expect(metricsRead).toBeGreaterThanOrEqual(44);
		},
	);
});
