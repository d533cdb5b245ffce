import { isObject } from '../shared/isObject';

/** What a message is, in the order of the editor. */
export const MESSAGE_KINDS = {
	deleted: { name: 'Deleted', description: 'The person has unsent a message' },
	media: { name: 'Media', description: 'An image, video, audio file, sticker or other file' },
	quick_reply: { name: 'Quick Reply', description: 'The person has tapped one of the quick replies' },
	share: { name: 'Share', description: 'A post, reel, story or comment that the person shares' },
	story_mention: { name: 'Story Mention', description: 'The person mentions the account in a story' },
	story_reply: { name: 'Story Reply', description: "The person replies to one of the account's stories" },
	text: { name: 'Text', description: 'A text message' },
	unsupported: { name: 'Unsupported', description: 'Something whose content Meta does not send' },
} as const;

export type MessageKind = keyof typeof MESSAGE_KINDS;

/**
 * What the types of attachments stand for. An empty `template` is a shared comment (seen in 7 deliveries); `ephemeral` is
 * a disappearing photo or video, which Meta sends without its content.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
 */
const ATTACHMENTS: Readonly<Record<string, MessageKind>> = {
	audio: 'media',
	ephemeral: 'unsupported',
	file: 'media',
	ig_post: 'share',
	ig_reel: 'share',
	ig_story: 'share',
	image: 'media',
	media: 'share',
	reel: 'share',
	share: 'share',
	sticker: 'media',
	story: 'share',
	story_mention: 'story_mention',
	template: 'share',
	unsupported_type: 'unsupported',
	video: 'media',
};

/** The kind that counts if the attachments of a message are of several. */
const PRECEDENCE: readonly MessageKind[] = ['story_mention', 'share', 'media', 'unsupported'];

/** An attachment of an unknown type is media if Meta says where it is. */
function kindOfAttachment(attachment: unknown): MessageKind {
	if (!isObject(attachment)) return 'unsupported';
	const { type, payload } = attachment;
	const kind = typeof type === 'string' && Object.hasOwn(ATTACHMENTS, type) ? ATTACHMENTS[type] : undefined;
	return kind ?? (isObject(payload) && typeof payload.url === 'string' ? 'media' : 'unsupported');
}

function kindOfAttachments(attachments: unknown): MessageKind | undefined {
	if (!Array.isArray(attachments)) return undefined;
	const kinds = attachments.map(kindOfAttachment);
	return PRECEDENCE.find((kind) => kinds.includes(kind));
}

/**
 * Returns the kind of a message. A reply to a story has that kind, with any content.
 *
 * @param message the fields of Meta's `message`, flags as booleans
 */
export function messageKind(message: Readonly<Record<string, unknown>>): MessageKind {
	const { is_deleted: isDeleted, is_unsupported: isUnsupported, text } = message;
	const { attachments, quick_reply: quickReply, reply_to: replyTo } = message;
	if (isDeleted === true) return 'deleted';
	const attached = kindOfAttachments(attachments);
	if (attached === 'story_mention') return attached;
	if (isObject(replyTo) && isObject(replyTo.story)) return 'story_reply';
	if (isObject(quickReply)) return 'quick_reply';
	if (isUnsupported === true) return 'unsupported';
	return attached ?? (typeof text === 'string' && text !== '' ? 'text' : 'unsupported');
}
