import type { IDataObject } from 'n8n-workflow';

import type { Plan, Published, Step } from './steps';

const NOTHING_PUBLISHED = { reason: 'nothing was published' };

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const ofComment = (operation: string, commentId: string | undefined): Plan =>
	commentId
		? { parameters: { resource: 'comment', operation, commentId } }
		: { reason: 'no comment was written' };

/** The post that an item tells of. */
export function publishedBy(post: IDataObject | undefined): Published | undefined {
	const { id, containerId, permalink } = (post ?? {}) as Record<string, string | undefined>;
	return id && containerId ? { id, containerId, permalink } : undefined;
}

/** What is said in public, for the minute that it stays. */
export const CAPTION = 'A test of n8n-nodes-instagram-platform. It is deleted in a moment.';

const COMMENT = 'A test comment. It is deleted in a moment.';

/** One publish, one comment, and their deletion: only where the user has said so, and on nothing but this run's post. */
export const WRITES: readonly Step[] = [
	{
		name: 'Post > Publish',
		plan: (_found, { publish }) =>
			publish
				? {
						parameters: {
							resource: 'post',
							operation: 'publish',
							postType: 'image',
							mediaUrl: publish,
							caption: CAPTION,
						},
					}
				: { reason: '--publish was not given' },
		learn: ([post], found) => (found.published = publishedBy(post)),
	},
	{
		name: 'Container > Get',
		plan: ({ published }) =>
			published
				? { parameters: { resource: 'container', operation: 'get', containerId: published.containerId } }
				: NOTHING_PUBLISHED,
	},
	{
		name: 'Comment > Create',
		plan: ({ published }, { comment }) => {
			if (!comment) return { reason: '--comment was not given' };
			if (!published) return NOTHING_PUBLISHED;
			const what = { resource: 'comment', operation: 'create', text: COMMENT };
			return { parameters: { ...what, mediaId: byId(published.id) } };
		},
		learn: ([comment], found) => {
			if (typeof comment?.id === 'string') found.writtenCommentId = comment.id;
		},
	},
	{ name: 'Comment > Get (written)', plan: ({ writtenCommentId: id }) => ofComment('get', id) },
	{ name: 'Comment > Delete', plan: ({ writtenCommentId: id }) => ofComment('delete', id) },
	{
		name: 'Media > Delete',
		only: 'facebook',
		plan: ({ published }) =>
			published
				? { parameters: { resource: 'media', operation: 'delete', mediaId: byId(published.id) } }
				: NOTHING_PUBLISHED,
		learn: (_records, found) => found.deletedIds.push(found.published!.id),
	},
];
