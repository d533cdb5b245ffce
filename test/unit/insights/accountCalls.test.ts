import type { AccountInsightsChoice } from '../../../nodes/Instagram/insights/accountCalls';
import { planAccountInsights } from '../../../nodes/Instagram/insights/accountCalls';
import { ACCOUNT_METRICS } from '../../../nodes/Instagram/insights/accountMetrics';

const CHOICE: AccountInsightsChoice = {
	metrics: [],
	period: 'day',
	metricType: 'total_value',
	breakdown: [],
	timeframe: 'this_month',
};

const plan = (choice: Partial<AccountInsightsChoice> = {}) => planAccountInsights({ ...CHOICE, ...choice });

describe('planAccountInsights', () => {
	it('puts metrics with the same query into one call', () => {
		expect(plan({ metrics: ['views', 'reach', 'follower_count'] })).toEqual([
			{
				metrics: ['views', 'reach'],
				skipUnsupported: false,
				query: { period: 'day', metric_type: 'total_value' },
			},
			{ metrics: ['follower_count'], skipUnsupported: false, query: { period: 'day' } },
		]);
	});

	it('sends a timeframe for demographics only', () => {
		const calls = plan({ period: 'lifetime', metrics: ['follower_demographics', 'online_followers'] });
		expect(calls.map(({ metrics, query }) => [metrics, query.breakdown, query.timeframe])).toEqual([
			[['follower_demographics'], 'age', 'this_month'],
			[['follower_demographics'], 'city', 'this_month'],
			[['follower_demographics'], 'country', 'this_month'],
			[['follower_demographics'], 'gender', 'this_month'],
			[['online_followers'], undefined, undefined],
		]);
	});

	it('plans only allowed combinations for every setting, if no metric is chosen', () => {
		const breakdowns = [...new Set(ACCOUNT_METRICS.flatMap((metric) => metric.breakdowns))];
		for (const metricType of ['total_value', 'time_series'] as const)
			for (const period of ['day', 'lifetime'] as const)
				for (const timeframe of ['this_week', 'last_14_days'])
					for (const breakdown of [[], ...breakdowns.map((one) => [one])]) {
						const choice = { period, metricType, timeframe, breakdown };
						const isThere = ACCOUNT_METRICS.some(
							(metric) =>
								metric.period === period &&
								(period === 'lifetime' || metric.types.includes(metricType)) &&
								breakdown.every((one) => metric.breakdowns.includes(one)),
						);
						if (!isThere) {
							expect(() => plan(choice)).toThrow("'Breakdown'");
							continue;
						}
						const metrics = plan(choice).flatMap((call) => call.metrics);
						expect(metrics.length).toBeGreaterThan(0);
						// Asked for by name they pass the same checks.
						expect(() => plan({ ...choice, metrics })).not.toThrow();
					}
	});

	it('requests only reach as a time series', () => {
		expect(plan({ metricType: 'time_series' })).toEqual([
			{ metrics: ['reach'], skipUnsupported: true, query: { period: 'day', metric_type: 'time_series' } },
		]);
	});
});
