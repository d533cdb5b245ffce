import type { Comment } from '../engagement';
import { commentUpdate } from '../webhooks/updates';
import { requirePermission } from './authorize';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, MetaRefusal, noSuchObject } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';
import { timestamp } from './publicMedia';
import { route } from './route';

const MOST_AT_ONCE = 50;

const DEFAULT_FIELDS = 'timestamp,text,id';

/** What is to be written. @throws MetaRefusal where it is empty */
export function requiredMessage({ parameters }: AuthorizedCall): string {
	const message = parameters.message ?? '';
	if (message.trim() === '') throw invalidParameter('The parameter message is required');
	return message;
}

function commentReaders(call: AuthorizedCall, comment: Comment): Readers {
	const { world, loginMethod } = call;
	const media = world.media.get(comment.mediaId);
	return {
		id: () => comment.id,
		text: () => comment.text,
		timestamp: () => timestamp(comment.at),
		username: () => comment.username,
		from: () => ({ id: comment.fromId, username: comment.username }),
		hidden: () => comment.hidden,
		like_count: () => comment.likes,
		parent_id: () => comment.parentId,
		user: () => (comment.accountId === undefined ? undefined : { id: comment.accountId }),
		media: (asked) =>
			pick(
				innerFields(asked, 'id'),
				{ id: () => comment.mediaId, media_product_type: () => media?.productType },
				'ShadowIGMedia',
			),
		replies: (asked) => {
			const replies = world.engagement.repliesTo(comment.id);
			return replies.length === 0 ? undefined : nested(call, `/${comment.id}/replies`, replies, asked);
		},
		...(loginMethod === 'facebook' ? { legacy_instagram_comment_id: () => comment.id.slice(0, 16) } : {}),
	};
}

function row(call: AuthorizedCall, asked: AskedField[]) {
	return (comment: Comment) => pick(asked, commentReaders(call, comment), 'IGComment');
}

/** A page of comments; Meta returns at most 50. */
function commentPage(call: AuthorizedCall, comments: Comment[], asked: AskedField[]) {
	const limit = Math.min(Number(call.parameters.limit ?? 25), MOST_AT_ONCE);
	return page(
		{ ...call, parameters: { ...call.parameters, limit: String(limit) } },
		comments,
		row(call, asked),
	);
}

/** A page of comments inside another answer, by field expansion. */
function nested(call: AuthorizedCall, path: string, comments: Comment[], asked: AskedField) {
	const { limit = '25', after } = asked.modifiers;
	const parameters: Record<string, string> = { limit, ...(after ? { after } : {}) };
	return commentPage({ ...call, path, parameters }, comments, innerFields(asked, DEFAULT_FIELDS));
}

/** The comments that come along with a post; `undefined` where there are none. */
export function commentsAlong(call: AuthorizedCall, mediaId: string, asked: AskedField) {
	requirePermission(call, 'comments');
	const comments = call.world.engagement.commentsOn(mediaId);
	return comments.length === 0 ? undefined : nested(call, `/${mediaId}/comments`, comments, asked);
}

function written(call: AuthorizedCall, mediaId: string, parentId?: string): Answer {
	const { world } = call;
	const text = requiredMessage(call);
	const account = world.accounts.get(world.media.get(mediaId)?.accountId ?? '');
	const comment = world.engagement.addComment({
		mediaId,
		...(parentId ? { parentId } : {}),
		text,
		username: account?.username ?? '',
		fromId: account?.id ?? '',
		accountId: account?.id,
		at: world.clock.now(),
	});
	if (account) world.webhooks.echo(commentUpdate(world, account.id, comment));
	return { status: 200, body: { id: comment.id } };
}

function list(call: AuthorizedCall, comments: Comment[]): Answer {
	const asked = parseFields(call.parameters.fields ?? DEFAULT_FIELDS);
	return { status: 200, body: commentPage(call, comments, asked) };
}

function hide({ world, parameters }: AuthorizedCall, comment: Comment): Answer {
	if (parameters.hide !== 'true' && parameters.hide !== 'false')
		throw invalidParameter('The parameter hide is required');
	comment.hidden = parameters.hide === 'true';
	world.touch();
	return { status: 200, body: { success: true } };
}

function noSuchEdge(edge: string, nodeType: string): MetaRefusal {
	return invalidParameter(`Tried accessing nonexisting field (${edge}) on node type (${nodeType})`);
}

/** The comments on media, and a comment itself, with its replies. */
export const commentRoutes = [
	route({
		method: 'GET',
		path: '/{media}/comments',
		permission: 'comments',
		endpoint: 'comments',
		handle: (call, { id }) => list(call, call.world.engagement.commentsOn(id)),
	}),
	route({
		method: 'POST',
		path: '/{media}/comments',
		permission: 'comments',
		parameters: ['message'],
		endpoint: 'comment',
		handle: (call, { id, productType }) => {
			if (productType === 'STORY') throw noSuchObject(id, call.method);
			return written(call, id);
		},
	}),
	route({
		method: 'GET',
		path: '/{media}/replies',
		endpoint: 'replies',
		handle: () => {
			throw noSuchEdge('replies', 'ShadowIGMedia');
		},
	}),
	route({
		method: 'GET',
		path: '/{comment}/replies',
		permission: 'comments',
		endpoint: 'replies',
		handle: (call, { id }) => list(call, call.world.engagement.repliesTo(id)),
	}),
	route({
		method: 'POST',
		path: '/{comment}/replies',
		permission: 'comments',
		parameters: ['message'],
		endpoint: 'reply',
		// Meta puts a reply to a reply below the comment above it.
		handle: (call, { id, mediaId, parentId }) => written(call, mediaId, parentId ?? id),
	}),
	route({
		method: 'GET',
		path: '/{comment}/comments',
		endpoint: 'comments',
		handle: () => {
			throw noSuchEdge('comments', 'IGComment');
		},
	}),
	route({
		method: 'GET',
		path: '/{comment}',
		permission: 'comments',
		endpoint: 'comment-read',
		handle: (call, comment) => {
			const asked = parseFields(call.parameters.fields ?? DEFAULT_FIELDS);
			return { status: 200, body: row(call, asked)(comment) };
		},
	}),
	route({
		method: 'POST',
		path: '/{comment}',
		permission: 'comments',
		parameters: ['hide'],
		endpoint: 'hide',
		handle: hide,
	}),
	route({
		method: 'DELETE',
		path: '/{comment}',
		permission: 'comments',
		endpoint: 'comment-delete',
		handle: ({ world }, { id }) => {
			world.engagement.deleteComment(id);
			return { status: 200, body: { success: true } };
		},
	}),
];
