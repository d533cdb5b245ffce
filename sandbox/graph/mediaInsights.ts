import type { LoginMethod, ProductType, PublishedMedia } from '../model';
import { requirePermission } from './authorize';
import type { AuthorizedCall } from './call';
import { invalidParameter, MetaRefusal } from './errors';

/** https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights */
const METRICS: Record<ProductType, string[]> = {
	FEED: [
		...[
			'comments',
			'facebook_views',
			'follows',
			'impressions',
			'likes',
			'profile_activity',
			'profile_visits',
		],
		...['reach', 'reposts', 'saved', 'shares', 'total_interactions', 'views'],
		...['total_comments', 'total_likes', 'total_views'],
	],
	REELS: [
		...['comments', 'crossposted_views', 'facebook_views', 'ig_reels_avg_watch_time'],
		...['ig_reels_video_view_total_time', 'likes', 'reach', 'reels_skip_rate', 'reposts', 'saved', 'shares'],
		...['total_interactions', 'views', 'total_comments', 'total_likes', 'total_views'],
	],
	STORY: [
		...['facebook_views', 'follows', 'impressions', 'link_clicks', 'navigation', 'profile_activity'],
		...[
			'profile_visits',
			'reach',
			'replies',
			'reposts',
			'shares',
			'total_interactions',
			'views',
			'total_views',
		],
	],
};

const FACEBOOK_ONLY = new Set(['link_clicks', 'total_comments', 'total_likes', 'total_views']);

const ON_FACEBOOK = new Set(['crossposted_views', 'facebook_views']);

const BREAKDOWNS: Record<string, { metric: string; values: string[] }> = {
	action_type: { metric: 'profile_activity', values: ['bio_link_clicked', 'email', 'call'] },
	story_navigation_action_type: {
		metric: 'navigation',
		values: ['tap_forward', 'tap_back', 'tap_exit', 'swipe_forward'],
	},
};

/** Published from this day on, media has no impressions. */
const NO_IMPRESSIONS = Date.UTC(2024, 6, 2);

const STORY_LIFE = 24 * 3600_000;

const ENOUGH_VIEWERS = 5;

const VIEWERS = 120;

/** A value that differs from metric to metric and grows with the media's likes. */
function valueOf({ likes, comments }: PublishedMedia, metric: string): number {
	if (metric === 'likes' || metric === 'total_likes') return likes;
	if (metric === 'comments' || metric === 'total_comments') return comments;
	return (likes + 7) * (1 + (metric.length % 5)) + metric.charCodeAt(0);
}

function checkMetric({ world, loginMethod }: AuthorizedCall, media: PublishedMedia, metric: string): void {
	const known = Object.values(METRICS).some((metrics) => metrics.includes(metric));
	if (!known || (FACEBOOK_ONLY.has(metric) && loginMethod === ('instagram' satisfies LoginMethod))) {
		throw invalidParameter(
			`metric[0] must be one of the following values: ${METRICS[media.productType].join(', ')}`,
		);
	}
	if (!METRICS[media.productType].includes(metric)) {
		throw invalidParameter(
			`The Media Insights API does not support the ${metric} metric for this media product type.`,
		);
	}
	if (metric === 'impressions' && media.publishedAt >= NO_IMPRESSIONS) {
		throw invalidParameter('The Media Insights API does not support the impressions metric for this media.');
	}
	if (ON_FACEBOOK.has(metric) && !media.onFacebook) {
		throw invalidParameter(`The ${metric} metric is not available: the media is not shared to Facebook.`);
	}
	if (media.productType === 'STORY' && (media.viewers ?? VIEWERS) < ENOUGH_VIEWERS) {
		throw new MetaRefusal(10, '(#10) Not enough viewers for the media to show insights');
	}
	if (media.productType === 'STORY' && media.publishedAt <= world.clock.now() - STORY_LIFE) {
		throw invalidParameter('The story has expired.');
	}
}

/**
 * The insights of a media.
 *
 * @throws MetaRefusal for a metric that it does not have, and code 1 for a breakdown that a metric does not have
 */
export function mediaInsights(
	call: AuthorizedCall,
	media: PublishedMedia,
	asked: Record<string, string | undefined>,
): { data: unknown[] } {
	requirePermission(call, 'insights');
	const metrics = (asked.metric ?? '').split(',').filter(Boolean);
	if (metrics.length === 0) throw invalidParameter('The parameter metric is required');
	if (asked.period !== undefined && asked.period !== 'lifetime') throw invalidParameter('Invalid period');
	for (const metric of metrics) checkMetric(call, media, metric);
	const by = asked.breakdown === undefined ? undefined : BREAKDOWNS[asked.breakdown];
	if (asked.breakdown !== undefined && metrics.some((metric) => metric !== by?.metric)) {
		throw new MetaRefusal(1, 'An unknown error has occurred.', { status: 500 });
	}
	// The pictures of an album have none.
	if (media.parentId !== undefined) return { data: [] };
	return {
		data: metrics.map((metric) => {
			const value = valueOf(media, metric);
			const results = by?.values.map((dimension, index) => ({
				dimension_values: [dimension],
				value: index === 0 ? value - by.values.length + 1 : 1,
			}));
			return {
				name: metric,
				period: 'lifetime',
				...(results
					? { total_value: { value, breakdowns: [{ dimension_keys: [asked.breakdown], results }] } }
					: { values: [{ value }] }),
				title: metric.replaceAll('_', ' '),
				description: `What ${metric} means.`,
				id: `${media.id}/insights/${metric}/lifetime`,
			};
		}),
	};
}
