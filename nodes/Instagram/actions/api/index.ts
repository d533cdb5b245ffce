import { defineResource } from '../operation';
import { request } from './request.operation';

export const api = defineResource({
	name: 'API',
	value: 'api',
	default: 'request',
	operations: { request },
});
