import { defineResource } from '../operation';
import { get } from './get.operation';
import { reply } from './reply.operation';

export const mention = defineResource({
	name: 'Mention',
	value: 'mention',
	default: 'get',
	operations: { get, reply },
});
