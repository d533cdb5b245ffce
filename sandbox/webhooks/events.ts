import type { Conversation, Message } from '../inboxes';
import type { Account, PublishedMedia } from '../model';
import { FOLLOWERS, publicMedia } from '../seedEngagement';
import type { World } from '../world';
import type { Update } from './payloads';
import { commentUpdate, messageUpdate, messagingUpdate } from './updates';

/** What is to happen. Whatever is left out is made up. */
export interface EventOptions {
	text?: string;
	/** Who does it; a follower otherwise. */
	from?: { id: string; username: string };
	/** The account itself does it (comments, messages, reactions). */
	own?: boolean;
	/** Where: a post of the account. */
	mediaId?: string;
	/** The comment that is replied to. */
	parentId?: string;
	/** Mentions: in a comment, not in a caption. */
	inComment?: boolean;
	/** The message that it is about. */
	mid?: string;
	/** Messages: it replies to the account's newest story, or is a story that mentions the account. */
	story?: 'reply' | 'mention';
	/** Messages: another app has the conversation, so that they are told on standby only. */
	standby?: boolean;
	/** How long ago it happened. */
	secondsAgo?: number;
	/** Merged into what Meta tells: the value of a change, or the message, reaction, postback … */
	value?: Record<string, unknown>;
}

export class EventError extends Error {}

interface Scene {
	world: World;
	account: Account;
	options: EventOptions;
	/** Milliseconds on the sandbox's clock. */
	at: number;
}

function person({ account, options }: Scene): { id: string; username: string } {
	const [follower = { id: '', username: '' }] = FOLLOWERS;
	return options.own ? { id: account.id, username: account.username } : (options.from ?? follower);
}

function postFor({ world, account, options }: Scene): PublishedMedia {
	const [newest] = world.postsOf(account.id).filter(({ productType }) => productType !== 'STORY');
	const media = options.mediaId === undefined ? newest : world.media.get(options.mediaId);
	if (media?.accountId !== account.id) throw new EventError('mediaId is not a post of the account');
	return media;
}

function conversationOf(scene: Scene): Conversation {
	const { id, username } = person({ ...scene, options: { ...scene.options, own: false } });
	return scene.world.inboxes.open(scene.account.id, id, username);
}

/** The message that something is about: the one named, or the newest that the account or the person wrote. */
function messageFor({ options }: Scene, conversation: Conversation, isOwn: boolean): Message {
	const message = conversation.messages
		.filter((one) => (options.mid === undefined ? one.isOwn === isOwn : one.id === options.mid))
		.at(-1);
	if (!message) throw new EventError('There is no such message in the conversation');
	return message;
}

function comment(scene: Scene): Update {
	const { world, account, options, at } = scene;
	const { id: fromId, username } = person(scene);
	const parent = options.parentId === undefined ? undefined : world.engagement.comments.get(options.parentId);
	if (options.parentId !== undefined && !parent) throw new EventError('parentId is not a comment here');
	const added = world.engagement.addComment({
		mediaId: parent?.mediaId ?? postFor(scene).id,
		...(parent ? { parentId: parent.parentId ?? parent.id } : {}),
		text: options.text ?? 'Is this still available? 😍',
		username,
		fromId,
		...(options.own ? { accountId: account.id } : {}),
		at,
	});
	return withValue(commentUpdate(world, account.id, added), options);
}

/** Comments on live video are told, and nothing can be read of them. */
function liveComment(scene: Scene): Update {
	const { world, account, options, at } = scene;
	const value = {
		from: person(scene),
		media: { id: options.mediaId ?? world.ids.next('media'), media_product_type: 'LIVE' },
		id: world.ids.next('comment'),
		text: options.text ?? 'Hello from the harbour! 👋',
	};
	return withValue({ accountId: account.id, field: 'live_comments', at, value }, options);
}

function mention(scene: Scene): Update {
	const { world, account, options, at } = scene;
	const text = options.text ?? `Have you seen @${account.username}?`;
	const media = publicMedia(world, world.engagement.mentions.length, text, at);
	if (!options.inComment) {
		world.engagement.mentions.push({ accountId: account.id, media });
		const value = { media_id: media.id };
		return withValue({ accountId: account.id, field: 'mentions', at, value }, options);
	}
	const { id: fromId, username } = person(scene);
	const added = world.engagement.addComment({ mediaId: media.id, text, username, fromId, at });
	world.engagement.mentions.push({ accountId: account.id, media, comment: added });
	const value = { media_id: media.id, comment_id: added.id };
	return withValue({ accountId: account.id, field: 'mentions', at, value }, options);
}

/** A story of the account, or one that mentions it; its file is on Meta's server for messages. */
function storyFor({ world, account, options }: Scene): { id: string; url: string } {
	const [newest] = world.postsOf(account.id).filter(({ productType }) => productType === 'STORY');
	const own = options.story === 'reply' ? newest : undefined;
	const file = own?.file?.filePath ?? 'story-1.jpg';
	return { id: own?.id ?? world.ids.next('media'), url: world.files.messageAddress(file) };
}

/** What a message says of a story, in the world and as Meta tells it. */
function storyPart(scene: Scene): { stored: Pick<Message, 'story'>; payload: Record<string, unknown> } {
	const { story: kind } = scene.options;
	if (kind === undefined) return { stored: {}, payload: {} };
	const story = storyFor(scene);
	const payload =
		kind === 'reply'
			? { reply_to: { story } }
			: { attachments: [{ type: 'story_mention', payload: { url: story.url } }] };
	return { stored: { story: { kind, ...story } }, payload };
}

