import type { INodePropertyMode } from 'n8n-workflow';

import { mediaLocator } from '../../descriptions/media';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { hasValue, readLocator } from '../../parameters/readers';
import type { Target } from '../targetErrors';

/** The list would offer the account's own posts; a mention stands on somebody else's. */
function isOfOthers({ name }: INodePropertyMode): boolean {
	return name !== 'list';
}

const HINTS: Readonly<Record<string, string>> = {
	id: 'The media_id that the mention webhook gives',
	url: 'The link of a post in which your account is tagged',
};

/** The post of somebody else that mentions the account. */
export const mentioningMedia = defineParameter(
	{
		...mediaLocator,
		default: { mode: 'id', value: '' },
		description:
			'The post of another account that mentions yours, in its caption or in a comment on it: the media ID from the mention webhook, or the URL of a post in which your account is tagged',
		// n8n applies a mode's validation to an empty value, too, and with a comment the media may be left empty.
		modes: mediaLocator.modes
			?.filter(isOfOthers)
			.map((mode) => ({ ...mode, validation: [], hint: HINTS[mode.name] })),
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
			'ID of the comment that mentions your account, as the mention webhook gives it. Leave empty where the caption of the post does.',
	},
	(value, label) => (hasValue(value) ? readId(value, label) : undefined),
);

/** What an error says of where ids of mentions come from. */
const HINT =
	'The mention webhook gives the IDs. Meta tells of a mention only as long as it stands there, and not of mentions in stories or by private accounts.';

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
