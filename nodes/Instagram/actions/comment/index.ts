import { defineResource } from '../operation';
import { create } from './create.operation';
import { deleteComment } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { hide, unhide } from './hide.operation';
import { reply } from './reply.operation';

export const comment = defineResource({
	name: 'Comment',
	value: 'comment',
	default: 'getMany',
	operations: { create, delete: deleteComment, get, getMany, hide, reply, unhide },
});
