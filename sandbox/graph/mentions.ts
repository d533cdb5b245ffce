import type { Account } from '../model';
import type { Mention } from '../engagement';
import type { Answer, AuthorizedCall } from './call';
import { requiredMessage } from './comments';
import { invalidParameter, noSuchObject } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { readersOfPublic, timestamp } from './publicMedia';
import { route } from './route';

function mentionsOf({ world }: AuthorizedCall, account: Account): Mention[] {
	return world.engagement.mentions.filter(({ accountId }) => accountId === account.id);
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

function askedMention({ parameters }: AuthorizedCall) {
	const [asked] = parseFields(parameters.fields ?? 'id');
	const read = asked && Object.hasOwn(FIELDS, asked.name) ? FIELDS[asked.name] : undefined;
	return asked && read ? { asked, read } : undefined;
}

function readMention(call: AuthorizedCall, account: Account): Answer {
	const mention = askedMention(call);
	if (!mention) throw noSuchObject(account.id, call.method);
	const { asked, read } = mention;
	return { status: 200, body: { [asked.name]: read(call, account, asked), id: account.id } };
}

function replyToMention(call: AuthorizedCall, account: Account): Answer {
	const { world, parameters, method } = call;
	const { media_id: mediaId, comment_id: commentId } = parameters;
	if (!mediaId) throw invalidParameter('The parameter media_id is required');
	const mention = mentionsOf(call, account).find(
		({ media, comment }) => media.id === mediaId && (commentId === undefined || comment?.id === commentId),
	);
	if (!mention) throw noSuchObject(commentId ?? mediaId, method);
	const { id } = world.engagement.addComment({
		mediaId,
		...(commentId ? { parentId: commentId } : {}),
		text: requiredMessage(call),
		username: account.username,
		fromId: account.id,
		accountId: account.id,
		at: world.clock.now(),
	});
	return { status: 200, body: { id } };
}

/** Where an account was mentioned, and replies to that. */
export const mentionRoutes = [
	route({
		method: 'GET',
		path: '/{account}',
		login: 'facebook',
		when: (call) => askedMention(call) !== undefined,
		permission: 'comments',
		endpoint: 'mention',
		handle: readMention,
	}),
	route({
		method: 'POST',
		path: '/{account}/mentions',
		permission: 'comments',
		parameters: ['media_id', 'comment_id', 'message'],
		endpoint: 'mention-reply',
		handle: replyToMention,
	}),
];
