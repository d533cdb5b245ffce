import type { INodeProperties } from 'n8n-workflow';

import type { FieldRow } from './fieldPicker';
import { fieldPicker } from './fieldPicker';

/** The comment that an operation acts on. */
export const commentIdProperty: INodeProperties = {
	displayName: 'Comment ID',
	name: 'commentId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 17858893269000001',
	description:
		"ID of a comment on one of the account's posts, digits only, as Comment > Get Many or a comment webhook gives it",
};

/** What is written, in a comment or a reply. */
export const commentText: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	required: true,
	description: 'What to write, up to 2,200 characters. @username mentions an account.',
};

/**
 * Fields of a comment.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
 */
export const COMMENT_FIELDS: readonly FieldRow[] = [
	{ name: 'From', value: 'from', description: 'ID and username of who wrote it' },
	{ name: 'Hidden', value: 'hidden', description: 'Whether the comment is hidden' },
	{
		name: 'Legacy ID',
		value: 'legacy_instagram_comment_id',
		only: 'facebook',
		description: 'ID of the comment in older versions of the API. Facebook Login only.',
	},
	{ name: 'Like Count', value: 'like_count', description: 'Number of likes' },
	{
		name: 'Media',
		value: 'media',
		expansion: 'media{id,media_product_type}',
		description: 'ID and kind of the post that it was written on',
	},
	{ name: 'Parent ID', value: 'parent_id', description: 'ID of the comment that it replies to' },
	{ name: 'Text', value: 'text', description: 'What was written' },
	{ name: 'Timestamp', value: 'timestamp', description: 'When it was written (UTC)' },
	{
		name: 'User',
		value: 'user',
		description: "Your account's ID, for comments that your own account has written",
	},
	{ name: 'Username', value: 'username', description: 'Username of who wrote it' },
];

export const commentFields: INodeProperties = fieldPicker(COMMENT_FIELDS, {
	displayName: 'Fields',
	name: 'fields',
	default: ['text', 'timestamp', 'username', 'from', 'like_count', 'hidden'],
	description: 'Fields of the comment to return. The ID is always returned.',
});
