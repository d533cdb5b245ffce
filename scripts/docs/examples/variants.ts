import type { INodeParameters } from 'n8n-workflow';

import type { Example, Scene } from '../example';
import { byId } from './media';
import { conversation, newestComment, ownComment, PERSON } from './engagement';
import { media } from './publishing';

const publish = { resource: 'post', operation: 'publish' };

/** Publishes a reel, a carousel and an image with a text for people who cannot see it; returns their IDs. */
async function publishedPosts({ before }: Scene) {
	const ids: string[] = [];
	const url = (name: string) => ({ source: 'url', url: media(name) });
	const posts: INodeParameters[] = [
		{ postType: 'reel', mediaUrl: media('clip-1.mp4'), caption: 'A reel' },
		{
			postType: 'carousel',
			carouselItems: {
				item: [
					{ mediaType: 'image', ...url('pottery-1.jpg') },
					{ mediaType: 'video', ...url('clip-1.mp4') },
				],
			},
		},
		{ mediaUrl: media('pottery-1.jpg'), additionalFields: { altText: 'A bowl' } },
	];
	for (const post of posts) ids.push(String((await before({ ...publish, ...post }))[0]?.id));
	const [reel = '', carousel = '', image = ''] = ids;
	return { reel, carousel, image };
}

async function story({ before }: Scene): Promise<string> {
	const post = { postType: 'story', mediaUrl: media('story-1.jpg') };
	return String((await before({ ...publish, ...post }))[0]?.id);
}

/** Meta answers with data that the sandbox has none of. */
function answered(endpoint: string, body: object, parameters: Example['parameters']): Example {
	return {
		parameters: async (scene) => {
			const own = typeof parameters === 'function' ? await parameters(scene) : (parameters ?? {});
			scene.sandbox.world.faults.add({ endpoint, action: 'answer', body });
			return own;
		},
	};
}

const ID = '17900000000000001';

const CHILDREN = {
	data: [{ id: ID, media_type: 'IMAGE', media_url: 'https://cdn.example.com/1.jpg' }],
};

const DISCOVERED_POST = {
	id: ID,
	children: CHILDREN,
	thumbnail_url: 'https://cdn.example.com/1.jpg',
	view_count: 120,
};

const WEEK = { since: '2026-08-24T00:00:00Z', until: '2026-08-30T23:59:59Z' };

/** A media whose file has expired, to be downloaded. */
const EXPIRED_FILE = { id: ID, media_url: 'https://scontent.cdninstagram.com/media/expired.jpg' };

/** Somebody sends a picture and shares a post, and the account reacts. */
async function livelyConversation(scene: Scene): Promise<INodeParameters> {
	const send = { resource: 'message', operation: 'send', recipientId: PERSON };
	const [{ message_id: messageId } = {}] = await scene.before({
		...send,
		messageType: 'image',
		mediaUrl: media('pottery-1.jpg'),
	});
	await scene.before({
		...send,
		operation: 'sendAction',
		senderAction: 'react',
		messageId: String(messageId),
		reaction: 'love',
	});
	return { conversationId: conversation(scene)?.id ?? '' };
}

const WHOLE_PROFILE = {
	iceBreakers: { iceBreaker: [{ question: 'When are you open?', payload: 'HOURS' }] },
	persistentMenu: {
		menuItem: [
			{ type: 'postback', title: 'Opening hours', payload: 'HOURS' },
			{ type: 'web_url', title: 'Shop', url: 'https://shop.example.com' },
		],
	},
};

/** Sets ice breakers and a menu. */
async function withWholeProfile({ before }: Scene): Promise<INodeParameters> {
	await before({ resource: 'messagingProfile', operation: 'set', ...WHOLE_PROFILE });
	return {};
}

/** A person who has not entered a name. */
const WITHOUT_NAME = '17841499000000105';

/** Meta does not accept the token. */
function withRefusedToken({ sandbox }: Scene): INodeParameters {
	sandbox.world.faults.add({ endpoint: '*', action: 'error', code: 190, times: 99 });
	return {};
}

