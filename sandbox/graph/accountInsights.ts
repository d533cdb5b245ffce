import type { Account } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, MetaRefusal } from './errors';
import { route } from './route';

interface MetricRule {
	period: 'day' | 'lifetime';
	/** Empty: it takes none. */
	types: string[];
	breakdowns: string[];
	timeframes?: string[];
	/** Only for accounts of 100 followers and more. */
	forLarge?: true;
}

const PRODUCT = ['media_product_type'];
const PEOPLE = ['age', 'city', 'country', 'gender'];
const RECENT = ['this_week', 'this_month'];

function total(...breakdowns: string[]): MetricRule {
	return { period: 'day', types: ['total_value'], breakdowns };
}

function audience(timeframes: string[]): MetricRule {
	return { period: 'lifetime', types: ['total_value'], breakdowns: PEOPLE, timeframes };
}

/** https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights */
const METRICS: Record<string, MetricRule> = {
	reach: {
		period: 'day',
		types: ['total_value', 'time_series'],
		breakdowns: ['media_product_type', 'follow_type'],
	},
	views: total('follow_type', 'media_product_type'),
	accounts_engaged: total(),
	replies: total(),
	reposts: total(),
	comments: total(...PRODUCT),
	likes: total(...PRODUCT),
	saves: total(...PRODUCT),
	shares: total(...PRODUCT),
	total_interactions: total(...PRODUCT),
	follows_and_unfollows: { ...total('follow_type'), forLarge: true },
	profile_links_taps: total('contact_button_type'),
	profile_views: total(),
	website_clicks: total(),
	follower_count: { period: 'day', types: [], breakdowns: [], forLarge: true },
	online_followers: { period: 'lifetime', types: [], breakdowns: [], forLarge: true },
	follower_demographics: audience([...RECENT, 'last_14_days', 'last_30_days', 'last_90_days', 'prev_month']),
	engaged_audience_demographics: audience(RECENT),
	reached_audience_demographics: audience(RECENT),
};

const DIMENSIONS: Record<string, string[]> = {
	age: ['18-24', '25-34', '35-44'],
	city: ['Hamburg, Hamburg', 'København, Capital Region'],
	country: ['DE', 'DK', 'US'],
	gender: ['F', 'M', 'U'],
	media_product_type: ['POST', 'REEL', 'STORY'],
	follow_type: ['FOLLOWER', 'NON_FOLLOWER'],
	contact_button_type: ['CALL', 'EMAIL', 'WEBSITE'],
};

const DAY = 86_400;

const MOST_DAYS = 30;

const LARGE = 100;

/** The value of a metric on a day: it differs by day and metric, so that tests can tell sums apart. */
function valueOfDay({ followers }: Account, metric: string, day: number): number {
	return (followers % 50) + metric.length + (day % 7);
}

function crossed(dimensions: string[]): string[][] {
	return dimensions.reduce<string[][]>(
		(rows, dimension) => rows.flatMap((row) => (DIMENSIONS[dimension] ?? []).map((value) => [...row, value])),
		[[]],
	);
}

