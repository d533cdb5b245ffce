import type { Example, Scene } from '../example';
import { newestPost } from './media';

function invitedPost({ sandbox, account }: Scene): string {
	const invite = sandbox.world.engagement.invites.find(({ accountId }) => accountId === account);
	return invite?.media.id ?? '';
}

/** Accounts, tokens, and what an account can do besides. */
export const ACCOUNT_EXAMPLES: Record<string, Record<string, readonly Example[]>> = {
	account: {
		get: [{ parameters: { fields: ['username', 'name', 'biography', 'followers_count', 'media_count'] } }],
		getMany: [{ loginMethod: 'facebook', parameters: { limit: 2 } }],
		getInsights: [
			{
				title: 'Two metrics of one week',
				parameters: {
					metrics: ['reach', 'views'],
					since: '2026-08-24T00:00:00Z',
					until: '2026-08-30T23:59:59Z',
				},
			},
			{
				title: 'Where the followers are',
				parameters: {
					metrics: ['follower_demographics'],
					period: 'lifetime',
					breakdown: ['country'],
				},
			},
		],
		getPublishingLimit: [{}],
		discover: [
			{
				parameters: {
					username: 'north.pottery',
					fields: ['username', 'name', 'followers_count', 'media_count'],
					mediaLimit: 1,
					mediaFields: ['caption', 'like_count', 'permalink', 'timestamp'],
				},
			},
		],
	},
	token: {
		inspect: [{}],
		refresh: [{}],
	},
	api: {
		request: [
			{
				title: 'Read an object',
				parameters: ({ loginMethod, account }) => ({
					path: loginMethod === 'instagram' ? '/me' : `/${account}`,
					query: '{"fields": "username,media_count"}',
				}),
			},
			{
				title: 'Like a post',
				loginMethod: 'facebook',
				parameters: (scene) => ({
					method: 'POST',
					path: `/${scene.account}/likes`,
					body: `{"media_id": "${newestPost(scene)}"}`,
				}),
			},
		],
	},
	collaboration: {
		getInvites: [{ parameters: { limit: 1 } }],
		respond: [{ parameters: (scene) => ({ inviteMediaId: invitedPost(scene), response: 'accept' }) }],
	},
};
