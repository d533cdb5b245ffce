import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { metricsPicker, simplify } from '../../descriptions/insights';
import type { InsightsCall } from '../../insights/accountCalls';
import { planAccountInsights } from '../../insights/accountCalls';
import { ACCOUNT_METRICS } from '../../insights/accountMetrics';
import { breakdown, metricType, period, since, timeframe, until } from '../../insights/accountParameters';
import type { Range } from '../../insights/range';
import { readRange, windowsOf } from '../../insights/range';
import type { Insight, WindowRows } from '../../insights/rows';
import { joinWindows, rowsOf } from '../../insights/rows';
import { readSupportedMetrics } from '../../insights/supportedMetrics';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';

const metrics = metricsPicker(ACCOUNT_METRICS);

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
		const isByDay = read(period) === 'day';
		const calls = planAccountInsights({
			metrics: read(metrics),
			period: read(period),
			metricType: isByDay ? read(metricType) : 'total_value',
			breakdown: read(breakdown),
			timeframe: isByDay ? undefined : read(timeframe),
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
