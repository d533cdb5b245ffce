import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { accountInsights, simplify } from '../../descriptions/insights';
import { accountLocator } from '../../descriptions/account';
import type { AccountInsightsChoice, InsightsCall } from '../../insights/accountCalls';
import { planAccountInsights } from '../../insights/accountCalls';
import { readSupportedMetrics } from '../../insights/supportedMetrics';
import type { Range } from '../../insights/range';
import { readRange, windowsOf } from '../../insights/range';
import type { Insight, WindowRows } from '../../insights/rows';
import { joinWindows, rowsOf } from '../../insights/rows';
import type { ItemRun, Operation } from '../operation';
import { readNames, readLocator } from '../parameters';

function choiceOf({ parameter }: ItemRun): AccountInsightsChoice {
	return {
		metrics: readNames(parameter('metrics', []), 'Metrics'),
		period: String(parameter('period', 'day')),
		metricType: String(parameter('metricType', 'total_value')),
		breakdown: readNames(parameter('breakdown', []), 'Breakdown'),
		timeframe: String(parameter('timeframe', 'this_month')),
	};
}

function windowsFor({ parameter, context, connection }: ItemRun, period: string): Array<Range | undefined> {
	if (period !== 'day') return [undefined];
	const given = { since: parameter('since', ''), until: parameter('until', '') };
	const range = readRange(given, context.getTimezone(), connection.clock.now());
	return range ? windowsOf(range) : [undefined];
}

async function readCall(
	{ connection }: ItemRun,
	account: string,
	{ metrics, skipUnsupported: lenient, query }: InsightsCall,
	window?: Range,
): Promise<Insight[]> {
	const read = async (some: string[]): Promise<Insight[]> => {
		const { data } = await connection.graph.call<{ data?: Insight[] }>({
			method: 'GET',
			path: `/${account}/insights`,
			query: { metric: some.join(','), ...query, ...window },
			repeatable: true,
			accountId: account,
			permission: 'insights',
		});
		return data ?? [];
	};
	return lenient ? await readSupportedMetrics(metrics, read) : await read(metrics);
}

/** The account's id, which `me` does not tell, but Meta's id of the figure does. */
function ownerOf({ id = '' }: Insight, account: string): IDataObject {
	return { accountId: account === 'me' ? id.split('/')[0] : account };
}

/** The figures of an account: one item per metric, per value of its breakdown, or per day. */
export const getInsights: Operation = {
	properties: [accountLocator, ...accountInsights, simplify],
	concurrent: true,
	async execute(run) {
		const choice = choiceOf(run);
		const calls = planAccountInsights(choice);
		const windows = windowsFor(run, choice.period);
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		const parts = await Promise.all(
			windows.map(async (window) => {
				const read = await Promise.all(calls.map(async (call) => await readCall(run, account, call, window)));
				return { window, insights: read.flat() };
			}),
		);
		if (run.parameter('simplify', true) === false) {
			return parts.flatMap(({ insights }) => insights as unknown as IDataObject[]);
		}
		return joinWindows(
			parts.map(({ window, insights }): WindowRows => ({
				...(window ? { window } : {}),
				rows: insights.flatMap((insight) => rowsOf(insight, ownerOf(insight, account))),
			})),
		);
	},
};
