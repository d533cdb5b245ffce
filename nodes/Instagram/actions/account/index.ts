import { defineResource } from '../operation';
import { discover } from './discover.operation';
import { get } from './get.operation';
import { getInsights } from './getInsights.operation';
import { getMany } from './getMany.operation';
import { getPublishingLimit } from './getPublishingLimit.operation';

export const account = defineResource({
	name: 'Account',
	value: 'account',
	default: 'get',
	operations: { discover, get, getInsights, getMany, getPublishingLimit },
});
