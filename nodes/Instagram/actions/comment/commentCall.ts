import { readId } from '../../input';
import type { GraphCall } from '../../graph/types';
import type { NamedObject } from '../objectOf';
import type { ItemRun } from '../operation';

/** A call about comments: what all of them have in common. */
export function commentCall(
	{ connection }: ItemRun,
	call: Omit<GraphCall, 'permission' | 'accountId'>,
): GraphCall {
	const { loginMethod } = connection.settings;
	return { ...call, permission: 'comments', ...(loginMethod === 'instagram' ? { accountId: 'me' } : {}) };
}

/** The comment that an item names. @throws InputError if that is no id */
export function commentOf({ parameter }: ItemRun): NamedObject {
	return {
		parameter: 'Comment ID',
		id: readId(parameter('commentId', ''), 'Comment ID'),
		kind: 'a comment',
		nodeType: /comment/i,
		hint: "Comment > Get Many lists the comments on a post with their IDs; comments on other accounts' posts cannot be reached.",
	};
}
