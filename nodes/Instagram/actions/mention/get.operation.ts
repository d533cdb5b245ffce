import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { MENTIONED_MEDIA_FIELDS } from '../../descriptions/publicMediaFields';
import { graphError } from '../../graph/errors/explain';
import type { FieldRow } from '../../parameters/fieldPicker';
import { fieldPicker } from '../../parameters/fieldPicker';
import { flattenEdges } from '../../parameters/flattenEdges';
import { resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { mentioningComment, mentioningMedia, mentionTarget } from './shared';

const mediaFields = fieldPicker(MENTIONED_MEDIA_FIELDS, {
	of: 'a post that mentions the account',
	default: MENTIONED_MEDIA_FIELDS.map(({ value }) => value),
	toolDefault: ['caption', 'permalink', 'timestamp', 'username'],
	description: 'Fields of the post to return if its caption mentions the account. The ID is always returned.',
});

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment */
const MENTIONED_COMMENT_FIELDS: readonly FieldRow[] = [
	{ name: 'Like Count', value: 'like_count', description: 'Number of likes' },
	{
		name: 'Media',
		value: 'media',
		expansion: 'media{id,media_url}',
		description: 'The post that was commented on',
	},
	{ name: 'Text', value: 'text', description: 'Text of the comment' },
	{ name: 'Timestamp', value: 'timestamp', description: 'Time of the comment (UTC)' },
	{ name: 'Username', value: 'username', description: 'Username of the author' },
];

const commentFields = fieldPicker(MENTIONED_COMMENT_FIELDS, {
	of: 'a comment that mentions the account',
	displayName: 'Comment Fields',
	name: 'commentFields',
	default: MENTIONED_COMMENT_FIELDS.map(({ value }) => value),
	toolDefault: ['text', 'timestamp'],
	description: "Fields of the comment to return if 'Comment ID' is set. The ID is always returned.",
});

const NOT_FOUND = { code: 100, subcode: 33 };

export const get = defineOperation({
	name: 'Get',
	action: 'Get mention',
	description: 'Retrieve the post or comment that mentions the account',
	only: 'facebook',
	parameters: [
		account,
		{
			...mentioningMedia.property,
			required: false,
			description: `${mentioningMedia.property.description}. Not needed if 'Comment ID' is set.`,
		},
		mentioningComment,
		mediaFields,
		commentFields,
	],
	concurrent: true,
	async execute(run) {
		const { connection, read } = run;
		const commentId = read(mentioningComment);
		const fields = read(commentId === undefined ? mediaFields : commentFields).join(',');
		const mediaId = commentId === undefined ? await resolveMedia(run, mentioningMedia, 'tags') : undefined;
		const accountId = await resolveAccount(connection, read(account));
		const field = commentId === undefined ? 'mentioned_media' : 'mentioned_comment';
		const selector = commentId === undefined ? `media_id(${mediaId})` : `comment_id(${commentId})`;
		return await withTarget(mentionTarget(mediaId, commentId), async () => {
			const answer = await connection.graph.call<IDataObject>({
				method: 'GET',
				path: `/${accountId}`,
				query: { fields: `${field}.${selector}{${fields}}` },
				repeatable: true,
				accountId,
				permission: 'comments',
			});
			const found = answer[field] as IDataObject | undefined;
			if (!found) throw graphError(NOT_FOUND, { permission: 'comments' });
			return flattenEdges(found);
		});
	},
});
