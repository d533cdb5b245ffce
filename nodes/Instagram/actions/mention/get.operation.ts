import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import type { FieldRow } from '../../descriptions/fieldPicker';
import { fieldPicker } from '../../descriptions/fieldPicker';
import { accountLocator } from '../../descriptions/account';
import { MENTIONED_MEDIA_FIELDS } from '../../descriptions/publicMediaFields';
import { graphError } from '../../graph/errors/explain';
import { askedFields } from '../askedFields';
import { loginOnly } from '../operation';
import { resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import { readLocator } from '../parameters';
import { flattenEdges } from '../../parameters/flattenEdges';
import { mentionTarget, mentioningComment, mentioningCommentId, mentioningMedia } from './shared';

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment */
export const MENTIONED_COMMENT_FIELDS: readonly FieldRow[] = [
	{ name: 'Like Count', value: 'like_count', description: 'Number of likes' },
	{
		name: 'Media',
		value: 'media',
		expansion: 'media{id,media_url}',
		description: 'The post that the comment was written on',
	},
	{ name: 'Text', value: 'text', description: 'What was written' },
	{ name: 'Timestamp', value: 'timestamp', description: 'When it was written (UTC)' },
	{ name: 'Username', value: 'username', description: 'Username of who wrote it' },
];

const NOT_FOUND = { code: 100, subcode: 33 };

/** The caption or comment of somebody else that mentions the account. */
export const get = loginOnly('facebook', 'Mention > Get', {
	properties: [
		accountLocator,
		{ ...mentioningMedia, required: false },
		mentioningComment,
		fieldPicker(MENTIONED_MEDIA_FIELDS, {
			displayName: 'Fields',
			name: 'fields',
			default: MENTIONED_MEDIA_FIELDS.map(({ value }) => value),
			description:
				'Fields of the post to return, where its caption mentions the account. The ID is always returned.',
		}),
		fieldPicker(MENTIONED_COMMENT_FIELDS, {
			displayName: 'Comment Fields',
			name: 'commentFields',
			default: MENTIONED_COMMENT_FIELDS.map(({ value }) => value),
			description: "Fields of the comment to return, where 'Comment ID' is given. The ID is always returned.",
		}),
	],
	concurrent: true,
	async execute(run) {
		const commentId = mentioningCommentId(run);
		const inComment = commentId !== undefined;
		const fields = inComment
			? askedFields(run, MENTIONED_COMMENT_FIELDS, {
					name: 'commentFields',
					label: 'Comment Fields',
					of: 'a comment that mentions the account',
				})
			: askedFields(run, MENTIONED_MEDIA_FIELDS, {
					name: 'fields',
					label: 'Fields',
					of: 'a post that mentions the account',
				});
		const mediaId = inComment ? undefined : await resolveMedia(run, 'tags');
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		const field = inComment ? 'mentioned_comment' : 'mentioned_media';
		const selector = inComment ? `comment_id(${commentId})` : `media_id(${mediaId})`;
		return await withTarget(mentionTarget(mediaId, commentId), async () => {
			const answer = await run.connection.graph.call<IDataObject>({
				method: 'GET',
				path: `/${account}`,
				query: { fields: `${field}.${selector}{${fields.join(',')}}` },
				repeatable: true,
				accountId: account,
				permission: 'comments',
			});
			const found = answer[field] as IDataObject | undefined;
			if (!found) throw graphError(NOT_FOUND, { permission: 'comments' });
			return flattenEdges(found);
		});
	},
});
