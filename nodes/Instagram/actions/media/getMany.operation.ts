import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { paging, readLimit } from '../../descriptions/paging';
import { defineParameter } from '../../parameters/parameter';
import { choice } from '../../parameters/readers';
import { defineOperation } from '../operation';
import { mediaFields, readMediaOutput } from './shared';

/** `mediaEdge` -> Meta's edge. */
const EDGES = { published: 'media', stories: 'stories', tagged: 'tags' } as const;

const mediaEdge = defineParameter(
	{
		displayName: 'Media to List',
		name: 'mediaEdge',
		type: 'options',
		options: [
			{
				name: 'Published',
				value: 'published',
				description: 'Posts and reels of the account, newest first. Meta lists the newest 10,000.',
			},
			{
				name: 'Stories',
				value: 'stories',
				description: 'Active stories of the account (published within 24 hours)',
			},
			{
				name: 'Tagged',
				value: 'tagged',
				description:
					"Posts by others in which the account is tagged. Requires the permission 'Manage Comments'.",
			},
		],
		default: 'published',
		description:
			'Which media to list: posts that the account published, its stories, or posts in which it is tagged',
	},
	choice(['published', 'stories', 'tagged']),
);

export const getMany = defineOperation({
	name: 'Get Many',
	action: 'Get many media',
	description: 'List the published posts of an account, its stories, or the posts in which it is tagged',
	parameters: [account, mediaEdge, ...paging, ...mediaFields],
	concurrent: true,
	async execute(run) {
		const { connection, read } = run;
		const edge = EDGES[read(mediaEdge)];
		const limit = readLimit(read);
		const { fields, complete } = readMediaOutput(run);
		const accountId = await resolveAccount(connection, read(account));
		const records: IDataObject[] = [];
		const found = connection.graph.records<IDataObject>(
			{
				method: 'GET',
				path: `/${accountId}/${edge}`,
				query: { fields },
				repeatable: true,
				accountId,
				...(edge === 'tags' ? { permission: 'comments' } : {}),
			},
			// The tags edge has cursors, but never a `next`.
			{ limit, followCursors: edge === 'tags' },
		);
		for await (const media of found) records.push(media);
		return await complete(records);
	},
});
