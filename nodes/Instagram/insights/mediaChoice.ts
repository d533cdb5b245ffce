import type { LoginMethod } from '../graph/types';
import { InputError } from '../parameters/inputError';
import type { MediaBreakdown, MediaMetric, Surface } from './mediaMetrics';
import { EVERYWHERE, MEDIA_METRICS } from './mediaMetrics';

const SURFACE_NAMES: Readonly<Record<Surface, string>> = {
	FEED: 'posts in the feed',
	REELS: 'reels',
	STORY: 'stories',
};

/** The parameters of Media > Get Insights. */
export interface MediaInsightsChoice {
	/** Empty for all that apply. */
	metrics: readonly MediaMetric[];
	breakdown?: MediaBreakdown;
	loginMethod: LoginMethod;
}

/** What determines the metrics of a media. */
export interface MediaKind {
	/** Absent if the media is shown on a surface without metrics of its own, such as AD. */
	surface?: Surface;
	/** Milliseconds since the epoch. */
	publishedAt?: number;
}

function named(metrics: readonly MediaMetric[]): string {
	return metrics.map(({ value }) => value).join(', ');
}

function offered({ only }: MediaMetric, loginMethod: LoginMethod): boolean {
	return only === undefined || only === loginMethod;
}

/**
 * Checks the parameters of Media > Get Insights.
 *
 * @throws InputError that names what is allowed
 */
export function chooseMediaMetrics(
	metrics: readonly string[],
	breakdown: string,
	loginMethod: LoginMethod,
): MediaInsightsChoice {
	const available = MEDIA_METRICS.filter((metric) => offered(metric, loginMethod));
	const chosen = metrics.map((value) => {
		const metric = MEDIA_METRICS.find((one) => one.value === value);
		if (metric && offered(metric, loginMethod)) return metric;
		throw new InputError(
			'Metrics',
			metric
				? `has '${value}', which Meta offers with Facebook Login only`
				: `has '${value}', which is not a metric of media`,
			`Allowed are ${named(available)}.`,
		);
	});
	if (breakdown === '') return { metrics: chosen, loginMethod };
	const withBreakdown = available.filter((metric) => metric.breakdown === breakdown);
	if (withBreakdown.length === 0) {
		const allowed = available.flatMap((metric) => metric.breakdown ?? []);
		throw new InputError(
			'Breakdown',
			`is '${breakdown}', which is not a breakdown of media`,
			`Allowed are ${allowed.join(', ')}, or none.`,
		);
	}
	const without = chosen.find((metric) => metric.breakdown !== breakdown);
	if (without) {
		throw new InputError(
			'Breakdown',
			`is '${breakdown}', which '${without.value}' does not have`,
			`${without.breakdown ? `Its breakdown is ${without.breakdown}` : 'It has none'}; ${breakdown} goes with ${named(withBreakdown)} only.`,
		);
	}
	return { metrics: chosen, breakdown: breakdown as MediaBreakdown, loginMethod };
}

/** Whether the kind of media must be known before its metrics can be requested. */
export function dependsOnKind({ metrics }: MediaInsightsChoice): boolean {
	return (
		metrics.length === 0 ||
		metrics.some(({ on, before }) => on.length < EVERYWHERE.length || before !== undefined)
	);
}

function fits(metric: MediaMetric, { surface, publishedAt }: MediaKind): boolean {
	// Meta does not document the metrics of other surfaces: request those that all surfaces have.
	if (surface ? !metric.on.includes(surface) : metric.on.length < EVERYWHERE.length) return false;
	return metric.before === undefined || publishedAt === undefined || publishedAt < metric.before;
}

/**
 * Returns the metrics to request.
 *
 * @param kind needed if {@link dependsOnKind}
 * @throws InputError if a chosen metric does not exist for this media
 */
export function mediaMetricsFor(choice: MediaInsightsChoice, kind?: MediaKind): string[] {
	const { metrics, breakdown, loginMethod } = choice;
	if (!kind) return metrics.map(({ value }) => value);
	const there = MEDIA_METRICS.filter((metric) => offered(metric, loginMethod) && fits(metric, kind));
	const place = kind.surface ? SURFACE_NAMES[kind.surface] : 'this kind of media';
	if (metrics.length > 0) {
		const wrong = metrics.find((metric) => !there.includes(metric));
		if (!wrong) return metrics.map(({ value }) => value);
		const tooNew =
			wrong.before !== undefined && kind.surface !== undefined && wrong.on.includes(kind.surface);
		throw new InputError(
			'Metrics',
			tooNew
				? `has '${wrong.value}', which Meta has only for media published before ${new Date(wrong.before ?? 0).toISOString().slice(0, 10)}`
				: `has '${wrong.value}', which ${place} do${kind.surface ? '' : 'es'} not have`,
			`Allowed here are ${named(there)}. Leave 'Metrics' empty to read all that apply.`,
		);
	}
	const all = there.filter((metric) =>
		breakdown === undefined ? metric.onRequest === undefined : metric.breakdown === breakdown,
	);
	if (all.length > 0) return all.map(({ value }) => value);
	throw new InputError(
		'Breakdown',
		`is '${breakdown}', which ${place} do${kind.surface ? '' : 'es'} not have`,
		`Allowed here are ${[...new Set(there.flatMap((metric) => metric.breakdown ?? []))].join(', ') || 'none'}.`,
	);
}
