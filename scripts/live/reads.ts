import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PROFILE_FIELDS } from '../../nodes/Instagram/actions/account/shared';
import { COMMENT_FIELDS } from '../../nodes/Instagram/actions/comment/shared';
import type { FieldRow } from '../../nodes/Instagram/parameters/fieldPicker';
import { MEDIA_FIELDS } from '../../nodes/Instagram/actions/media/shared';
import { CONVERSATION_FIELDS } from '../../nodes/Instagram/actions/message/getConversations.operation';
import { MESSAGE_FIELDS } from '../../nodes/Instagram/actions/message/getMany.operation';
import { USER_FIELDS } from '../../nodes/Instagram/actions/user/get.operation';
import type { Settings } from './settings';
import type { Found, Plan, Step } from './walk';

/** More than one page of posts. */
const POSTS = 150;

/** More than one page of the posts of another account or of a hashtag. */
const PUBLIC_POSTS = 60;

/** A full page. */
const CONVERSATIONS = 50;

/** More messages than Meta returns details of, so that a second page is read. */
const MESSAGES = 25;

function all(rows: readonly FieldRow[], { login }: Settings): string[] {
	return rows.filter(({ only }) => !only || only === login).map(({ value }) => value);
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** One post of each kind, because their fields differ. */
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

/** All reads of the package, ordered so that each finds what it needs. */
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
