import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	counts,
	endpoints,
	failures,
	PATH,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
const NOW = Date.UTC(2026, 10, 22, 12);
useVirtualTime(sandbox, () => NOW);
beforeEach(restartN8n);

const insights = { resource: 'account', operation: 'getInsights' };

const asked = () => sandbox.get().world.requests.list({ endpoint: 'insights' });

const queries = () => asked().map(({ query }) => query);

const BY_DAY = [
	...[
		'accounts_engaged',
		'comments',
		'follows_and_unfollows',
		'likes',
		'profile_links_taps',
		'reach',
		'replies',
	],
	...['reposts', 'saves', 'shares', 'total_interactions', 'views'],
];

describe.each(['instagram', 'facebook'] as const)('account.getInsights with %s Login', (login) => {
	it('returns all metrics that apply with one call, one item per metric', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const { json, last } = await run(connected, insights);
		expect(json.map(({ name }) => name)).toEqual(BY_DAY);
		expect(json[5]).toEqual({
			accountId: ACCOUNT[login],
			name: 'reach',
			period: 'day',
			title: 'reach',
			value: expect.any(Number),
		});
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(json.map(() => ({ item: 0 })));
		expect(asked().map(({ path }) => path)).toEqual([expect.stringContaining(`/${PATH[login]}/insights`)]);
	});

	it('reads demographics by each of their breakdowns, or by the chosen ones', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const all = await run(connected, { ...insights, period: 'lifetime' });
		expect(new Set(all.json.map(({ name }) => name))).toEqual(
			new Set(['engaged_audience_demographics', 'follower_demographics']),
		);
		expect(queries().map(({ breakdown, timeframe }) => [breakdown, timeframe])).toEqual(
			['age', 'city', 'country', 'gender'].map((breakdown) => [breakdown, 'this_month']),
		);
		const { json } = await run(connected, {
			...insights,
			period: 'lifetime',
			metrics: ['follower_demographics'],
			breakdown: ['age', 'gender'],
			timeframe: 'last_90_days',
		});
		expect(json).toHaveLength(9);
		expect(json[1]).toEqual({
			accountId: ACCOUNT[login],
			name: 'follower_demographics',
			period: 'lifetime',
			title: 'follower demographics',
			timeframe: 'last_90_days',
			age: '18-24',
			gender: 'M',
			value: 1,
		});
	});

	it('returns one item per value of a breakdown', async () => {
		const connected = await withAccessToken(sandbox.get(), login);
		const { json } = await run(connected, { ...insights, breakdown: '={{ "follow_type" }}' });
		expect(json.map(({ name, follow_type: type }) => `${String(name)} ${String(type)}`)).toEqual(
			['follows_and_unfollows', 'reach', 'views'].flatMap((name) => [
				`${name} FOLLOWER`,
				`${name} NON_FOLLOWER`,
			]),
		);
	});
});

