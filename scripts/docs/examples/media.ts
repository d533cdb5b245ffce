import type { Example, Scene } from '../example';

/** A media as n8n stores it where it was entered as an ID. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The newest post of the account. */
export function newestPost({ sandbox, account }: Scene): string {
	return sandbox.world.postsOf(account)[0]?.id ?? '';
}

/** Media and hashtags. */
export const MEDIA_EXAMPLES: Record<string, Record<string, readonly Example[]>> = {
	media: {
		get: [
			{ parameters: (scene) => ({ mediaId: byId(newestPost(scene)) }) },
			{
				title: 'With its file',
				parameters: (scene) => ({
					mediaId: byId(newestPost(scene)),
					fields: ['media_type', 'permalink'],
					download: true,
				}),
			},
		],
		getMany: [
			{
				parameters: {
					mediaEdge: 'published',
					limit: 2,
					fields: ['caption', 'media_type', 'permalink', 'timestamp'],
				},
			},
		],
		getInsights: [
			{
				parameters: (scene) => ({
					mediaId: byId(newestPost(scene)),
					metrics: ['reach', 'views', 'likes', 'saved'],
				}),
			},
		],
		update: [{ parameters: (scene) => ({ mediaId: byId(newestPost(scene)), commentsEnabled: false }) }],
		delete: [{ parameters: (scene) => ({ mediaId: byId(newestPost(scene)) }) }],
	},
	hashtag: {
		search: [{ parameters: { hashtag: '#pottery' } }],
		getMedia: [
			{
				parameters: async ({ before }) => {
					const [found] = await before({ resource: 'hashtag', operation: 'search', hashtag: 'pottery' });
					return {
						hashtagId: String(found?.id),
						hashtagEdge: 'top',
						limit: 2,
						fields: ['caption', 'like_count', 'permalink', 'timestamp'],
					};
				},
			},
		],
	},
};
