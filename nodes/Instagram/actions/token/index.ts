import { defineResource } from '../operation';
import { inspect } from './inspect.operation';
import { refresh } from './refresh.operation';

export const token = defineResource({
	name: 'Token',
	value: 'token',
	default: 'inspect',
	operations: { inspect, refresh },
});
