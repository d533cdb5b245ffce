import type { Account } from '../model';
import type { Mention } from '../talk';
import { allow, requirePermission } from './authorize';
import type { AuthorizedCall, Route } from './call';
import { requiredMessage } from './comments';
import { invalidParameter, noSuchObject } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { readersOfPublic, timestamp } from './publicMedia';

function mentionsOf({ world }: AuthorizedCall, account: Account): Mention[] {
	return world.talk.mentions.filter(({ accountId }) => accountId === account.id);
}

function mentionedMedia(call: AuthorizedCall, account: Account, asked: AskedField): Record<string, unknown> {
	const id = asked.modifiers.media_id;
	if (id === undefined) throw invalidParameter('The parameter media_id is required');
	const mention = mentionsOf(call, account).find(({ media, comment }) => !comment && media.id === id);
	if (!mention) throw noSuchObject(id, 'GET');
	return pick(innerFields(asked, 'id'), readersOfPublic(call, mention.media), 'ShadowIGMedia');
}

function mentionedComment(
	call: AuthorizedCall,
	account: Account,
	asked: AskedField,
): Record<string, unknown> {
	const id = asked.modifiers.comment_id;
	if (id === undefined) throw invalidParameter('The parameter comment_id is required');
	const mention = mentionsOf(call, account).find(({ comment }) => comment?.id === id);
	if (!mention?.comment) throw noSuchObject(id, 'GET');
	const { comment, media } = mention;
	const readers: Readers = {
		id: () => comment.id,
		text: () => comment.text,
		timestamp: () => timestamp(comment.at),
		username: () => comment.username,
		like_count: () => comment.likes,
		media: (inner) => pick(innerFields(inner, 'id'), readersOfPublic(call, media), 'ShadowIGMedia'),
	};
	return pick(innerFields(asked, 'id'), readers, 'IGComment');
}

const FIELDS: Record<string, typeof mentionedMedia> = {
	mentioned_media: mentionedMedia,
	mentioned_comment: mentionedComment,
};

/** Where an account was mentioned, and answers to that. */
export function mentionRoute(call: AuthorizedCall, account: Account, edge: string): Route | undefined {
	const { world, method, parameters, loginMethod } = call;
	if (edge === '' && method === 'GET' && loginMethod === 'facebook') {
		const [asked] = parseFields(parameters.fields ?? 'id');
		const read = asked && Object.hasOwn(FIELDS, asked.name) ? FIELDS[asked.name] : undefined;
		if (!asked || !read) return undefined;
		const work = () => {
			allow(call);
			requirePermission(call, 'comments');
			return { status: 200, body: { [asked.name]: read(call, account, asked), id: account.id } };
		};
		return { endpoint: 'mention', work };
	}
	if (edge !== 'mentions' || method !== 'POST') return undefined;
	const work = () => {
		allow(call, 'media_id', 'comment_id', 'message');
		requirePermission(call, 'comments');
		const { media_id: mediaId, comment_id: commentId } = parameters;
		if (!mediaId) throw invalidParameter('The parameter media_id is required');
		const mention = mentionsOf(call, account).find(
			({ media, comment }) => media.id === mediaId && (commentId === undefined || comment?.id === commentId),
		);
		if (!mention) throw noSuchObject(commentId ?? mediaId, method);
		const { id } = world.talk.addComment({
			mediaId,
			...(commentId ? { parentId: commentId } : {}),
			text: requiredMessage(call),
			username: account.username,
			fromId: account.id,
			accountId: account.id,
			at: world.clock.now(),
		});
		return { status: 200, body: { id } };
	};
	return { endpoint: 'mention-reply', work };
}
