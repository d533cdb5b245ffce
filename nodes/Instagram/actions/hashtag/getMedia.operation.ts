import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { fieldPicker } from '../../descriptions/fieldPicker';
import { accountLocator } from '../../descriptions/account';
import { pagingProperties } from '../../descriptions/paging';
import { HASHTAG_MEDIA_FIELDS } from '../../descriptions/publicMediaFields';
import { readChoice } from '../../parameters/readers';
import { askedFields } from '../askedFields';
import { loginOnly } from '../operation';
import { withTarget } from '../targetErrors';
import { readLimit, readLocator } from '../parameters';
import { flattenEdges } from '../../parameters/flattenEdges';
import { readHashtagMedia, readHashtagId } from './shared';

const EDGES = { top: 'top_media', recent: 'recent_media' } as const;

const properties: INodeProperties[] = [
	accountLocator,
	{
		displayName: 'Hashtag ID',
		name: 'hashtagId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 17843857450040591',
		description: 'ID of the hashtag, as Hashtag > Search gives it. It never changes.',
	},
	{
		displayName: 'Hashtag Edge',
		name: 'hashtagEdge',
		type: 'options',
		options: [
			{ name: 'Recent', value: 'recent', description: 'Posts of the last 24 hours, in no certain order' },
			{ name: 'Top', value: 'top', description: 'The most popular posts' },
		],
		default: 'top',
		description: 'Which posts with the hashtag to return',
	},
	...pagingProperties,
	fieldPicker(HASHTAG_MEDIA_FIELDS, {
		displayName: 'Fields',
		name: 'fields',
		default: ['caption', 'comments_count', 'like_count', 'media_type', 'media_url', 'permalink', 'timestamp'],
		description:
			'Fields of each post to return. The ID is always returned; Meta does not tell who published it.',
	}),
];

/**
 * Public posts with a hashtag.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search
 */
export const getMedia = loginOnly('facebook', 'Hashtag > Get Media', {
	properties,
	concurrent: true,
	async execute(run) {
		const hashtagId = readHashtagId(run.parameter('hashtagId', ''));
		const edge = readChoice(run.parameter('hashtagEdge', 'top'), ['top', 'recent'], 'Hashtag Edge');
		const limit = readLimit(run);
		const fields = askedFields(run, HASHTAG_MEDIA_FIELDS, {
			name: 'fields',
			label: 'Fields',
			of: 'a post with a hashtag',
		});
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		const { graph } = run.connection;
		const hashtag = {
			parameter: 'Hashtag ID',
			id: hashtagId,
			kind: 'a hashtag',
			nodeType: /hashtag/i,
			hint: 'Hashtag > Search gives the ID of a hashtag.',
		};
		return await withTarget(hashtag, async () => {
			const media: IDataObject[] = [];
			const call = {
				method: 'GET',
				path: `/${hashtagId}/${EDGES[edge]}`,
				query: { user_id: account, fields: fields.join(',') },
				repeatable: true,
				accountId: account,
			} as const;
			const records = readHashtagMedia(
				async (after, pageSize) => await graph.page(call, { after, pageSize }),
				limit,
			);
			for await (const record of records) media.push(flattenEdges(record));
			return media;
		});
	},
});
