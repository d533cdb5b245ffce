import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { graphError } from '../../graph/errors/explain';
import { readPage } from '../../graph/paging';
import { defineParameter } from '../../parameters/parameter';
import { defineOperation } from '../operation';
import { readHashtag } from './shared';

const hashtag = defineParameter(
	{
		displayName: 'Hashtag',
		name: 'hashtag',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. stoneware',
		description:
			'One hashtag, with or without #. An account can search for 30 different hashtags within 7 days; searching for the same one again does not count.',
	},
	readHashtag,
);

/** Meta's answer for a hashtag that does not exist or that it does not show. */
const NO_SUCH_HASHTAG = { code: 24, subcode: 2207024 };

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag-search */
export const search = defineOperation({
	name: 'Search',
	action: 'Search hashtag',
	description: 'Find the ID of a hashtag',
	only: 'facebook',
	parameters: [account, hashtag],
	concurrent: true,
	async execute({ connection, read }) {
		const word = read(hashtag);
		const accountId = await resolveAccount(connection, read(account));
		const answer = await connection.graph.call({
			method: 'GET',
			path: '/ig_hashtag_search',
			query: { user_id: accountId, q: word },
			repeatable: true,
			accountId,
		});
		const [found] = readPage<IDataObject>(answer).records;
		if (!found) throw graphError(NO_SUCH_HASHTAG);
		return { id: found.id, name: word };
	},
});
