import { defineParameter, readRaw } from '../parameters/parameter';
import { choice, readNames } from '../parameters/readers';

const showForDays = { show: { period: ['day'] } };
const showForLifetime = { show: { period: ['lifetime'] } };

export const period = defineParameter(
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
	choice(['day', 'lifetime']),
);

export const metricType = defineParameter(
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
		description: 'One value for the whole time range, or one per day (Reach only)',
	},
	choice(['time_series', 'total_value']),
);

export const breakdown = defineParameter(
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
		hint: 'Empty: totals; demographics once for each dimension',
	},
	readNames,
);

export const timeframe = defineParameter(
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
	choice(['last_14_days', 'last_30_days', 'last_90_days', 'prev_month', 'this_month', 'this_week']),
);

export const since = defineParameter(
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		displayOptions: showForDays,
		description:
			'Start of the time range, at most two years ago. Leave Since and Until empty for the last 24 hours. Ranges longer than 30 days are read in several calls and combined.',
		hint: 'Since and Until empty: the last 24 hours',
	},
	readRaw,
);

export const until = defineParameter(
	{
		displayName: 'Until',
		name: 'until',
		type: 'dateTime',
		default: '',
		displayOptions: showForDays,
		description: 'End of the time range (inclusive). Leave empty for the current time.',
		hint: 'Empty: the current time',
	},
	readRaw,
);
