import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PROFILE_FIELDS } from '../../nodes/Instagram/actions/account/shared';
import { COMMENT_FIELDS } from '../../nodes/Instagram/actions/comment/shared';
import type { FieldRow } from '../../nodes/Instagram/parameters/fieldPicker';
import { MEDIA_FIELDS } from '../../nodes/Instagram/actions/media/shared';
import { CONVERSATION_FIELDS } from '../../nodes/Instagram/actions/message/getConversations.operation';
import { MESSAGE_FIELDS } from '../../nodes/Instagram/actions/message/getMany.operation';
import { USER_FIELDS } from '../../nodes/Instagram/actions/user/get.operation';
import type { Connection } from '../../nodes/Instagram/connection/connect';
import type { Settings } from './settings';

export interface Published {
	id: string;
	containerId: string;
	permalink?: string;
}

/** What earlier steps have come across, for later ones to go on with. */
export interface Found {
	accounts: IDataObject[];
	username?: string;
	/** The newest first. */
	posts: IDataObject[];
	stories: IDataObject[];
	commentId?: string;
	conversationId?: string;
	/** The other participant of the newest conversation. */
	userId?: string;
	hashtagId?: string;
	/** What this run has published, and what of it has been deleted again, by id. */
	published?: Published;
	questioned?: Published;
	/** A second post of the same container. */
	copyId?: string;
	deletedIds: string[];
	writtenCommentId?: string;
}

/** What a step runs, or why it cannot. */
export type Plan =
	| { parameters: INodeParameters; items?: IDataObject[] }
	| { list: string }
	/** Asks Meta what no operation asks, by calls of its own. */
	| { ask: (connection: Connection, account: string) => Promise<IDataObject[]> }
	| { reason: string };

/** One operation of the node, or one list of its editor. */
export interface Step {
	name: string;
	only?: Settings['login'];
	/** Nobody knows whether Meta does this: that it refuses is for the claims to tell, not a fault of the operation. */
	isProbe?: boolean;
	plan(found: Found, settings: Settings): Plan;
	learn?(records: IDataObject[], found: Found): void;
}

/** More posts than Meta gives at once, so that a second page is read. */
const POSTS = 150;

/** More than Meta gives at once of accounts and hashtags. */
const PUBLIC_POSTS = 60;

/** As many as Meta gives at once. */
const CONVERSATIONS = 50;

/** More messages than Meta tells details of, so that a second page is read. */
const MESSAGES = 25;