/** A story that mentions the account comes without a text. */
function textOf({ options: { story, text } }: Scene): { text?: string } {
	if (story === 'mention') return {};
	return { text: text ?? (story === 'reply' ? 'Love this! 😍' : 'Hi! Do you ship to Norway? 🇳🇴') };
}

function message(scene: Scene): Update {
	const { world, options, at } = scene;
	const conversation = conversationOf(scene);
	const { stored, payload } = storyPart(scene);
	const isOwn = options.own ?? false;
	const added = world.inboxes.add(conversation, { isOwn, at, ...textOf(scene), ...stored });
	const update = messageUpdate(conversation, added, { ...payload, ...options.value });
	return options.standby ? { ...update, standby: true } : update;
}

function reaction(scene: Scene): Update {
	const { options, at } = scene;
	const { own: isOwn = false } = options;
	const conversation = conversationOf(scene);
	const { id: mid } = messageFor(scene, conversation, !isOwn);
	const payload = { mid, action: 'react', reaction: 'love', emoji: '❤', ...options.value };
	return messagingUpdate(conversation, 'message_reactions', { at, isOwn, reaction: payload });
}

interface Button {
	type?: string;
	title: string;
	payload: string;
}

/** The first postback button of the newest template that the account has sent. */
function buttonIn({ messages }: Conversation): Button | undefined {
	const templates = messages.filter(({ isOwn, attachment }) => isOwn && attachment?.type === 'template');
	const { buttons = [], elements = [] } = (templates.at(-1)?.attachment?.payload ?? {}) as {
		buttons?: Button[];
		elements?: Array<{ buttons?: Button[] }>;
	};
	return [...buttons, ...elements.flatMap((card) => card.buttons ?? [])].find(
		({ type }) => type === 'postback',
	);
}

const QUESTION: Button = { title: 'Opening hours', payload: 'OPENING_HOURS' };

/**
 * A tap on a button: the one that the account has shown last, or a suggested question. It stands in the conversation like
 * a message.
 */
function postback(scene: Scene): Update {
	const { world, options, at } = scene;
	const conversation = conversationOf(scene);
	const button = buttonIn(conversation) ?? QUESTION;
	const title = options.text ?? button.title;
	const { id: mid } = world.inboxes.add(conversation, { isOwn: false, at, text: title });
	const payload = { mid, title, payload: button.payload, ...options.value };
	return messagingUpdate(conversation, 'messaging_postbacks', { at, postback: payload });
}

function referral(scene: Scene): Update {
	const { options, at } = scene;
	const payload = { ref: 'summer-sale', source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD', ...options.value };
	return messagingUpdate(conversationOf(scene), 'messaging_referral', { at, referral: payload });
}

function seen(scene: Scene): Update {
	const conversation = conversationOf(scene);
	const { id: mid } = messageFor(scene, conversation, true);
	const read = { mid, ...scene.options.value };
	return messagingUpdate(conversation, 'messaging_seen', { at: scene.at, read });
}

function edit(scene: Scene): Update {
	const { world, options, at } = scene;
	const conversation = conversationOf(scene);
	const edited = messageFor(scene, conversation, false);
	edited.text = options.text ?? `${edited.text ?? ''} (edited)`;
	edited.edits = (edited.edits ?? 0) + 1;
	world.touch();
	const payload = { mid: edited.id, text: edited.text, num_edit: edited.edits, ...options.value };
	return messagingUpdate(conversation, 'message_edit', { at, message_edit: payload });
}

/** Told once, when a story has ended. */
function storyInsights(scene: Scene): Update {
	const { world, account, options, at } = scene;
	const story = world.postsOf(account.id).find(({ productType }) => productType === 'STORY');
	const value = {
		media_id: options.mediaId ?? story?.id ?? world.ids.next('media'),
		impressions: 148,
		reach: 121,
		taps_forward: 97,
		taps_back: 6,
		exits: 14,
		replies: 2,
	};
	return withValue({ accountId: account.id, field: 'story_insights', at, value }, options);
}

function withValue(update: Update, { value }: EventOptions): Update {
	return { ...update, value: { ...update.value, ...value } };
}

/** What can happen to an account, by the field that tells it. */
export const EVENTS = {
	comments: comment,
	live_comments: liveComment,
	mentions: mention,
	messages: message,
	message_reactions: reaction,
	messaging_postbacks: postback,
	messaging_referral: referral,
	messaging_seen: seen,
	message_edit: edit,
	story_insights: storyInsights,
} as const;

export type EventName = keyof typeof EVENTS;

/** Lets something happen, in the world and as Meta tells it. @throws EventError where it cannot */
export function happen(world: World, accountId: string, event: string, options: EventOptions): Update {
	const account = world.accounts.get(accountId);
	if (!account) throw new EventError('accountId is not an account here');
	if (!Object.hasOwn(EVENTS, event)) {
		throw new EventError(`event must be one of ${Object.keys(EVENTS).join(', ')}`);
	}
	const at = world.clock.now() - (options.secondsAgo ?? 0) * 1000;
	return EVENTS[event as EventName]({ world, account, options, at });
}
