import type { PublishedMedia } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { LATEST_VERSION } from './call';
import { invalidParameter, MetaRefusal, noSuchObject } from './errors';
import type { Readers } from './fields';
import { parseFields, pick } from './fields';
import { readersOfPost, readersOfPublic } from './publicMedia';
import { route, fixedRoute } from './route';

const DAY = 24 * 3600_000;

const SEARCHES_PER_WEEK = 30;

const MOST_AT_ONCE = 50;

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media */
const FIELDS = [
	'id',
	'caption',
	'children',
	'comments_count',
	'like_count',
	'media_type',
	'media_url',
	'permalink',
	'timestamp',
];

const EDGES = [
	{ name: 'top_media', since: Infinity },
	{ name: 'recent_media', since: DAY },
] as const;

type Edge = (typeof EDGES)[number];

/** The account on whose behalf the call is made, by `user_id`. @throws MetaRefusal */
export function searcher({ world, token, parameters }: AuthorizedCall): string {
	const { user_id: id } = parameters;
	if (!id) throw invalidParameter('The parameter user_id is required');
	const account = token.accountIds.includes(id) ? world.accounts.get(id) : undefined;
	if (!account) throw noSuchObject(id, 'GET');
	return account.id;
}

function countSearch({ world }: AuthorizedCall, accountId: string, word: string): void {
	const now = world.clock.now();
	const searches = world.engagement.searches.get(accountId) ?? new Map<string, number>();
	world.engagement.searches.set(accountId, searches);
	for (const [name, at] of searches) if (at <= now - 7 * DAY) searches.delete(name);
	if (searches.has(word)) return;
	if (searches.size >= SEARCHES_PER_WEEK) {
		throw new MetaRefusal(18, 'This API call could not be completed due to resource limits', {
			subcode: 2207034,
			userTitle: 'Max Hashtags Queried',
			userMessage: 'The limit of unique hashtags that can be queried within 7 days has been reached.',
		});
	}
	searches.set(word, now);
}

function search(call: AuthorizedCall): Answer {
	const { world, parameters } = call;
	const accountId = searcher(call);
	const word = (parameters.q ?? '').toLowerCase();
	if (word === '' || word.includes('#')) throw invalidParameter('The parameter q is required');
	countSearch(call, accountId, word);
	const found = world.engagement.hashtags.get(word);
	if (!found) {
		throw new MetaRefusal(24, 'The requested resource does not exist', {
			subcode: 2207024,
			userTitle: 'No matching hashtag found',
			userMessage: `The hashtag "${word}" cannot be shown: it is not valid, does not exist, or may not be seen.`,
		});
	}
	return { status: 200, body: { data: [{ id: found.id }] } };
}

function only(readers: Readers): Readers {
	return Object.fromEntries(Object.entries(readers).filter(([name]) => FIELDS.includes(name)));
}

function isTagged({ caption = '', productType, parentId }: PublishedMedia, name: string): boolean {
	return productType !== 'STORY' && !parentId && caption.toLowerCase().split(/\s+/).includes(`#${name}`);
}

/** A page whose cursor is the same for every page, as Meta's is, and leads on all the same. */
function media(call: AuthorizedCall, hashtagId: string, edge: Edge): Answer {
	const { world, parameters, token } = call;
	if (world.engagement.comments.has(hashtagId)) {
		throw invalidParameter(`Tried accessing nonexisting field (${edge.name}) on node type (IGComment)`);
	}
	const accountId = searcher(call);
	const hashtag = [...world.engagement.hashtags.values()].find(({ id }) => id === hashtagId);
	if (!hashtag) throw noSuchObject(hashtagId, 'GET');
	const from = world.clock.now() - edge.since;
	const rows = [
		...[...world.media.values()]
			.filter((post) => isTagged(post, hashtag.name) && post.publishedAt > from)
			.map((post) => readersOfPost(call, post)),
		...hashtag.media.filter(({ at }) => at > from).map((post) => readersOfPublic(call, post)),
	];
	const cursor = Buffer.from(`${hashtagId}:${edge.name}`).toString('base64url');
	const walk = `${token.fingerprint}:${accountId}:${cursor}`;
	if (parameters.after !== undefined && parameters.after !== cursor)
		throw invalidParameter('Invalid cursors values');
	const size = Math.min(Number(parameters.limit ?? 25), MOST_AT_ONCE);
	const start = parameters.after === undefined ? 0 : (world.engagement.hashtagPositions.get(walk) ?? 0);
	const end = Math.min(start + size, rows.length);
	world.engagement.hashtagPositions.set(walk, end);
	const asked = parseFields(parameters.fields ?? 'id');
	return {
		status: 200,
		body: {
			data: rows.slice(start, end).map((readers) => pick(asked, only(readers), 'ShadowIGMedia')),
			...(end > start
				? {
						paging: {
							cursors: { after: cursor },
							...(end < rows.length
								? {
										next: `https://graph.facebook.com/${call.version ?? LATEST_VERSION}${call.path}?access_token=${token.value}&after=${cursor}`,
									}
								: {}),
						},
					}
				: {}),
		},
	};
}

/** The search for hashtags, and the public posts with one. */
export const hashtagRoutes = [
	fixedRoute({
		method: 'GET',
		path: '/ig_hashtag_search',
		login: 'facebook',
		permission: 'basic',
		parameters: ['user_id', 'q'],
		endpoint: 'hashtag-search',
		handle: search,
	}),
	...EDGES.map((edge) =>
		route({
			method: 'GET',
			path: `/{any}/${edge.name}`,
			login: 'facebook',
			permission: 'basic',
			parameters: ['user_id'],
			endpoint: 'hashtag-media',
			handle: (call, id) => media(call, id, edge),
		}),
	),
];