function all(rows: readonly FieldRow[], { login }: Settings): string[] {
	return rows.filter(({ only }) => !only || only === login).map(({ value }) => value);
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** One post of each kind: what Meta tells of them differs. */
function oneOfEachKind(posts: IDataObject[]): IDataObject[] {
	const kinds = new Map<string, IDataObject>();
	for (const post of posts) {
		const kind = `${String(post.media_product_type)} ${String(post.media_type)}`;
		if (!kinds.has(kind)) kinds.set(kind, { id: post.id });
	}
	return [...kinds.values()];
}

const NO_POSTS = { reason: 'the account has no posts' };

function ofEachKind(posts: IDataObject[], parameters: INodeParameters): Plan {
	const items = oneOfEachKind(posts);
	if (items.length === 0) return NO_POSTS;
	return { parameters: { ...parameters, mediaId: byId('={{ $json.id }}') }, items };
}

function ofHashtag({ hashtagId }: Found, hashtagEdge: string): Plan {
	if (!hashtagId) return { reason: 'the hashtag was not found' };
	return {
		parameters: { resource: 'hashtag', operation: 'getMedia', hashtagId, hashtagEdge, limit: PUBLIC_POSTS },
	};
}

const insights = (more: INodeParameters) => ({
	parameters: { resource: 'account', operation: 'getInsights', ...more },
});

/** Every read of the package, in an order in which each finds what it needs. */
export const READS: readonly Step[] = [
	{ name: 'Token > Inspect', plan: () => ({ parameters: { resource: 'token', operation: 'inspect' } }) },
	{
		name: 'Account > Get Many',
		plan: () => ({ parameters: { resource: 'account', operation: 'getMany', returnAll: true } }),
		learn: (records, found) => found.accounts.push(...records),
	},
	{
		name: 'Account > Get',
		plan: (_found, settings) => ({
			parameters: { resource: 'account', operation: 'get', fields: all(PROFILE_FIELDS, settings) },
		}),
		learn: ([profile], found) => (found.username = text(profile?.username)),
	},
	{
		name: 'Account > Get Publishing Limit',
		plan: () => ({ parameters: { resource: 'account', operation: 'getPublishingLimit' } }),
	},
	{ name: 'Account > Get Insights (total values)', plan: () => insights({}) },
	{
		name: 'Account > Get Insights (time series)',
		plan: () => insights({ metrics: ['reach'], metricType: 'time_series' }),
	},
	{ name: 'Account > Get Insights (audience)', plan: () => insights({ period: 'lifetime' }) },
	{
		name: 'Account > Get Insights (views by follow type)',
		isProbe: true,
		plan: () => insights({ metrics: ['views'], breakdown: ['follow_type'] }),
	},
	{
		name: 'Account > Get Insights (metrics beside the page)',
		isProbe: true,
		plan: () => insights({ metrics: ['follower_count', 'profile_views', 'website_clicks'] }),
	},
	{
		name: 'Account > Get Insights (online followers)',
		isProbe: true,
		plan: () => insights({ metrics: ['online_followers'], period: 'lifetime' }),
	},
	{
		name: 'Account > Discover',
		only: 'facebook',
		plan: ({ username }) =>
			username
				? { parameters: { resource: 'account', operation: 'discover', username, mediaLimit: PUBLIC_POSTS } }
				: { reason: 'the username of the account is not known' },
	},
	{ name: 'List of accounts', plan: () => ({ list: 'searchAccounts' }) },
	{ name: 'List of posts', plan: () => ({ list: 'searchMedia' }) },
	{
		name: 'Media > Get Many',
		plan: () => ({ parameters: { resource: 'media', operation: 'getMany', limit: POSTS } }),
		learn: (records, found) => found.posts.push(...records),
	},
	{
		name: 'Media > Get Many (stories)',
		plan: () => ({ parameters: { resource: 'media', operation: 'getMany', mediaEdge: 'stories' } }),
		learn: (records, found) => found.stories.push(...records),
	},
	{
		name: 'Media > Get Many (tagged)',
		plan: () => ({ parameters: { resource: 'media', operation: 'getMany', mediaEdge: 'tagged', limit: 10 } }),
	},
	{
		name: 'Media > Get (all fields)',
		plan: ({ posts, stories }, settings) =>
			ofEachKind([...posts, ...stories], {
				resource: 'media',
				operation: 'get',
				fields: all(MEDIA_FIELDS, settings),
				includeChildren: true,
			}),
	},
	{
		name: 'Media > Get (by URL)',
		plan: ({ posts: [post] }) => {
			const permalink = text(post?.permalink);
			if (!permalink) return NO_POSTS;
			const mediaId = { __rl: true, mode: 'url', value: permalink };
			return { parameters: { resource: 'media', operation: 'get', mediaId } };
		},
	},
	{
		name: 'Media > Get Insights',
		plan: ({ posts, stories }) =>
			ofEachKind([...posts, ...stories], { resource: 'media', operation: 'getInsights' }),
	},
	{
		name: 'Comment > Get Many',
		plan: ({ posts }) => {
			const id = text(posts.find((post) => Number(post.comments_count) > 0)?.id);
			if (!id) return { reason: 'no post has a comment' };
			const what = { resource: 'comment', operation: 'getMany', includeReplies: true, limit: 10 };
			return { parameters: { ...what, mediaId: byId(id) } };
		},
		learn: ([comment], found) => (found.commentId = text(comment?.id)),
	},
	{
		name: 'Comment > Get (all fields)',
		plan: ({ commentId }, settings) =>
			commentId
				? {
						parameters: {
							resource: 'comment',
							operation: 'get',
							commentId,
							fields: all(COMMENT_FIELDS, settings),
						},
					}
				: { reason: 'no comment was found' },
	},
	{
		name: 'Hashtag > Search',
		only: 'facebook',
		plan: (_found, { hashtag }) => ({ parameters: { resource: 'hashtag', operation: 'search', hashtag } }),
		learn: ([hashtag], found) => (found.hashtagId = text(hashtag?.id)),
	},
	{ name: 'Hashtag > Get Media (top)', only: 'facebook', plan: (found) => ofHashtag(found, 'top') },
	{ name: 'Hashtag > Get Media (recent)', only: 'facebook', plan: (found) => ofHashtag(found, 'recent') },
	{
		name: 'Mention > Get',
		only: 'facebook',
		plan: (_found, { mentionedMediaId: id }) =>
			id
				? { parameters: { resource: 'mention', operation: 'get', mediaId: byId(id) } }
				: { reason: 'LIVE_MENTIONED_MEDIA is empty' },
	},
	{
		name: 'Message > Get Conversations',
		plan: (_found, settings) => ({
			parameters: {
				resource: 'message',
				operation: 'getConversations',
				fields: all(CONVERSATION_FIELDS, settings),
				limit: CONVERSATIONS,
			},
		}),
		learn: ([conversation], found) => {
			found.conversationId = text(conversation?.id);
			const participants = (conversation?.participants ?? []) as IDataObject[];
			found.userId = text(participants.find(({ username }) => username !== found.username)?.id);
		},
	},
	{
		name: 'Message > Get Many',
		plan: ({ conversationId }, settings) =>
			conversationId
				? {
						parameters: {
							resource: 'message',
							operation: 'getMany',
							conversationId,
							fields: all(MESSAGE_FIELDS, settings),
							limit: MESSAGES,
						},
					}
				: { reason: 'the account has no conversation' },
	},
	{
		name: 'User > Get (all fields)',
		plan: ({ userId }, settings) =>
			userId
				? {
						parameters: { resource: 'user', operation: 'get', userId, fields: all(USER_FIELDS, settings) },
					}
				: { reason: 'the account has no conversation' },
	},
	{
		name: 'Messaging Profile > Get',
		plan: () => ({ parameters: { resource: 'messagingProfile', operation: 'get' } }),
	},
	{
		name: 'Collaboration > Get Invites',
		only: 'facebook',
		plan: () => ({ parameters: { resource: 'collaboration', operation: 'getInvites', limit: 10 } }),
	},
	{
		name: 'API > Request',
		plan: ({ posts: [post] }) => {
			const id = text(post?.id);
			if (!id) return NO_POSTS;
			return {
				parameters: { resource: 'api', operation: 'request', path: `/${id}`, query: '{"fields":"id"}' },
			};
		},
	},
];

const NOTHING_PUBLISHED = { reason: 'nothing was published' };

const ofComment = (operation: string, commentId: string | undefined): Plan =>
	commentId
		? { parameters: { resource: 'comment', operation, commentId } }
		: { reason: 'no comment was written' };

/** The post that an item tells of. */
export function publishedBy(post: IDataObject | undefined): Published | undefined {
	const { id, containerId, permalink } = (post ?? {}) as Record<string, string | undefined>;
	return id && containerId ? { id, containerId, permalink } : undefined;
}

/** What is said in public, for the minute that it stays. */
export const CAPTION = 'A test of n8n-nodes-instagram-platform. It is deleted in a moment.';

const COMMENT = 'A test comment. It is deleted in a moment.';

/** One publish, one comment, and their deletion: only where the user has said so, and on nothing but this run's post. */
export const WRITES: readonly Step[] = [
	{
		name: 'Post > Publish',
		plan: (_found, { publish }) =>
			publish
				? {
						parameters: {
							resource: 'post',
							operation: 'publish',
							postType: 'image',
							mediaUrl: publish,
							caption: CAPTION,
						},
					}
				: { reason: '--publish was not given' },
		learn: ([post], found) => (found.published = publishedBy(post)),
	},
	{
		name: 'Container > Get',
		plan: ({ published }) =>
			published
				? { parameters: { resource: 'container', operation: 'get', containerId: published.containerId } }
				: NOTHING_PUBLISHED,
	},
	{
		name: 'Comment > Create',
		plan: ({ published }, { comment }) => {
			if (!comment) return { reason: '--comment was not given' };
			if (!published) return NOTHING_PUBLISHED;
			const what = { resource: 'comment', operation: 'create', text: COMMENT };
			return { parameters: { ...what, mediaId: byId(published.id) } };
		},
		learn: ([comment], found) => {
			if (typeof comment?.id === 'string') found.writtenCommentId = comment.id;
		},
	},
	{ name: 'Comment > Get (written)', plan: ({ writtenCommentId: id }) => ofComment('get', id) },
	{ name: 'Comment > Delete', plan: ({ writtenCommentId: id }) => ofComment('delete', id) },
	{
		name: 'Media > Delete',
		only: 'facebook',
		plan: ({ published }) =>
			published
				? { parameters: { resource: 'media', operation: 'delete', mediaId: byId(published.id) } }
				: NOTHING_PUBLISHED,
		learn: (_records, found) => found.deletedIds.push(found.published!.id),
	},
];
