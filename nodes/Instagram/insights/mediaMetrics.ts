import type { LoginMethod } from '../graph/types';

/** Meta's `media_product_type`, as far as it has insights. */
export type Surface = 'FEED' | 'REELS' | 'STORY';

/** A metric of a post, reel or story. Its period is always `lifetime`. */
export interface MediaMetric {
	readonly name: string;
	/** Meta's name. */
	readonly value: string;
	readonly description: string;
	readonly on: readonly Surface[];
	/** Absent if both login methods have it. */
	readonly only?: LoginMethod;
	readonly breakdown?: MediaBreakdown;
	/** Read by name only: Meta rejects the whole call for media without this metric. */
	readonly onRequest?: true;
	/** Only media published before this day has it; milliseconds since the epoch. */
	readonly before?: number;
}

export type MediaBreakdown = 'action_type' | 'story_navigation_action_type';

/** All surfaces with metrics. */
export const EVERYWHERE = ['FEED', 'REELS', 'STORY'] as const;
const POSTS = ['FEED', 'REELS'] as const;
const PROFILE = ['FEED', 'STORY'] as const;

/** Media published on or after this day has no `impressions`. */
const END_OF_IMPRESSIONS = Date.UTC(2024, 6, 2);

/**
 * The metrics of media, by where it is shown.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights (v26.0)
 */
export const MEDIA_METRICS: readonly MediaMetric[] = [
	{ name: 'Comments', value: 'comments', on: POSTS, description: 'Number of comments' },
	{
		name: 'Crossposted Views',
		value: 'crossposted_views',
		on: ['REELS'],
		onRequest: true,
		description: 'Views on Instagram and Facebook. Only for reels that are shared to Facebook.',
	},
	{
		name: 'Facebook Views',
		value: 'facebook_views',
		on: EVERYWHERE,
		onRequest: true,
		description: 'Views on Facebook. Only for media that is shared to Facebook.',
	},
	{ name: 'Follows', value: 'follows', on: PROFILE, description: 'New followers who came from the media' },
	{
		name: 'Impressions',
		value: 'impressions',
		on: PROFILE,
		onRequest: true,
		before: END_OF_IMPRESSIONS,
		description:
			'Number of times that the media was shown. Only for media published before 2 July 2024; replaced by Views.',
	},
	{ name: 'Likes', value: 'likes', on: POSTS, description: 'Number of likes' },
	{
		name: 'Link Clicks',
		value: 'link_clicks',
		on: ['STORY'],
		only: 'facebook',
		description: "Taps on a story's link. Facebook Login only.",
	},
	{
		name: 'Navigation',
		value: 'navigation',
		on: ['STORY'],
		breakdown: 'story_navigation_action_type',
		description: 'Taps and swipes forward, back or out of the story',
	},
	{
		name: 'Profile Activity',
		value: 'profile_activity',
		on: PROFILE,
		breakdown: 'action_type',
		description: 'Actions that people took on the profile after seeing the media',
	},
	{ name: 'Profile Visits', value: 'profile_visits', on: PROFILE, description: 'Visits to the profile' },
	{ name: 'Reach', value: 'reach', on: EVERYWHERE, description: 'Number of accounts that saw the media' },
	{
		name: 'Reel Skip Rate',
		value: 'reels_skip_rate',
		on: ['REELS'],
		description: 'Share of views that were skipped within the first seconds',
	},
	{
		name: 'Reel Watch Time, Average',
		value: 'ig_reels_avg_watch_time',
		on: ['REELS'],
		description: 'Average time that a reel was watched, in milliseconds',
	},
	{
		name: 'Reel Watch Time, Total',
		value: 'ig_reels_video_view_total_time',
		on: ['REELS'],
		description: 'Total time that a reel was watched, in milliseconds',
	},
	{ name: 'Replies', value: 'replies', on: ['STORY'], description: 'Replies to the story' },
	{ name: 'Reposts', value: 'reposts', on: EVERYWHERE, description: 'Number of reposts' },
	{ name: 'Saved', value: 'saved', on: POSTS, description: 'Number of saves' },
	{ name: 'Shares', value: 'shares', on: EVERYWHERE, description: 'Number of shares' },
	{
		name: 'Total Comments',
		value: 'total_comments',
		on: POSTS,
		only: 'facebook',
		description: 'Number of comments, including those on boosted copies. Facebook Login only.',
	},
	{
		name: 'Total Interactions',
		value: 'total_interactions',
		on: EVERYWHERE,
		description: 'Sum of likes, comments, saves, shares and replies, minus those that were undone',
	},
	{
		name: 'Total Likes',
		value: 'total_likes',
		on: POSTS,
		only: 'facebook',
		description: 'Number of likes, including those on boosted copies. Facebook Login only.',
	},
	{
		name: 'Total Views',
		value: 'total_views',
		on: EVERYWHERE,
		only: 'facebook',
		description: 'Number of views, including those of boosted copies. Facebook Login only.',
	},
	{
		name: 'Views',
		value: 'views',
		on: EVERYWHERE,
		description: 'Number of times that the media was shown or played',
	},
];
