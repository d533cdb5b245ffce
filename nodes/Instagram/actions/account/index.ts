import { defineResource } from '../resource';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { getPublishingLimit } from './getPublishingLimit.operation';

export const resource = defineResource(
	'account',
	{ get, getMany, getPublishingLimit },
	[
		{ name: 'Get', value: 'get', action: 'Get account', description: 'Read the profile of an account' },
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