describe('account.getInsights', () => {
	it('reads a long range in parts of 30 days and combines them', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram');
		const parameters = { ...insights, since: '2026-08-01T00:00:00Z', until: '2026-11-01T00:00:00Z' };
		const { json } = await run(connected, { ...parameters, metrics: ['views', 'reach'] });
		const windows = queries().map(({ since, until }) => [Number(since), Number(until)]);
		windows.sort(([one = 0], [other = 0]) => one - other);
		expect(windows).toHaveLength(4);
		for (const [since = 0, until = 0] of windows) expect(until - since).toBeLessThanOrEqual(30 * 86_400);
		expect(windows[0]?.[0]).toBe(Date.UTC(2026, 7, 1) / 1000);
		expect(windows[3]?.[1]).toBe(Date.UTC(2026, 10, 1) / 1000);
		for (let index = 1; index < 4; index += 1) expect(windows[index]?.[0]).toBe(windows[index - 1]![1]! + 1);

		// Views are added; reach counts people, so it is not.
		const views = json.filter(({ name }) => name === 'views');
		expect(views).toMatchObject([{ since: '2026-08-01T00:00:00.000Z', until: '2026-11-01T00:00:00.000Z' }]);
		expect(json.filter(({ name }) => name === 'reach').map(({ since }) => since)).toEqual([
			'2026-08-01T00:00:00.000Z',
			'2026-08-31T00:00:00.000Z',
			'2026-09-30T00:00:00.000Z',
			'2026-10-30T00:00:00.000Z',
		]);

		const series = await run(connected, { ...parameters, metrics: ['reach'], metricType: 'time_series' });
		expect(series.json).toHaveLength(92);
		expect(new Set(series.json.map(({ end_time: end }) => end)).size).toBe(92);
		const sumOf = async (part: object) =>
			((await run(connected, { ...insights, metrics: ['views'], ...part })).json[0]?.value ?? 0) as number;
		const parts = await Promise.resolve([
			await sumOf({ since: '2026-08-01T00:00:00Z', until: '2026-08-20T00:00:00Z' }),
			await sumOf({ since: '2026-08-20T00:00:01Z', until: '2026-09-10T00:00:00Z' }),
			await sumOf({ since: '2026-09-10T00:00:01Z', until: '2026-10-05T00:00:00Z' }),
			await sumOf({ since: '2026-10-05T00:00:01Z', until: '2026-11-01T00:00:00Z' }),
		]);
		expect(views[0]?.value).toBe(parts.reduce((sum, part) => sum + part, 0));
	});

	it('returns one item per day, and per hour of online followers', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram');
		const days = await run(connected, {
			...insights,
			metrics: ['follower_count'],
			since: '2026-11-10',
			until: '2026-11-12',
		});
		expect(days.json).toHaveLength(3);
		expect(days.json[0]).toEqual({
			accountId: ACCOUNT.instagram,
			name: 'follower_count',
			period: 'day',
			title: 'follower count',
			value: expect.any(Number),
			end_time: '2026-11-10T07:00:00+0000',
		});
		expect(queries()[0]).not.toHaveProperty('metric_type');
		const hours = await run(connected, { ...insights, period: 'lifetime', metrics: ['online_followers'] });
		expect(hours.json.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
	});

	it("returns Meta's own answer without Simplify", async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram');
		const { json } = await run(connected, { ...insights, metrics: ['reach'], simplify: false });
		expect(json).toEqual([
			{
				name: 'reach',
				period: 'day',
				title: 'reach',
				description: expect.any(String),
				total_value: { value: expect.any(Number) },
				id: `${ACCOUNT.instagram}/insights/reach/day`,
			},
		]);
	});

	it('omits metrics that Meta does not have for a small account, unless they are chosen', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram');
		sandbox.get().world.accounts.get(ACCOUNT.instagram)!.followers = 20;
		const { json } = await run(connected, insights);
		expect(json.map(({ name }) => name)).toEqual(BY_DAY.filter((name) => name !== 'follows_and_unfollows'));
		const { error } = await run(connected, { ...insights, metrics: ['follows_and_unfollows'] });
		expect(error?.message).toContain('fewer than 100 followers');
	});

	it('rejects combinations that Meta rejects before a call, and names the allowed ones', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram');
		const items = [
			{ metrics: 'shoe_size' },
			{ metrics: 'views', period: 'week' },
			{ metrics: 'views', period: 'lifetime' },
			{ metrics: 'views', metricType: 'time_series' },
			{ metrics: 'replies', breakdown: 'media_product_type' },
			{ metrics: 'likes', breakdown: 'follow_type' },
			{ metrics: 'engaged_audience_demographics', period: 'lifetime', timeframe: 'last_90_days' },
			{ metrics: '', breakdown: 'age' },
			{ metrics: 'views', since: 'soon' },
			{ metrics: 'views', until: '2026-11-01' },
			{ metrics: 'views', since: '2026-11-05', until: '2026-11-01' },
			{ metrics: 'views', since: '2027-01-01' },
			{ metrics: 'views', since: '2020-01-01' },
		];
		const parameter = (name: string, fallback: string) =>
			`={{ $json.${name} ?? ${JSON.stringify(fallback)} }}`;
		const messages: string[] = [];
		for (const item of items) {
			// Hidden parameters are not read, so the period itself is not an expression here.
			const { last } = await run(
				connected,
				{
					...insights,
					period: (item as { period?: string }).period ?? 'day',
					metrics: parameter('metrics', ''),
					metricType: parameter('metricType', 'total_value'),
					breakdown: parameter('breakdown', ''),
					timeframe: parameter('timeframe', 'this_month'),
					since: parameter('since', ''),
					until: parameter('until', ''),
				},
				{ items: [item], onError: 'continueRegularOutput' },
			);
			messages.push(failures(last.outputs[0]!)[0]!.error);
		}
		expect(messages).toEqual([
			expect.stringMatching(
				/^'Metrics' has 'shoe_size', which is not a metric of accounts. Allowed are accounts_eng/,
			),
			expect.stringMatching(/^'Period' cannot be 'week'. Choose day or lifetime/),
			expect.stringMatching(
				/^'Period' is 'lifetime', which Meta does not have for 'views'. For views it must be day/,
			),
			expect.stringMatching(
				/^'Metric Type' is 'time_series', which Meta does not have for 'views'. .* total_value/,
			),
			expect.stringMatching(/^'Breakdown' has 'media_product_type', .* for 'replies'. replies has none/),
			expect.stringMatching(
				/^'Breakdown' has 'follow_type', .* Allowed for likes are media_product_type, or none/,
			),
			expect.stringMatching(/^'Timeframe' is 'last_90_days', .* are this_month, this_week/),
			expect.stringMatching(/^'Breakdown' is 'age', which no metric has with these settings/),
			expect.stringMatching(/^'Since' is not a date/),
			expect.stringMatching(/^'Since' is empty, but 'Until' is set/),
			expect.stringMatching(/^'Until' must be later than 'Since'/),
			expect.stringMatching(/^'Since' is in the future/),
			expect.stringMatching(/^'Since' is more than two years ago/),
		]);
		expect(endpoints(sandbox.get())).not.toContain('insights');
	});

	it('names the missing permission', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', {
			permissions: ['instagram_business_basic'],
		});
		const { error } = await run(connected, insights);
		expect(error?.description).toContain("The call needs 'Read Insights'");
		expect(counts(sandbox.get()).insights).toBe(1);
	});
});
