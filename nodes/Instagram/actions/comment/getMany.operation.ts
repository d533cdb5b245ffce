import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { COMMENT_FIELDS, commentFields } from '../../descriptions/comment';
import { accountLocator } from '../../descriptions/account';
import { mediaLocator } from '../../descriptions/media';
import { pagingProperties } from '../../descriptions/paging';
import { readPage } from '../../graph/paging';
import { readFlag } from '../../parameters/readers';
import { askedFields } from '../askedFields';
import { mediaTarget, resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import type { ItemRun, Operation } from '../operation';
import { readLimit } from '../parameters';
import { flattenEdges } from '../../parameters/flattenEdges';
import { commentCall } from './shared';

/** The most that Meta gives at once. */
const PAGE_SIZE = 50;

const includeReplies: INodeProperties = {
	displayName: 'Include Replies',
	name: 'includeReplies',
	type: 'boolean',
	default: false,
	description: 'Whether to return the replies to each comment with it, in a field called replies',
};

/** The replies that came with a comment, and those that did not fit in. */
async function repliesOf(run: ItemRun, comment: IDataObject, fields: string): Promise<IDataObject[]> {
	const { records, next } = readPage<IDataObject>(comment.replies);
	if (next === undefined) return records;
	const call = commentCall(run, {
		method: 'GET',
		path: `/${String(comment.id)}/replies`,
		query: { fields },
		repeatable: true,
	});
	const rest = run.connection.graph.records<IDataObject>(call, { pageSize: PAGE_SIZE, after: next });
	for await (const reply of rest) records.push(reply);
	return records;
}

/**
 * The comments on a post, newest first, without the replies unless they are asked for.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
export const getMany: Operation = {
	properties: [accountLocator, mediaLocator, ...pagingProperties, includeReplies, commentFields],
	concurrent: true,
	async execute(run) {
		const limit = readLimit(run);
		const withReplies = readFlag(run.parameter('includeReplies', false), 'Include Replies');
		const fields = askedFields(run, COMMENT_FIELDS, {
			name: 'fields',
			label: 'Fields',
			of: 'a comment',
		}).join(',');
		const mediaId = await resolveMedia(run);
		const call = commentCall(run, {
			method: 'GET',
			path: `/${mediaId}/comments`,
			query: { fields: withReplies ? `${fields},replies.limit(${PAGE_SIZE}){${fields}}` : fields },
			repeatable: true,
		});
		return await withTarget(mediaTarget(mediaId), async () => {
			const comments: IDataObject[] = [];
			const records = run.connection.graph.records<IDataObject>(call, { limit, pageSize: PAGE_SIZE });
			for await (const comment of records) {
				const replies = withReplies ? { replies: await repliesOf(run, comment, fields) } : {};
				comments.push(flattenEdges({ ...comment, ...replies }));
			}
			return comments;
		});
	},
};
