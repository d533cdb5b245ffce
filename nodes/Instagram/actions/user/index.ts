import { defineResource } from '../operation';
import { get } from './get.operation';

export const user = defineResource({
	name: 'User',
	value: 'user',
	default: 'get',
	operations: { get },
});