/** Meta accepts the token, but the app's access to data has ended. */
function withEndedDataAccess({ sandbox: { world } }: Scene): INodeParameters {
	const data = {
		is_valid: true,
		type: 'USER',
		expires_at: 0,
		data_access_expires_at: 1,
		scopes: [],
		user_id: ID,
	};
	world.faults.add({ endpoint: 'inspect', action: 'answer', body: { data }, times: 9 });
	return {};
}

/**
 * Further runs of operations, which show fields that only some outputs have. They make the output schemas complete and
 * are not in the pages: resource -> operation -> runs.
 */
export const VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly Example[]>>>> = {
	account: {
		get: [answered('account', { id: ID, shopping_review_status: 'approved' }, { fields: [] })],
		getInsights: [
			{ parameters: { metrics: ['reach'], metricType: 'time_series', ...WEEK } },
			{ parameters: { metrics: ['reach'], breakdown: ['follow_type', 'media_product_type'], ...WEEK } },
			{ parameters: { metrics: ['profile_links_taps'], breakdown: ['contact_button_type'], ...WEEK } },
			{ parameters: { metrics: ['follower_demographics'], period: 'lifetime' } },
			{ parameters: { metrics: ['online_followers'], period: 'lifetime' } },
		],
		discover: [
			answered(
				'discovery',
				{ business_discovery: { id: ID, media: { data: [DISCOVERED_POST] } }, id: ID },
				{ username: 'north.pottery' },
			),
		],
	},
	comment: {
		get: [
			{
				parameters: async (scene) => {
					const [reply] = await scene.before({
						resource: 'comment',
						operation: 'reply',
						commentId: newestComment(scene),
						text: 'It is 40 euros.',
					});
					return { commentId: String(reply?.id) };
				},
			},
		],
		getMany: [
			{
				parameters: async (scene) => {
					await ownComment(scene);
					return { mediaId: byId(scene.sandbox.world.postsOf(scene.account)[0]?.id ?? '') };
				},
			},
		],
	},
	container: {
		get: [
			{
				parameters: async ({ before, sandbox }) => {
					const [container] = await before({
						resource: 'container',
						operation: 'create',
						postType: 'reel',
						mediaUrl: media('not-a-video.mp4'),
					});
					sandbox.world.clock.advance(60_000);
					return { containerId: String(container?.id) };
				},
			},
		],
		publish: [
			{
				title: 'A container that is live already',
				parameters: async ({ before }) => {
					const [container] = await before({
						resource: 'container',
						operation: 'create',
						mediaUrl: media('pottery-1.jpg'),
					});
					const containerId = String(container?.id);
					await before({ resource: 'container', operation: 'publish', containerId });
					return { containerId };
				},
			},
		],
	},
	hashtag: {
		getMedia: [
			answered(
				'hashtag-media',
				{ data: [{ id: ID, children: CHILDREN }] },
				{ hashtagId: ID, hashtagEdge: 'top' },
			),
		],
	},
	media: {
		get: [
			{ parameters: async (scene) => ({ mediaId: byId((await publishedPosts(scene)).reel) }) },
			{ parameters: async (scene) => ({ mediaId: byId((await publishedPosts(scene)).image) }) },
			{
				parameters: async (scene) => ({
					mediaId: byId((await publishedPosts(scene)).carousel),
					includeChildren: true,
				}),
			},
			answered('read', EXPIRED_FILE, { mediaId: byId(ID), download: true }),
		],
		getMany: [
			answered('list', { data: [EXPIRED_FILE] }, { download: true }),
			{
				parameters: async (scene) => {
					await publishedPosts(scene);
					return { limit: 3, includeChildren: true };
				},
			},
		],
		getInsights: [
			{
				parameters: async (scene) => ({
					mediaId: byId(await story(scene)),
					metrics: ['navigation'],
					breakdown: 'story_navigation_action_type',
				}),
			},
			{
				parameters: async (scene) => ({
					mediaId: byId(await story(scene)),
					metrics: ['profile_activity'],
					breakdown: 'action_type',
				}),
			},
		],
	},
	message: {
		getConversations: [
			answered(
				'conversations',
				{
					data: [{ id: ID, name: 'Ben', participants: { data: [{ id: ID, username: 'ben', user_id: ID }] } }],
				},
				{},
			),
		],
		getMany: [
			{ parameters: livelyConversation },
			{
				parameters: async (scene) => {
					const conversationOf = await livelyConversation(scene);
					// The URL that Meta returns for the second attempt is dead as well.
					scene.sandbox.world.faults.add({
						endpoint: 'file',
						action: 'answer',
						status: 410,
						text: '',
						times: 2,
					});
					return { ...conversationOf, download: true };
				},
			},
			answered(
				'conversation',
				{
					messages: {
						data: [
							{
								id: ID,
								is_unsupported: true,
								attachments: {
									data: [
										{ video_data: { url: 'https://cdn.example.com/1.mp4' } },
										{ audio_data: { url: 'https://cdn.example.com/1.m4a' } },
										{ file_url: 'https://cdn.example.com/1.pdf' },
									],
								},
								shares: { data: [{ link: 'https://www.instagram.com/p/DRa1bC2dE3f/' }] },
								story: { mention: { id: ID, link: 'https://cdn.example.com/story.jpg' } },
							},
							{ id: ID, story: { reply_to: { id: ID, link: 'https://cdn.example.com/story.jpg' } } },
						],
					},
					id: ID,
				},
				(scene) => ({ conversationId: conversation(scene)?.id ?? '' }),
			),
		],
	},
	messagingProfile: {
		get: [{ parameters: withWholeProfile }],
		set: [{ parameters: async (scene) => ({ ...(await withWholeProfile(scene)), ...WHOLE_PROFILE }) }],
		delete: [{ parameters: withWholeProfile }],
	},
	post: {
		publish: [
			{
				title: 'With a first comment',
				parameters: { mediaUrl: media('pottery-1.jpg'), additionalFields: { firstComment: '#pottery' } },
			},
			{
				title: 'With a first comment that fails',
				parameters: ({ sandbox }) => {
					sandbox.world.faults.add({ endpoint: 'comment', action: 'error', code: 10 });
					return { mediaUrl: media('pottery-1.jpg'), additionalFields: { firstComment: '#pottery' } };
				},
			},
			{
				title: 'With a deduplication key that was used before',
				parameters: async ({ before }) => {
					const once = { mediaUrl: media('pottery-1.jpg'), options: { deduplicationKey: 'bowl' } };
					await before({ ...publish, ...once });
					return once;
				},
			},
			{
				title: 'Live, with an ID that could not be read',
				parameters: ({ sandbox: { world } }) => {
					world.faults.add({ endpoint: 'publish', action: 'reset-after' });
					world.faults.add({ endpoint: 'list', action: 'error', code: 10, times: 99 });
					return { mediaUrl: media('pottery-1.jpg') };
				},
			},
		],
	},
	token: {
		inspect: [
			{ title: 'Never expires', loginMethod: 'facebook', token: { kind: 'systemUser' } },
			{ title: 'Not valid', loginMethod: 'instagram', parameters: withRefusedToken },
			{
				title: 'Not valid',
				loginMethod: 'facebook',
				...answered('inspect', { data: { is_valid: false, expires_at: 1_788_444_000, scopes: [] } }, {}),
			},
		],
		refresh: [
			{ title: 'Never expires', loginMethod: 'facebook', token: { kind: 'systemUser' } },
			{ title: 'With a problem', loginMethod: 'facebook', parameters: withEndedDataAccess },
		],
	},
	user: {
		get: [{ parameters: { userId: WITHOUT_NAME, fields: ['name', 'profile_pic'] } }],
	},
};
