export type Period = 'day' | 'lifetime';

export type MetricType = 'total_value' | 'time_series';

/** A metric of an account. */
export interface AccountMetric {
	readonly name: string;
	/** Meta's name. */
	readonly value: string;
	readonly description: string;
	readonly period: Period;
	/** Empty if Meta accepts no `metric_type` with it and returns one value per day. */
	readonly types: readonly MetricType[];
	readonly breakdowns: readonly string[];
	/** Timeframes that Meta accepts; it requires one. */
	readonly timeframes?: readonly string[];
	/** Counts people: the counts of two time ranges cannot be added, because a person may be in both. */
	readonly countsPeople?: true;
	/** Read by name only: Meta does not have it for every account, or does not document it. */
	readonly onRequest?: true;
}

const TOTAL = ['total_value'] as const;
const PRODUCT = ['media_product_type'] as const;
const PEOPLE = ['age', 'city', 'country', 'gender'] as const;

/** Since v20.0 the other four timeframes are not available for engaged and reached audiences. */
const RECENT = ['this_month', 'this_week'] as const;
const ALL_TIMEFRAMES = ['last_14_days', 'last_30_days', 'last_90_days', 'prev_month', ...RECENT] as const;

/** Sums of daily counts. */
const daily = { period: 'day', types: TOTAL } as const;

/** Demographics. Meta returns the 45 most frequent values, and none below 100 people. */
const audience = { period: 'lifetime', types: TOTAL, breakdowns: PEOPLE } as const;

/**
 * The metrics of an account. `views` is broken down by `follow_type` as in Meta's SDK; its page says `follower_type`.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights (v26.0)
 */
export const ACCOUNT_METRICS: readonly AccountMetric[] = [
	{
		name: 'Accounts Engaged',
		value: 'accounts_engaged',
		...daily,
		breakdowns: [],
		countsPeople: true,
		description: 'Number of accounts that interacted with the content',
	},
	{ name: 'Comments', value: 'comments', ...daily, breakdowns: PRODUCT, description: 'Number of comments' },
	{
		name: 'Engaged Audience Demographics',
		value: 'engaged_audience_demographics',
		...audience,
		timeframes: RECENT,
		description: 'Age, city, country or gender of the people who interacted with the content. Lifetime only.',
	},
	{
		name: 'Follower Count',
		value: 'follower_count',
		period: 'day',
		types: [],
		breakdowns: [],
		onRequest: true,
		description: 'New followers per day, for accounts with at least 100 followers',
	},
	{
		name: 'Follower Demographics',
		value: 'follower_demographics',
		...audience,
		timeframes: ALL_TIMEFRAMES,
		description: 'Age, city, country or gender of the followers. Lifetime only.',
	},
	{
		name: 'Follows and Unfollows',
		value: 'follows_and_unfollows',
		...daily,
		breakdowns: ['follow_type'],
		description: 'New and lost followers, for accounts with at least 100 followers',
	},
	{ name: 'Likes', value: 'likes', ...daily, breakdowns: PRODUCT, description: 'Number of likes' },
	{
		name: 'Online Followers',
		value: 'online_followers',
		period: 'lifetime',
		types: [],
		breakdowns: [],
		onRequest: true,
		description:
			'Followers who were online, by hour, for accounts with at least 100 followers. Lifetime only.',
	},
	{
		name: 'Profile Links Taps',
		value: 'profile_links_taps',
		...daily,
		breakdowns: ['contact_button_type'],
		description: "Taps on the profile's contact buttons",
	},
	{
		name: 'Profile Views',
		value: 'profile_views',
		...daily,
		breakdowns: [],
		onRequest: true,
		description: 'Visits to the profile',
	},
	{
		name: 'Reach',
		value: 'reach',
		period: 'day',
		types: ['total_value', 'time_series'],
		breakdowns: ['follow_type', 'media_product_type'],
		countsPeople: true,
		description:
			'Number of accounts that saw the content. The only metric that is also available as a time series.',
	},
	{
		name: 'Reached Audience Demographics',
		value: 'reached_audience_demographics',
		...audience,
		timeframes: RECENT,
		onRequest: true,
		description: 'Age, city, country or gender of the people who saw the content. Lifetime only.',
	},
	{ name: 'Replies', value: 'replies', ...daily, breakdowns: [], description: 'Replies to stories' },
	{ name: 'Reposts', value: 'reposts', ...daily, breakdowns: [], description: 'Number of reposts' },
	{
		name: 'Saves',
		value: 'saves',
		...daily,
		breakdowns: PRODUCT,
		description: 'Number of saves',
	},
	{
		name: 'Shares',
		value: 'shares',
		...daily,
		breakdowns: PRODUCT,
		description: 'Number of shares',
	},
	{
		name: 'Total Interactions',
		value: 'total_interactions',
		...daily,
		breakdowns: PRODUCT,
		description: 'Sum of likes, comments, saves, shares and replies, minus those that were undone',
	},
	{
		name: 'Views',
		value: 'views',
		...daily,
		breakdowns: ['follow_type', 'media_product_type'],
		description: 'Number of times that content was shown or played',
	},
	{
		name: 'Website Clicks',
		value: 'website_clicks',
		...daily,
		breakdowns: [],
		onRequest: true,
		description: "Taps on the profile's website",
	},
];
