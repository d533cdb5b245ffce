import type { PublishedMedia } from '../model';
import type { Comment } from '../talk';
import { commentUpdate } from '../webhooks/updates';
import { allow, requirePermission } from './authorize';
import type { Answer, AuthorizedCall, Route } from './call';
import { invalidParameter, MetaRefusal, noSuchObject } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';
import { timestamp } from './publicMedia';

const MOST_AT_ONCE = 50;

const DEFAULT_FIELDS = 'timestamp,text,id';

/** What is to be written. @throws MetaRefusal where it is empty */
export function requiredMessage({ parameters }: AuthorizedCall): string {
	const message = parameters.message ?? '';
	if (message.trim() === '') throw invalidParameter('The parameter message is required');
	return message;
}

export function commentReaders(call: AuthorizedCall, comment: Comment): Readers {
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
			const replies = world.talk.repliesTo(comment.id);
			return replies.length === 0 ? undefined : nested(call, `/${comment.id}/replies`, replies, asked);
		},
		...(loginMethod === 'facebook' ? { legacy_instagram_comment_id: () => comment.id.slice(0, 16) } : {}),
	};
}

function row(call: AuthorizedCall, asked: AskedField[]) {
	return (comment: Comment) => pick(asked, commentReaders(call, comment), 'IGComment');
}

/** A page of comments; Meta gives 50 at most. */
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
	const comments = call.world.talk.commentsOn(mediaId);
	return comments.length === 0 ? undefined : nested(call, `/${mediaId}/comments`, comments, asked);
}

function written(call: AuthorizedCall, mediaId: string, parentId?: string): Answer {
	const { world } = call;
	const text = requiredMessage(call);
	const account = world.accounts.get(world.media.get(mediaId)?.accountId ?? '');
	const comment = world.talk.addComment({
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

function visible<T extends { accountId: string }>(call: AuthorizedCall, media: T | undefined): T | undefined {
	return media && call.token.accountIds.includes(media.accountId) ? media : undefined;
}

/** A list of comments: reading it, and adding to it. */
interface CommentList {
	endpoints: { read: string; write: string };
	rows: Comment[];
	/** @throws MetaRefusal where nothing can be added */
	add: () => Answer;
}

function listRoute(call: AuthorizedCall, { endpoints, rows, add }: CommentList): Route | undefined {
	const { method, parameters } = call;
	if (method === 'GET') {
		const work = () => {
			allow(call);
			requirePermission(call, 'comments');
			const asked = parseFields(parameters.fields ?? DEFAULT_FIELDS);
			return { status: 200, body: commentPage(call, rows, asked) };
		};
		return { endpoint: endpoints.read, work };
	}
	if (method !== 'POST') return undefined;
	const work = () => {
		allow(call, 'message');
		requirePermission(call, 'comments');
		return add();
	};
	return { endpoint: endpoints.write, work };
}

/** The comments on a post of an account that the token reaches. */
function mediaEdge(call: AuthorizedCall, media: PublishedMedia): Route | undefined {
	return listRoute(call, {
		endpoints: { read: 'comments', write: 'comment' },
		rows: call.world.talk.commentsOn(media.id),
		add: () => {
			if (media.productType === 'STORY') throw noSuchObject(media.id, call.method);
			return written(call, media.id);
		},
	});
}

function repliesEdge(call: AuthorizedCall, comment: Comment): Route | undefined {
	return listRoute(call, {
		endpoints: { read: 'replies', write: 'reply' },
		rows: call.world.talk.repliesTo(comment.id),
		// A reply to a reply stands below the comment above it.
		add: () => written(call, comment.mediaId, comment.parentId ?? comment.id),
	});
}

const NODE: Record<string, { endpoint: string; work: (call: AuthorizedCall, comment: Comment) => Answer }> = {
	GET: {
		endpoint: 'comment-read',
		work: (call, comment) => {
			allow(call);
			return {
				status: 200,
				body: row(call, parseFields(call.parameters.fields ?? DEFAULT_FIELDS))(comment),
			};
		},
	},
	POST: {
		endpoint: 'hide',
		work: (call, comment) => {
			allow(call, 'hide');
			const { hide } = call.parameters;
			if (hide !== 'true' && hide !== 'false') throw invalidParameter('The parameter hide is required');
			comment.hidden = hide === 'true';
			call.world.touch();
			return { status: 200, body: { success: true } };
		},
	},
	DELETE: {
		endpoint: 'comment-delete',
		work: (call, comment) => {
			allow(call);
			call.world.talk.deleteComment(comment.id);
			return { status: 200, body: { success: true } };
		},
	},
};

function noSuchEdge(edge: string, nodeType: string): MetaRefusal {
	return invalidParameter(`Tried accessing nonexisting field (${edge}) on node type (${nodeType})`);
}

/** The comments on media, and a comment itself, with its replies. */
export function commentRoute(call: AuthorizedCall, id: string, edge: string): Route | undefined {
	const { world, method } = call;
	const media = visible(call, world.media.get(id));
	if (media && edge === 'comments') return mediaEdge(call, media);
	if (media && edge === 'replies' && method === 'GET') throw noSuchEdge(edge, 'ShadowIGMedia');
	const comment = world.talk.comments.get(id);
	if (!comment || !visible(call, world.media.get(comment.mediaId))) return undefined;
	if (edge === 'replies') return repliesEdge(call, comment);
	if (edge === 'comments' && method === 'GET') throw noSuchEdge(edge, 'IGComment');
	const node = edge === '' ? NODE[method] : undefined;
	if (!node) return undefined;
	const work = () => (requirePermission(call, 'comments'), node.work(call, comment));
	return { endpoint: node.endpoint, work };
}
