import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { accountLocator } from '../../descriptions/account';
import { graphError } from '../../graph/errors/explain';
import { readPage } from '../../graph/paging';
import { loginOnly } from '../operation';
import { readLocator } from '../parameters';
import { readHashtag } from './shared';

const hashtag: INodeProperties = {
	displayName: 'Hashtag',
	name: 'hashtag',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. stoneware',
	description:
		'One hashtag, with or without #. Meta lets an account search for 30 different hashtags in 7 days; the same one again does not count.',
};

/** Subcode of a hashtag that does not exist, or that Meta does not show. */
const NO_SUCH_HASHTAG = { code: 24, subcode: 2207024 };

/**
 * The id of a hashtag, which Hashtag > Get Media needs.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag-search
 */
export const search = loginOnly('facebook', 'Hashtag > Search', {
	properties: [accountLocator, hashtag],
	concurrent: true,
	async execute(run) {
		const word = readHashtag(run.parameter('hashtag', ''));
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		const answer = await run.connection.graph.call({
			method: 'GET',
			path: '/ig_hashtag_search',
			query: { user_id: account, q: word },
			repeatable: true,
			accountId: account,
		});
		const [found] = readPage<IDataObject>(answer).records;
		if (!found) throw graphError(NO_SUCH_HASHTAG);
		return { id: found.id, name: word };
	},
});
