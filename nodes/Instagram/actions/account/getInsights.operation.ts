import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { metricsPicker, simplify } from '../../descriptions/insights';
import type { InsightsCall } from '../../insights/accountCalls';
import { planAccountInsights } from '../../insights/accountCalls';
import { ACCOUNT_METRICS } from '../../insights/accountMetrics';
import type { Range } from '../../insights/range';
import { readRange, windowsOf } from '../../insights/range';
import type { Insight, WindowRows } from '../../insights/rows';
import { joinWindows, rowsOf } from '../../insights/rows';
import { readSupportedMetrics } from '../../insights/supportedMetrics';
import { defineParameter, readRaw } from '../../parameters/parameter';
import { readNames } from '../../parameters/readers';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';

const showForDays = { show: { period: ['day'] } };
const showForLifetime = { show: { period: ['lifetime'] } };

const metrics = metricsPicker(ACCOUNT_METRICS);

const period = defineParameter(
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{
				name: 'Day',
				value: 'day',
				description: 'Activity during a time range: reach, views, likes, follows and similar metrics',
			},
			{
				name: 'Lifetime',
				value: 'lifetime',
				description: 'The audience: demographics and the hours at which followers are online',
			},
		],
		default: 'day',
		description: 'Which kind of metrics to return',
	},
	String,
);

const metricType = defineParameter(
	{
		displayName: 'Metric Type',
		name: 'metricType',
		type: 'options',
		options: [
			{
				name: 'Time Series',
				value: 'time_series',
				description: 'One value per day. Available for Reach only.',
			},
			{ name: 'Total Value', value: 'total_value', description: 'One value for the whole time range' },
		],
		default: 'total_value',
		displayOptions: showForDays,
		description: 'Whether to return one value for the whole time range or one per day',
	},
	String,
);

const breakdown = defineParameter(
	{
		displayName: 'Breakdown',
		name: 'breakdown',
		type: 'multiOptions',
		options: [
			{ name: 'Age', value: 'age', description: 'Demographics only' },
			{ name: 'City', value: 'city', description: 'Demographics only' },
			{ name: 'Contact Button Type', value: 'contact_button_type', description: 'Profile Links Taps only' },
			{ name: 'Country', value: 'country', description: 'Demographics only' },
			{
				name: 'Follow Type',
				value: 'follow_type',
				description: 'Followers and non-followers. For Reach, Views, and Follows and Unfollows.',
			},
			{ name: 'Gender', value: 'gender', description: 'Demographics only' },
			{
				name: 'Media Product Type',
				value: 'media_product_type',
				description:
					'Posts, reels, stories and ads. For Reach, Views, Likes, Comments, Saves, Shares and Total Interactions.',
			},
		],
		default: [],
		description:
			'Dimensions to break the results down by; two are combined, such as age and gender. Leave empty for none; demographics are then returned once for each of their dimensions. If Metrics is empty, only metrics that support the breakdown are returned.',
	},
	readNames,
);

const timeframe = defineParameter(
	{
		displayName: 'Timeframe',
		name: 'timeframe',
		type: 'options',
		options: [
			{ name: 'Last 14 Days', value: 'last_14_days', description: 'Follower Demographics only' },
			{ name: 'Last 30 Days', value: 'last_30_days', description: 'Follower Demographics only' },
			{ name: 'Last 90 Days', value: 'last_90_days', description: 'Follower Demographics only' },
			{ name: 'Previous Month', value: 'prev_month', description: 'Follower Demographics only' },
			{ name: 'This Month', value: 'this_month', description: 'All demographics' },
			{ name: 'This Week', value: 'this_week', description: 'All demographics' },
		],
		default: 'this_month',
		displayOptions: showForLifetime,
		description: 'Time range of the demographics',
	},
	String,
);

const since = defineParameter(
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		displayOptions: showForDays,
		description:
			'Start of the time range, at most two years ago. Leave Since and Until empty for the last 24 hours. Ranges longer than 30 days are read in several calls and combined.',
	},
	readRaw,
);

const until = defineParameter(
	{
		displayName: 'Until',
		name: 'until',
		type: 'dateTime',
		default: '',
		displayOptions: showForDays,
		description: 'End of the time range (inclusive). Leave empty for the current time.',
	},
	readRaw,
);

function windowsFor({ read, context, connection }: ItemRun): Array<Range | undefined> {
	if (read(period) !== 'day') return [undefined];
	const given = { since: read(since), until: read(until) };
	const range = readRange(given, context.getTimezone(), connection.clock.now());
	return range ? windowsOf(range) : [undefined];
}

async function readCall(
	{ connection }: ItemRun,
	accountId: string,
	call: InsightsCall,
	window?: Range,
): Promise<Insight[]> {
	const readMetrics = async (names: string[]): Promise<Insight[]> => {
		const { data } = await connection.graph.call<{ data?: Insight[] }>({
			method: 'GET',
			path: `/${accountId}/insights`,
			query: { metric: names.join(','), ...call.query, ...window },
			repeatable: true,
			accountId,
			permission: 'insights',
		});
		return data ?? [];
	};
	return call.skipUnsupported
		? await readSupportedMetrics(call.metrics, readMetrics)
		: await readMetrics(call.metrics);
}

/** The account's ID. The path may say `me`, but the ID of a metric begins with the account's: `178.../insights/reach/day`. */
function ownerOf({ id = '' }: Insight, accountId: string): IDataObject {
	return { accountId: accountId === 'me' ? id.split('/')[0] : accountId };
}

/** Returns one item per metric, per value of its breakdown, or per day. */
export const getInsights = defineOperation({
	name: 'Get Insights',
	action: 'Get insights of account',
	description: 'Retrieve metrics of an account, such as reach, views, follows and demographics',
	parameters: [account, metrics, period, metricType, breakdown, timeframe, since, until, simplify],
	concurrent: true,
	async execute(run) {
		const { connection, read } = run;
		const calls = planAccountInsights({
			metrics: read(metrics),
			period: read(period),
			metricType: read(metricType),
			breakdown: read(breakdown),
			timeframe: read(timeframe),
		});
		const windows = windowsFor(run);
		const isSimplified = read(simplify);
		const accountId = await resolveAccount(connection, read(account));
		const parts = await Promise.all(
			windows.map(async (window) => {
				const found = await Promise.all(
					calls.map(async (call) => await readCall(run, accountId, call, window)),
				);
				return { window, insights: found.flat() };
			}),
		);
		if (!isSimplified) return parts.flatMap(({ insights }) => insights as unknown as IDataObject[]);
		return joinWindows(
			parts.map(({ window, insights }): WindowRows => ({
				...(window ? { window } : {}),
				rows: insights.flatMap((insight) => rowsOf(insight, ownerOf(insight, accountId))),
			})),
		);
	},
});