/** Days that end within the range, by number since 1970. A day ends at 07:00 UTC, as midnight is in California. */
function daysIn(since: number, until: number): number[] {
	const first = Math.ceil((since - 7 * 3600) / DAY);
	const last = Math.floor((until - 7 * 3600) / DAY);
	return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function rangeOf({ world, parameters }: AuthorizedCall): { since: number; until: number } {
	const now = Math.floor(world.clock.now() / 1000);
	const until = parameters.until === undefined ? now : Number(parameters.until);
	const since = parameters.since === undefined ? until - DAY : Number(parameters.since);
	if (!Number.isInteger(since) || !Number.isInteger(until)) throw invalidParameter('Invalid since or until');
	if (since > until) throw invalidParameter('since param cannot be later than until');
	if (until - since > MOST_DAYS * DAY) {
		throw invalidParameter('There cannot be more than 30 days (2592000 s) between since and until');
	}
	return { since, until };
}

function check({ parameters }: AuthorizedCall, account: Account, metric: string): MetricRule {
	const rule = METRICS[metric];
	const { period, metric_type: type, breakdown, timeframe } = parameters;
	if (!rule) {
		throw invalidParameter(
			`metric[0] must be one of the following values: ${Object.keys(METRICS).join(', ')}`,
		);
	}
	if (period !== rule.period) {
		throw invalidParameter(`The following metrics (${metric}) are incompatible with the period ${period}`);
	}
	if (
		type === undefined
			? rule.types.length > 0 && !rule.types.includes('time_series')
			: !rule.types.includes(type)
	) {
		throw invalidParameter(
			`The following metrics (${metric}) should be specified with parameter metric_type=${rule.types.join('|')}`,
		);
	}
	if (breakdown !== undefined && breakdown.split(',').some((one) => !rule.breakdowns.includes(one))) {
		throw new MetaRefusal(1, 'An unknown error has occurred.', { status: 500 });
	}
	if (rule.timeframes && !rule.timeframes.includes(timeframe ?? '')) {
		throw invalidParameter(`timeframe must be one of the following values: ${rule.timeframes.join(', ')}`);
	}
	if (!rule.timeframes && timeframe !== undefined) throw invalidParameter('Param timeframe is not expected');
	if (rule.timeframes && breakdown === undefined) {
		throw invalidParameter(`The following metrics (${metric}) require a breakdown`);
	}
	if (rule.forLarge && account.followers < LARGE) {
		throw invalidParameter(
			`The metric ${metric} is not available for accounts with fewer than 100 followers`,
		);
	}
	return rule;
}

function valuesOf(call: AuthorizedCall, account: Account, metric: string, rule: MetricRule): unknown {
	const { metric_type: type, breakdown, timeframe } = call.parameters;
	if (metric === 'online_followers') {
		const hours = Array.from({ length: 24 }, (_, hour) => [String(hour), (account.followers % 10) + hour]);
		return {
			values: [{ value: Object.fromEntries(hours), end_time: endOf(daysIn(...lastDay(call))[0] ?? 0) }],
		};
	}
	const days = rule.period === 'day' ? daysIn(...(Object.values(rangeOf(call)) as [number, number])) : [0];
	if (type !== 'total_value') {
		return { values: days.map((day) => ({ value: valueOfDay(account, metric, day), end_time: endOf(day) })) };
	}
	const value = days.reduce((sum, day) => sum + valueOfDay(account, metric, day), 0);
	if (breakdown === undefined) return { total_value: { value } };
	const dimensions = breakdown.split(',');
	const span = rule.timeframes ? [timeframe ?? ''] : [];
	const results = crossed(dimensions).map((values, index, all) => ({
		dimension_values: [...span, ...values],
		value: index === 0 ? value - (all.length - 1) : 1,
	}));
	const keys = [...(rule.timeframes ? ['timeframe'] : []), ...dimensions];
	return {
		total_value: { ...(rule.timeframes ? {} : { value }), breakdowns: [{ dimension_keys: keys, results }] },
	};
}

function lastDay({ world }: AuthorizedCall): [number, number] {
	const now = Math.floor(world.clock.now() / 1000);
	return [now - DAY, now];
}

function endOf(day: number): string {
	return `${new Date((day * DAY + 7 * 3600) * 1000).toISOString().slice(0, 19)}+0000`;
}

function insights(call: AuthorizedCall, account: Account): Answer {
	const { parameters } = call;
	const metrics = (parameters.metric ?? '').split(',').filter(Boolean);
	if (metrics.length === 0) throw invalidParameter('The parameter metric is required');
	if (parameters.period === undefined) throw invalidParameter('The parameter period is required');
	const data = metrics.map((metric) => {
		const rule = check(call, account, metric);
		return {
			name: metric,
			period: rule.period,
			title: metric.replaceAll('_', ' '),
			description: `What ${metric} means.`,
			...(valuesOf(call, account, metric, rule) as object),
			id: `${account.id}/insights/${metric}/${rule.period}`,
		};
	});
	return { status: 200, body: { data } };
}

export const accountInsightsRoutes = [
	route({
		method: 'GET',
		path: '/{account}/insights',
		permission: 'insights',
		parameters: ['metric', 'period', 'metric_type', 'breakdown', 'timeframe', 'since', 'until'],
		endpoint: 'insights',
		handle: insights,
	}),
];
