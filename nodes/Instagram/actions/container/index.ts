import { defineResource } from '../operation';
import { create } from './create.operation';
import { get } from './get.operation';
import { publish } from './publish.operation';

export const container = defineResource({
	name: 'Container',
	value: 'container',
	default: 'create',
	operations: { create, get, publish },
});
