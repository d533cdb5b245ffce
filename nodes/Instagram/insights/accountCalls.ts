import { InputError } from '../parameters/inputError';
import type { AccountMetric, MetricType, Period } from './accountMetrics';
import { ACCOUNT_METRICS } from './accountMetrics';
import * as parameters from './accountParameters';

/** The parameters of Account > Get Insights. */
export interface AccountInsightsChoice {
	/** Empty for all that apply. */
	metrics: readonly string[];
	period: Period;
	/** Used with the period `day`. */
	metricType: MetricType;
	/** With none, demographics are read once per breakdown that they have. */
	breakdown: readonly string[];
	/** Used with the period `lifetime`. */
	timeframe?: string;
}

/** A call of `/{account}/insights`: metrics that can be requested together, and their query. */
export interface InsightsCall {
	metrics: string[];
	/** Whether to omit metrics that Meta rejects, because the user did not choose them by name. */
	skipUnsupported: boolean;
	query: { period: string; metric_type?: string; breakdown?: string; timeframe?: string };
}

function metricNamed(value: string): AccountMetric {
	const metric = ACCOUNT_METRICS.find((one) => one.value === value);
	if (metric) return metric;
	throw new InputError(
		'Metrics',
		`has '${value}', which is not a metric of accounts`,
		`Allowed are ${ACCOUNT_METRICS.map((one) => one.value).join(', ')}.`,
	);
}

/** Whether a metric supports a metric type. A metric without types is sent without one. */
function takesType({ types }: AccountMetric, metricType: MetricType): boolean {
	return types.length === 0 || types.includes(metricType);
}

function takesBreakdown({ breakdowns }: AccountMetric, breakdown: readonly string[]): boolean {
	return breakdown.every((one) => breakdowns.includes(one));
}

function takesTimeframe({ timeframes }: AccountMetric, timeframe = ''): boolean {
	return timeframes === undefined || timeframes.includes(timeframe);
}

/** @throws InputError for the first setting that Meta would reject for this metric */
function assertCombination(metric: AccountMetric, choice: AccountInsightsChoice): void {
	const { period, metricType, breakdown, timeframe } = choice;
	const { value } = metric;
	if (metric.period !== period) {
		throw new InputError(
			parameters.period.property.displayName,
			`is '${period}', which Meta does not have for '${value}'`,
			`For ${value} it must be ${metric.period}.`,
		);
	}
	if (period === 'day' && !takesType(metric, metricType)) {
		throw new InputError(
			parameters.metricType.property.displayName,
			`is '${metricType}', which Meta does not have for '${value}'`,
			`For ${value} it must be ${metric.types.join(' or ')}.`,
		);
	}
	const wrong = breakdown.find((one) => !metric.breakdowns.includes(one));
	if (wrong !== undefined) {
		throw new InputError(
			parameters.breakdown.property.displayName,
			`has '${wrong}', which Meta does not have for '${value}'`,
			metric.breakdowns.length > 0
				? `Allowed for ${value} are ${metric.breakdowns.join(', ')}, or none.`
				: `${value} has none: leave it empty.`,
		);
	}
	if (!takesTimeframe(metric, timeframe)) {
		throw new InputError(
			parameters.timeframe.property.displayName,
			`is '${timeframe}', which Meta does not have for '${value}'`,
			`Allowed for ${value} are ${metric.timeframes?.join(', ')}.`,
		);
	}
}

/** All metrics that support the other parameters, except those that are read by name only. */
function allThatApply(choice: AccountInsightsChoice): AccountMetric[] {
	const { period, metricType, breakdown, timeframe } = choice;
	const there = ACCOUNT_METRICS.filter(
		(metric) =>
			metric.period === period &&
			(period !== 'day' || takesType(metric, metricType)) &&
			takesBreakdown(metric, breakdown) &&
			takesTimeframe(metric, timeframe),
	);
	if (there.length > 0) return there.filter(({ onRequest }) => !onRequest);
	const fitting = ACCOUNT_METRICS.filter((metric) => metric.period === period);
	const breakdowns = [...new Set(fitting.flatMap((metric) => metric.breakdowns))];
	throw new InputError(
		parameters.breakdown.property.displayName,
		`is '${breakdown.join(', ')}', which no metric has with these settings`,
		`With the period ${period} there are ${breakdowns.join(', ')}. Not every two go together.`,
	);
}

/** The breakdowns to request for a metric, each with its own call; `undefined` for none. */
function breakdownsOf(metric: AccountMetric, breakdown: readonly string[]): Array<string | undefined> {
	if (breakdown.length > 0) return [breakdown.join(',')];
	// Demographics have no value without a breakdown. Requested together, breakdowns would be combined.
	return metric.timeframes ? [...metric.breakdowns] : [undefined];
}

/**
 * Plans the calls: metrics with the same query share one.
 *
 * @throws InputError for what Meta would reject; it names what Meta allows
 */
export function planAccountInsights(choice: AccountInsightsChoice): InsightsCall[] {
	const { period, metricType, breakdown, timeframe } = choice;
	const chosen = choice.metrics.map(metricNamed);
	for (const metric of chosen) assertCombination(metric, choice);
	const calls = new Map<string, InsightsCall>();
	for (const metric of chosen.length > 0 ? chosen : allThatApply(choice)) {
		for (const by of breakdownsOf(metric, breakdown)) {
			const query: InsightsCall['query'] = {
				period,
				...(metric.types.length > 0 ? { metric_type: period === 'day' ? metricType : 'total_value' } : {}),
				...(by === undefined ? {} : { breakdown: by }),
				...(metric.timeframes ? { timeframe } : {}),
			};
			const key = JSON.stringify(query);
			const call = calls.get(key) ?? { metrics: [], skipUnsupported: chosen.length === 0, query };
			call.metrics.push(metric.value);
			calls.set(key, call);
		}
	}
	return [...calls.values()];
}
