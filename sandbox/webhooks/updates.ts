import type { Conversation, Message } from '../inboxes';
import { attachedTo } from '../inboxes';
import type { Comment } from '../engagement';
import type { World } from '../world';
import type { Update } from './payloads';

/** A comment on a post of an account, as `comments` tells it. */
export function commentUpdate(world: World, accountId: string, comment: Comment): Update {
	const isOwn = comment.accountId === accountId;
	return {
		accountId,
		field: 'comments',
		at: comment.at,
		value: {
			from: {
				id: comment.fromId,
				username: comment.username,
				...(isOwn ? { self_ig_scoped_id: comment.fromId } : {}),
			},
			media: {
				id: comment.mediaId,
				media_product_type: world.media.get(comment.mediaId)?.productType ?? 'FEED',
			},
			id: comment.id,
			...(comment.parentId === undefined ? {} : { parent_id: comment.parentId }),
			text: comment.text,
		},
	};
}

/** Something that came through a conversation, from the person or (as an echo) from the account. */
export function messagingUpdate(
	{ accountId, userId }: Conversation,
	field: string,
	{ at, isOwn = false, ...content }: { at: number; isOwn?: boolean; [part: string]: unknown },
): Update {
	const [sender, recipient] = isOwn ? [accountId, userId] : [userId, accountId];
	return {
		accountId,
		field,
		at,
		messaging: { sender: { id: sender }, recipient: { id: recipient }, timestamp: at, ...content },
	};
}

function attachmentsOf(message: Message): Record<string, unknown> {
	const attachments = attachedTo(message).map(({ type, payload }) => {
		return { type, payload: payload?.url ? { url: payload.url } : {} };
	});
	return attachments.length > 0 ? { attachments } : {};
}

/** A message as `messages` tells it; one of the account's own is marked as an echo. */
export function messageUpdate(
	conversation: Conversation,
	message: Message,
	more: Record<string, unknown> = {},
): Update {
	const { id, at, text, isOwn } = message;
	return messagingUpdate(conversation, 'messages', {
		at,
		isOwn,
		message: {
			mid: id,
			...(text === undefined ? {} : { text }),
			...attachmentsOf(message),
			...(isOwn ? { is_echo: true } : {}),
			...more,
		},
	});
}
