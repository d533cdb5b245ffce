import { defineResource } from '../operation';
import { discover } from './discover.operation';
import { get } from './get.operation';
import { getInsights } from './getInsights.operation';
import { getMany } from './getMany.operation';
import { getPublishingLimit } from './getPublishingLimit.operation';

export const resource = defineResource(
	'account',
	{ discover, get, getInsights, getMany, getPublishingLimit },
	[
		{
			name: 'Discover',
			value: 'discover',
			action: 'Discover account',
			description: 'Look up another professional account and its newest posts (Facebook Login only)',
		},
		{ name: 'Get', value: 'get', action: 'Get account', description: 'Read the profile of an account' },
		{
			name: 'Get Insights',
			value: 'getInsights',
			action: 'Get insights of account',
			description: 'Read the figures of an account, such as its reach, views, follows and demographics',
		},
		{
			name: 'Get Many',
			value: 'getMany',
			action: 'Get many accounts',
			description: 'List the accounts that the credential reaches',
		},
		{
			name: 'Get Publishing Limit',
			value: 'getPublishingLimit',
			action: 'Get publishing limit of account',
			description: 'Read how many posts the account may still publish today',
		},
	],
	'get',
);
