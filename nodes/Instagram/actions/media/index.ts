import { defineResource } from '../operation';
import { deleteMedia } from './delete.operation';
import { get } from './get.operation';
import { getInsights } from './getInsights.operation';
import { getMany } from './getMany.operation';
import { update } from './update.operation';

export const media = defineResource({
	name: 'Media',
	value: 'media',
	default: 'get',
	operations: { delete: deleteMedia, get, getInsights, getMany, update },
});
