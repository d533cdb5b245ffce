import type { INodeProperties } from 'n8n-workflow';

import { ACCOUNT_METRICS } from '../insights/accountMetrics';
import { MEDIA_METRICS } from '../insights/mediaMetrics';

interface Offered {
	name: string;
	value: string;
	description: string;
}

function metrics(offered: readonly Offered[]): INodeProperties {
	return {
		displayName: 'Metrics',
		name: 'metrics',
		type: 'multiOptions',
		options: offered.map(({ name, value, description }) => ({ name, value, description })),
		default: [],
		description:
			'Figures to read. Leave empty for all that apply; an expression may give the names as comma-separated text.',
	};
}

export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const mediaMetrics: INodeProperties = metrics(MEDIA_METRICS);

export const mediaBreakdown: INodeProperties = {
	displayName: 'Breakdown',
	name: 'breakdown',
	type: 'options',
	options: [
		{
			name: 'Action Type',
			value: 'action_type',
			description: 'What people did on the profile, for the metric Profile Activity of posts and stories',
		},
		{ name: 'None', value: '', description: 'One figure per metric' },
		{
			name: 'Story Navigation Action Type',
			value: 'story_navigation_action_type',
			description: 'Forward, back, next story or exit, for the metric Navigation of stories',
		},
	],
	default: '',
	description: 'What to split the figures by. If Metrics is empty, only those are read that can be split so.',
};

const showForDays = { show: { period: ['day'] } };
const showForLifetime = { show: { period: ['lifetime'] } };

/** What Account > Get Insights asks for. */
export const accountInsights: INodeProperties[] = [
	metrics(ACCOUNT_METRICS),
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{
				name: 'Day',
				value: 'day',
				description: 'What happened in a span of time: reach, views, likes, follows and the like',
			},
			{
				name: 'Lifetime',
				value: 'lifetime',
				description: 'Who the audience is: demographics and the hours at which followers are online',
			},
		],
		default: 'day',
		description: 'Which of the two kinds of figures to read',
	},
	{
		displayName: 'Metric Type',
		name: 'metricType',
		type: 'options',
		options: [
			{
				name: 'Time Series',
				value: 'time_series',
				description: 'One value for each day. Meta has it for Reach only.',
			},
			{ name: 'Total Value', value: 'total_value', description: 'One value for the whole span of time' },
		],
		default: 'total_value',
		displayOptions: showForDays,
		description: 'Whether to read one value for the whole span of time or one for each day',
	},
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
				description: 'Followers and others: Reach, Views, and Follows and Unfollows',
			},
			{ name: 'Gender', value: 'gender', description: 'Demographics only' },
			{
				name: 'Media Product Type',
				value: 'media_product_type',
				description:
					'Posts, reels, stories and ads: Reach, Views, Likes, Comments, Saves, Shares, Total Interactions',
			},
		],
		default: [],
		description:
			'What to split the figures by; two are crossed, such as age with gender. Leave empty for none; demographics are then read by each of theirs in turn. If Metrics is empty, only those are read that can be split so.',
	},
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
		description: 'Span of time that demographics are counted over',
	},
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		displayOptions: showForDays,
		description:
			'Begin of the span of time, at most two years back. Leave Since and Until empty for the last 24 hours. More than 30 days are read in parts and joined.',
	},
	{
		displayName: 'Until',
		name: 'until',
		type: 'dateTime',
		default: '',
		displayOptions: showForDays,
		description: 'End of the span of time, included. Leave empty for now.',
	},
];
