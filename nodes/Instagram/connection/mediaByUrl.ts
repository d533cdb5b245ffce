import type { Connection } from './connect';
import { toError } from '../shared/toError';
import { InputError, readId } from '../parameters/inputError';

/** The edges that contain the posts of a kind of URL. */
export type MediaEdge = 'media' | 'stories' | 'tags';

/** Identifier in the URL of a post: its shortcode, or the number of a story. */
export interface PostLink {
	code: string;
	isStory: boolean;
}

interface LinkedMedia {
	id: string;
	shortcode?: string;
	permalink?: string;
}

const POST_PATH = /^\/(?:[^/]+\/)?(?:p|reel|reels|tv)\/([A-Za-z0-9_-]{5,})(?:\/|$)/;

const STORY_PATH = /^\/stories\/[^/]+\/([A-Za-z0-9_-]+)(?:\/|$)/;

const INSTAGRAM_HOST = /^(?:[a-z]+\.)?(?:instagram\.com|instagr\.am)$/;

/**
 * Parses the URL of a post as the app and the website share it: `/p/…`, `/reel/…`, `/tv/…`, with or without the
 * username before it, and `/stories/username/…`.
 */
export function readPostLink(value: string): PostLink | undefined {
	const text = value.trim();
	const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
	if (!URL.canParse(address)) return undefined;
	const { hostname, pathname } = new URL(address);
	if (!INSTAGRAM_HOST.test(hostname.toLowerCase())) return undefined;
	const story = STORY_PATH.exec(pathname)?.[1];
	if (story) return { code: story, isStory: true };
	const code = POST_PATH.exec(pathname)?.[1];
	return code ? { code, isStory: false } : undefined;
}

function codeOf({ shortcode, permalink }: LinkedMedia, isStory: boolean): string | undefined {
	const linked = permalink === undefined ? undefined : readPostLink(permalink)?.code;
	return isStory ? (linked ?? shortcode) : (shortcode ?? linked);
}

/** Index of an edge of an account. Reads each page once, and only as far as necessary. */
class MediaIndex {
	private readonly ids = new Map<string, string>();

	private readonly records: AsyncGenerator<LinkedMedia>;

	private lastSearch: Promise<unknown> = Promise.resolve();

	constructor(
		{ graph }: Connection,
		account: string,
		private readonly edge: MediaEdge,
	) {
		this.records = graph.records<LinkedMedia>(
			{
				method: 'GET',
				path: `/${account}/${edge}`,
				query: { fields: 'id,shortcode,permalink' },
				repeatable: true,
				accountId: account,
				...(edge === 'tags' ? { permission: 'comments' } : {}),
			},
			{ followCursors: edge === 'tags' },
		);
	}

	/** Serializes concurrent lookups, so that no page is read twice. */
	async find(code: string): Promise<string | undefined> {
		const search = this.lastSearch.then(async () => await this.readUntil(code));
		this.lastSearch = search.catch(() => undefined);
		return await search;
	}

	private async readUntil(code: string): Promise<string | undefined> {
		while (!this.ids.has(code)) {
			const { done, value } = (await this.records.next()) as IteratorResult<LinkedMedia, undefined>;
			if (done || !value) break;
			const known = codeOf(value, this.edge === 'stories');
			if (known !== undefined) this.ids.set(known, value.id);
		}
		return this.ids.get(code);
	}
}

/**
 * Finds the ids of posts by their URLs. Meta has no call for that, so this reads the account's posts, newest first, until
 * it finds the post. All items of a run share what has been read.
 */
export class MediaByUrl {
	private readonly indexes = new Map<string, MediaIndex>();

	async find(
		connection: Connection,
		account: string,
		edge: MediaEdge,
		code: string,
	): Promise<string | undefined> {
		const key = `${account}/${edge}`;
		const walk = this.indexes.get(key) ?? new MediaIndex(connection, account, edge);
		this.indexes.set(key, walk);
		try {
			return await walk.find(code);
		} catch (error) {
			// A generator that threw is finished. Drops it, so that the next item starts over.
			this.indexes.delete(key);
			throw toError(error);
		}
	}
}

/**
 * Reads the value of a `mediaId` parameter.
 *
 * @returns the id, or the link to look up
 * @throws InputError if it is neither
 */
export function readMedia(value: unknown): { id: string } | { link: PostLink } {
	if (value === undefined || value === null || value === '') {
		throw new InputError(
			'Media',
			'is empty',
			'Enter the media ID or the URL of the post, or choose it from the list where there is one.',
		);
	}
	if (typeof value !== 'string' || !/[./]/.test(value)) return { id: readId(value, 'Media') };
	const link = readPostLink(value);
	if (link) return { link };
	throw new InputError(
		'Media',
		`is not the URL of a post: '${value.trim().slice(0, 80)}'`,
		'It looks like https://www.instagram.com/p/DRa1bC2dE3f/ (or /reel/…, /stories/username/…). A media ID consists of digits only.',
	);
}
