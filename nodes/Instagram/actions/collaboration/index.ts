import { defineResource } from '../operation';
import { getInvites } from './getInvites.operation';
import { respond } from './respond.operation';

export const collaboration = defineResource({
	name: 'Collaboration',
	value: 'collaboration',
	default: 'getInvites',
	operations: { getInvites, respond },
});
