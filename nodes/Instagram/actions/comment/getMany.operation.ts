import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { media } from '../../descriptions/media';
import { paging, readLimit } from '../../descriptions/paging';
import { GraphError } from '../../graph/errors/explain';
import { readPage } from '../../graph/paging';
import { flattenEdges } from '../../parameters/flattenEdges';
import { defineParameter } from '../../parameters/parameter';
import { readFlag } from '../../parameters/readers';
import { toError } from '../../shared/toError';
import { mediaTarget, resolveMedia } from '../mediaId';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { commentCall, fields } from './shared';

/** Meta's maximum. */
const PAGE_SIZE = 50;

const includeReplies = defineParameter(
	{
		displayName: 'Include Replies',
		name: 'includeReplies',
		type: 'boolean',
		default: false,
		description: 'Whether to return the replies to each comment in a field named replies',
	},
	readFlag,
);

/** All replies to a comment: those that came with it, and the following pages. */
async function repliesOf(run: ItemRun, comment: IDataObject, names: string): Promise<IDataObject[]> {
	const { records, next } = readPage<IDataObject>(comment.replies);
	if (next === undefined) return records;
	const call = commentCall(run, {
		method: 'GET',
		path: `/${String(comment.id)}/replies`,
		query: { fields: names },
		repeatable: true,
	});
	const rest = run.connection.graph.records<IDataObject>(call, { pageSize: PAGE_SIZE, after: next });
	try {
		for await (const reply of rest) records.push(reply);
	} catch (error) {
		// The comment was deleted between the two reads.
		if (!(error instanceof GraphError && error.objectMissing)) throw toError(error);
	}
	return records;
}

/**
 * Returns the comments newest first.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
export const getMany = defineOperation({
	name: 'Get Many',
	action: 'Get many comments',
	description: 'List the comments on a post, optionally with their replies',
	parameters: [account, media, ...paging, includeReplies, fields],
	concurrent: true,
	async execute(run) {
		const limit = readLimit(run.read);
		const withReplies = run.read(includeReplies);
		const names = run.read(fields).join(',');
		const mediaId = await resolveMedia(run);
		const call = commentCall(run, {
			method: 'GET',
			path: `/${mediaId}/comments`,
			query: { fields: withReplies ? `${names},replies.limit(${PAGE_SIZE}){${names}}` : names },
			repeatable: true,
		});
		return await withTarget(mediaTarget(mediaId), async () => {
			const comments: IDataObject[] = [];
			const records = run.connection.graph.records<IDataObject>(call, { limit, pageSize: PAGE_SIZE });
			for await (const comment of records) {
				const replies = withReplies ? { replies: await repliesOf(run, comment, names) } : {};
				comments.push(flattenEdges({ ...comment, ...replies }));
			}
			return comments;
		});
	},
});
