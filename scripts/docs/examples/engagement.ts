import type { INodeExecutionData } from 'n8n-workflow';

import { sampleNamed } from '../../../sandbox/media/samples';
import { storeBinary } from '../../../tools/n8n-harness';
import type { Example, Scene } from '../example';
import { byId, newestPost } from './media';

/** A follower of the sandbox who wrote to every account two hours ago. */
export const PERSON = '17841499000000101';

export function newestComment(scene: Scene): string {
	return scene.sandbox.world.engagement.commentsOn(newestPost(scene))[0]?.id ?? '';
}

/** A comment that the account has written itself. */
export async function ownComment(scene: Scene): Promise<string> {
	const [comment] = await scene.before({
		resource: 'comment',
		operation: 'create',
		mediaId: byId(newestPost(scene)),
		text: 'Sold out.',
	});
	return String(comment?.id);
}

/** Where somebody has mentioned the account: in a caption, or in a comment. */
function mention({ sandbox, account }: Scene, place: 'caption' | 'comment') {
	const found = sandbox.world.engagement.mentions.find(
		({ accountId, comment }) => accountId === account && (comment !== undefined) === (place === 'comment'),
	);
	return {
		mediaId: byId(found?.media.id ?? ''),
		...(found?.comment ? { commentId: found.comment.id } : {}),
	};
}

export function conversation({ sandbox, account }: Scene) {
	return sandbox.world.inboxes.with(account, PERSON);
}

const ICE_BREAKERS = {
	iceBreaker: [
		{ question: 'When are you open?', payload: 'HOURS' },
		{ question: 'Do you deliver?', payload: 'DELIVERY' },
	],
};

/** Sets the ice breakers first, so that there is something to read or delete. */
async function withIceBreakers(scene: Scene) {
	await scene.before({ resource: 'messagingProfile', operation: 'set', iceBreakers: ICE_BREAKERS });
	return {};
}

/** The newest message of the person. */
function newestQuestion(scene: Scene): string {
	return (
		conversation(scene)
			?.messages.filter(({ isOwn }) => !isOwn)
			.at(-1)?.id ?? ''
	);
}

/** A picture that an earlier node has fetched. */
async function picture(): Promise<INodeExecutionData> {
	const { bytes } = sampleNamed('pottery-1.jpg');
	const file = { fileName: 'pottery.jpg', mimeType: 'image/jpeg' };
	return { json: {}, binary: { data: await storeBinary(bytes, file) } };
}

/** Comments, mentions, messages, and the people who write them. */
export const ENGAGEMENT_EXAMPLES: Record<string, Record<string, readonly Example[]>> = {
	comment: {
		create: [
			{ parameters: (scene) => ({ mediaId: byId(newestPost(scene)), text: 'Back in stock on Friday.' }) },
		],
		reply: [{ parameters: (scene) => ({ commentId: newestComment(scene), text: 'It is 40 euros.' }) }],
		get: [{ parameters: (scene) => ({ commentId: newestComment(scene) }) }],
		getMany: [
			{
				parameters: (scene) => ({
					mediaId: byId(newestPost(scene)),
					limit: 2,
					includeReplies: true,
					fields: ['text', 'timestamp', 'username'],
				}),
			},
		],
		hide: [{ parameters: (scene) => ({ commentId: newestComment(scene) }) }],
		unhide: [{ parameters: (scene) => ({ commentId: newestComment(scene) }) }],
		delete: [{ parameters: async (scene) => ({ commentId: await ownComment(scene) }) }],
	},
	mention: {
		get: [
			{ title: 'In a caption', parameters: (scene) => mention(scene, 'caption') },
			{ title: 'In a comment', parameters: (scene) => mention(scene, 'comment') },
		],
		reply: [{ parameters: (scene) => ({ ...mention(scene, 'comment'), text: 'Thank you!' }) }],
	},
	message: {
		send: [
			{ title: 'A text', parameters: { recipientId: PERSON, text: 'Yes, we are open until six.' } },
			{
				title: 'A question with answers to tap',
				parameters: {
					recipientId: PERSON,
					messageType: 'quickReplies',
					text: 'How can we help?',
					quickReplies: {
						reply: [
							{ title: 'Opening hours', payload: 'HOURS' },
							{ title: 'Prices', payload: 'PRICES' },
						],
					},
				},
			},
			{
				title: 'A file from a previous node',
				parameters: { recipientId: PERSON, messageType: 'image', mediaSource: 'binary' },
				item: picture,
			},
			{
				title: 'An answer to one message',
				parameters: (scene) => ({
					recipientId: PERSON,
					text: 'Yes, on Friday.',
					options: { replyToMessageId: newestQuestion(scene) },
				}),
			},
		],
		privateReply: [
			{
				title: 'A text',
				parameters: (scene) => ({ commentId: newestComment(scene), text: 'It is 40 euros, with postage.' }),
			},
			{
				title: 'A text with a button',
				parameters: (scene) => ({
					commentId: newestComment(scene),
					messageType: 'template',
					templateType: 'button',
					text: 'Shall I send you the link?',
					templateButtons: { button: [{ type: 'postback', title: 'Send me the link', payload: 'LINK' }] },
				}),
			},
		],
		sendAction: [{ parameters: { recipientId: PERSON, senderAction: 'typing_on' } }],
		getConversations: [{ parameters: { limit: 2 } }],
		getMany: [{ parameters: (scene) => ({ conversationId: conversation(scene)?.id ?? '', limit: 2 }) }],
	},
	messagingProfile: {
		get: [{ parameters: withIceBreakers }],
		set: [
			{
				title: 'Ice breakers',
				parameters: async (scene) => ({ ...(await withIceBreakers(scene)), iceBreakers: ICE_BREAKERS }),
			},
			{
				title: 'A menu',
				parameters: {
					persistentMenu: {
						menuItem: [
							{ type: 'postback', title: 'Opening hours', payload: 'HOURS' },
							{ type: 'web_url', title: 'Shop', url: 'https://shop.example.com' },
						],
					},
				},
			},
		],
		delete: [
			{
				parameters: async (scene) => ({
					...(await withIceBreakers(scene)),
					profileProperties: ['ice_breakers'],
				}),
			},
		],
	},
	user: {
		get: [
			{
				parameters: {
					userId: PERSON,
					fields: ['name', 'username', 'follower_count', 'is_user_follow_business'],
				},
			},
		],
	},
};
