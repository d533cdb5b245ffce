import { defineResource } from '../operation';
import { deleteProfile } from './delete.operation';
import { get } from './get.operation';
import { set } from './set.operation';

export const messagingProfile = defineResource({
	name: 'Messaging Profile',
	value: 'messagingProfile',
	default: 'get',
	operations: { delete: deleteProfile, get, set },
});
