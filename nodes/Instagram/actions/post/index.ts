import { defineResource } from '../operation';
import { publish } from './publish.operation';

export const post = defineResource({
	name: 'Post',
	value: 'post',
	default: 'publish',
	operations: { publish },
});
