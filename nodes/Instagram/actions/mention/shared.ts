import type { INodePropertyMode } from 'n8n-workflow';

import { mediaLocator } from '../../descriptions/media';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { hasValue, readLocator } from '../../parameters/readers';
import type { Target } from '../targetErrors';

/** The list mode offers the account's own posts, but a mention is on another account's post. */
function findsOthers({ name }: INodePropertyMode): boolean {
	return name !== 'list';
}

const HINTS: Readonly<Record<string, string>> = {
	id: 'media_id of a Mention event of the Instagram Trigger',
	url: 'Link to a post in which your account is tagged',
};

/** The post of another account that mentions the account. */
export const mentioningMedia = defineParameter(
	{
		...mediaLocator,
		default: { mode: 'id', value: '' },
		description:
			'Post of another account that mentions yours, in its caption or in a comment: media_id of a Mention event of the Instagram Trigger, or the URL of a post in which your account is tagged',
		modes: mediaLocator.modes?.filter(findsOthers).map((mode) => ({ ...mode, hint: HINTS[mode.name] })),
	},
	readLocator,
);

/** The comment that mentions the account; `undefined` if its caption does. */
export const mentioningComment = defineParameter(
	{
		displayName: 'Comment ID',
		name: 'commentId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 17858893269000001',
		description:
			'ID of the comment that mentions your account: comment_id of a Mention event of the Instagram Trigger. Leave empty if the caption of the post mentions it.',
		hint: 'Empty: the caption of the post mentions the account',
	},
	(value, label) => (hasValue(value) ? readId(value, label) : undefined),
);

const HINT =
	'A Mention event of the Instagram Trigger contains the IDs (media_id, comment_id). Meta does not return mentions that were removed, and no mentions in stories or by private accounts.';

/** The comment that mentions the account, or else the post, for errors about it. */
export function mentionTarget(mediaId: string | undefined, commentId: string | undefined): Target {
	return commentId === undefined
		? {
				parameter: mentioningMedia.property.displayName,
				id: mediaId ?? '',
				kind: 'a post that mentions the account',
				nodeType: /media/i,
				hint: HINT,
			}
		: {
				parameter: mentioningComment.property.displayName,
				id: commentId,
				kind: 'a comment that mentions the account',
				nodeType: /comment/i,
				hint: HINT,
			};
}
