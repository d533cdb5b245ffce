import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { paging, readLimit } from '../../descriptions/paging';
import { HASHTAG_MEDIA_FIELDS } from '../../descriptions/publicMediaFields';
import { fieldPicker } from '../../parameters/fieldPicker';
import { flattenEdges } from '../../parameters/flattenEdges';
import { defineParameter } from '../../parameters/parameter';
import { choice } from '../../parameters/readers';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { readHashtagId, readHashtagMedia } from './shared';

const hashtagId = defineParameter(
	{
		displayName: 'Hashtag ID',
		name: 'hashtagId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 17843857450040591',
		description: 'ID of the hashtag, from Hashtag > Search. It never changes.',
	},
	readHashtagId,
);

const EDGES = { top: 'top_media', recent: 'recent_media' } as const;

const hashtagEdge = defineParameter(
	{
		displayName: 'Posts to List',
		name: 'hashtagEdge',
		type: 'options',
		options: [
			{ name: 'Recent', value: 'recent', description: 'Posts of the last 24 hours, in no particular order' },
			{ name: 'Top', value: 'top', description: 'The most popular posts' },
		],
		default: 'top',
		description: 'Which posts with the hashtag to return',
	},
	choice(['top', 'recent']),
);

const fields = fieldPicker(HASHTAG_MEDIA_FIELDS, {
	of: 'a post with a hashtag',
	default: ['caption', 'comments_count', 'like_count', 'media_type', 'media_url', 'permalink', 'timestamp'],
	toolDefault: ['caption', 'like_count', 'permalink', 'timestamp'],
	description:
		'Fields of each post to return. The ID is always returned; Meta does not reveal who published it.',
});

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search */
export const getMedia = defineOperation({
	name: 'Get Media',
	action: 'Get media of hashtag',
	description: 'List public posts with a hashtag',
	only: 'facebook',
	parameters: [account, hashtagId, hashtagEdge, ...paging, fields],
	concurrent: true,
	async execute({ connection, read }) {
		const id = read(hashtagId);
		const edge = EDGES[read(hashtagEdge)];
		const limit = readLimit(read);
		const names = read(fields).join(',');
		const accountId = await resolveAccount(connection, read(account));
		const target = {
			parameter: hashtagId.property.displayName,
			id,
			kind: 'a hashtag',
			nodeType: /hashtag/i,
			hint: 'Hashtag > Search returns the ID of a hashtag.',
		};
		return await withTarget(target, async () => {
			const media: IDataObject[] = [];
			const call = {
				method: 'GET',
				path: `/${id}/${edge}`,
				query: { user_id: accountId, fields: names },
				repeatable: true,
				accountId,
			} as const;
			const records = readHashtagMedia(
				async (after, pageSize) => await connection.graph.page(call, { after, pageSize }),
				limit,
			);
			for await (const record of records) media.push(flattenEdges(record));
			return media;
		});
	},
});
