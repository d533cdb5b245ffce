import type { EventOptions } from '../../../sandbox/webhooks/events';
import type { World } from '../../../sandbox/world';
import { ACCOUNT } from '../../../tools/n8n-harness/arrange';

/** What happens. */
export type EventVariant = EventOptions | ((world: World) => EventOptions);

const ID = '17900000000000001';
const FILE = 'https://cdn.example.com/1.jpg';

/** A reply to the newest comment on the newest post. */
function reply(world: World): EventOptions {
	const [post] = world.postsOf(ACCOUNT.facebook);
	return { parentId: post && world.engagement.commentsOn(post.id)[0]?.id, text: 'Me too!' };
}

/** A comment on an ad, by an account that belongs to the same person. */
const ON_AD: EventOptions = {
	value: {
		from: { id: ID, username: 'lora.fen', self_ig_scoped_id: ID },
		media: { id: ID, media_product_type: 'AD', ad_id: ID, ad_title: 'Summer sale' },
	},
};

/** A message with each of these fields. */
const MESSAGES: readonly EventOptions[] = [
	{ own: true, value: { app_id: 1_234_567_890, metadata: 'support', is_self: true } },
	{ value: { is_deleted: true } },
	{ value: { is_unsupported: true } },
	{ value: { quick_reply: { payload: 'HOURS' } } },
	{ value: { reply_to: { mid: 'aWdfZAG06' } } },
	{ value: { reply_to: { story: { id: ID, url: FILE, link_sticker_url: 'https://example.com' } } } },
	{ value: { referral: { product: { id: ID } } } },
	{
		value: {
			attachments: [
				{ type: 'image', payload: { url: FILE } },
				{ type: 'ig_post', payload: { ig_post_media_id: ID, title: 'A bowl', url: FILE } },
				{ type: 'ig_reel', payload: { reel_video_id: ID, title: 'A reel', url: FILE } },
				{ type: 'ig_story', payload: { story_media_id: ID, story_media_url: FILE } },
				{ type: 'template', payload: { generic: [] } },
				{ type: 'sticker', payload: { sticker_id: ID, url: FILE } },
			],
		},
	},
];

/** Further events, with fields that only some items have: trigger -> event -> what happens. */
export const EVENT_VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly EventVariant[]>>>> = {
	instagramTrigger: {
		comments: [reply, ON_AD],
		mentions: [{ inComment: true }],
		messages: MESSAGES,
	},
	instagramPollingTrigger: { comments: [reply] },
};
