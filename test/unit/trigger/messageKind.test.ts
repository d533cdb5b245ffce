import { MESSAGE_KINDS, messageKind } from '../../../nodes/Instagram/trigger/messageKind';

const URL = { url: 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1' };

const attached = (...types: string[]) => ({ attachments: types.map((type) => ({ type, payload: URL })) });

const CASES: Array<[string, Record<string, unknown>, string]> = [
	['a text', { text: 'Hi' }, 'text'],
	['an answer to a message', { text: 'Hi', reply_to: { mid: 'a' } }, 'text'],
	['a text about a product', { text: 'Size?', referral: { product: { id: '1' } } }, 'text'],
	['a text from an ad', { text: 'Hi', referral: { source: 'ADS' } }, 'text'],
	['an answer to a story', { text: 'Hi', reply_to: { story: { id: '1', ...URL } } }, 'story_reply'],
	['a picture as answer to a story', { ...attached('image'), reply_to: { story: URL } }, 'story_reply'],
	['a GIF as answer to a story', { is_unsupported: true, reply_to: { story: URL } }, 'story_reply'],
	['a story that mentions the account', attached('story_mention'), 'story_mention'],
	['a tapped quick reply', { text: 'Yes', quick_reply: { payload: 'YES' } }, 'quick_reply'],
	['an unsent message', { is_deleted: true }, 'deleted'],
	['an unsent answer to a story', { is_deleted: true, reply_to: { story: URL } }, 'deleted'],
	['what is not unsent', { is_deleted: false, is_unsupported: false, text: 'Hi' }, 'text'],
	['what Meta does not support', { is_unsupported: true }, 'unsupported'],
	['a message without content', { mid: 'a' }, 'unsupported'],
	['an empty text', { text: '' }, 'unsupported'],
	['an empty list of attachments', { text: 'Hi', attachments: [] }, 'text'],
	...['image', 'video', 'audio', 'file', 'sticker'].map((type): [string, Record<string, unknown>, string] => [
		`the attachment ${type}`,
		attached(type),
		'media',
	]),
	...['share', 'ig_post', 'ig_reel', 'ig_story', 'reel', 'story', 'media'].map(
		(type): [string, Record<string, unknown>, string] => [`the attachment ${type}`, attached(type), 'share'],
	),
	['a shared comment', { attachments: [{ type: 'template', payload: { generic: [] } }] }, 'share'],
	['a disappearing photo', { attachments: [{ type: 'ephemeral' }] }, 'unsupported'],
	['the attachment unsupported_type', attached('unsupported_type'), 'unsupported'],
	['an unknown attachment with a URL', attached('hologram'), 'media'],
	['an unknown attachment without', { attachments: [{ type: 'hologram' }] }, 'unsupported'],
	['an attachment that is named like a method', { attachments: [{ type: 'toString' }] }, 'unsupported'],
	['a malformed attachment', { attachments: [null] }, 'unsupported'],
	['a text with a picture', { text: 'Look', ...attached('image') }, 'media'],
	['a post and the picture of it', attached('image', 'ig_post'), 'share'],
];

describe('messageKind', () => {
	it.each(CASES)('of %s', (_name, message, kind) => {
		expect(messageKind(message)).toBe(kind);
	});

	it('has a case for every kind', () => {
		const kinds = new Set(CASES.map(([, , kind]) => kind));
		expect([...kinds].sort()).toEqual(Object.keys(MESSAGE_KINDS));
	});
});
