import type { GraphCall, GraphClient, GraphPage, PageOptions } from '../../nodes/Instagram/graph/types';
import { pagesOf, readPage, recordsOf } from '../../nodes/Instagram/graph/paging';
import type { PollContext } from '../../nodes/Instagram/trigger/polling/types';

export const ACCOUNT = { id: '17841400000000001', username: 'north.pottery' };

/** A comment, reply, post or tag. */
export interface Entry {
	id: string;
	/** Seconds since the epoch, as in Meta's answers. */
	at: number;
	/** When it appears in the list, in seconds since the epoch. */
	shownAt: number;
	username: string;
	/** The post that a comment belongs to. */
	mediaId?: string;
	parentId?: string;
}

type Answer = { data: unknown[]; paging?: object };

function timestamp(seconds: number): string {
	return new Date(seconds * 1000).toISOString().replace('.000Z', '+0000');
}

/** The lists of Meta that the polling trigger reads. Times are in seconds. */
export class FakeMeta {
	now = 1_790_000_000;

	/** Calls of the current poll. */
	calls: string[] = [];

	/** The indexes of the calls of a poll that fail. */
	failing = new Set<number>();

	readonly posts: Entry[] = [];

	readonly comments: Entry[] = [];

	/** Newest first. */
	tags: Entry[] = [];

	private ids = 1000;

	/** @param pageSize records on a page, however many are asked for */
	constructor(private readonly pageSize = 25) {}

	post(at = this.now, shownAt = this.now): Entry {
		const entry = { id: this.nextId(), at, shownAt, username: ACCOUNT.username };
		this.posts.push(entry);
		return entry;
	}

	comment(mediaId: string, more: Partial<Entry> = {}): Entry {
		const entry = {
			id: this.nextId(),
			at: this.now,
			shownAt: this.now,
			username: 'mira_k',
			mediaId,
			...more,
		};
		this.comments.push(entry);
		return entry;
	}

	/** Someone tags the account: the post is added at the top of the list, regardless of its age. */
	tag(at = this.now, username = 'tide.and.table'): Entry {
		const entry = { id: this.nextId(), at, shownAt: this.now, username };
		this.tags.unshift(entry);
		return entry;
	}

	delete(id: string): void {
		const index = this.comments.findIndex((one) => one.id === id);
		if (index !== -1) this.comments.splice(index, 1);
		this.tags = this.tags.filter((one) => one.id !== id);
	}

	/** Starts a poll. */
	source(more: Partial<PollContext> = {}): PollContext {
		this.calls = [];
		return {
			graph: this.graph,
			path: 'me',
			account: ACCOUNT,
			now: this.now * 1000,
			mediaWatched: 25,
			...more,
		};
	}

	private nextId(): string {
		this.ids += 1;
		return String(this.ids);
	}

	private shown(entries: Entry[], isWanted: (entry: Entry) => boolean): Entry[] {
		return entries
			.filter((entry) => entry.shownAt <= this.now && isWanted(entry))
			.sort((one, other) => other.at - one.at || Number(other.id) - Number(one.id));
	}

	/** A cursor refers to a record, as Meta's do: records added above it do not move the page. */
	private page(
		all: Entry[],
		row: (entry: Entry) => object,
		after: string | undefined,
		hasNext = true,
	): Answer {
		const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
		const rows = all.slice(start, start + this.pageSize);
		const last = rows.at(-1);
		if (!last) return { data: [] };
		const isMore = start + rows.length < all.length;
		return {
			data: rows.map(row),
			paging: {
				cursors: { before: rows[0]?.id, after: last.id },
				...(isMore && hasNext ? { next: `https://graph.instagram.com/?after=${last.id}` } : {}),
			},
		};
	}

	private readonly reply = (entry: Entry) => ({
		id: entry.id,
		text: `Text of ${entry.id}`,
		timestamp: timestamp(entry.at),
		username: entry.username,
		from: { id: `of-${entry.username}`, username: entry.username },
	});

	private readonly top = (entry: Entry) => {
		const replies = this.shown(this.comments, ({ parentId }) => parentId === entry.id).reverse();
		return {
			...this.reply(entry),
			...(replies.length > 0 ? { replies: this.page(replies, this.reply, undefined) } : {}),
		};
	};

	private commentsOn(id: string): Entry[] {
		return this.shown(this.comments, (one) => one.mediaId === id && one.parentId === undefined);
	}

	private readonly media = (entry: Entry) => {
		const comments = this.commentsOn(entry.id);
		return {
			id: entry.id,
			media_product_type: 'FEED',
			timestamp: timestamp(entry.at),
			comments_count: this.shown(this.comments, ({ mediaId }) => mediaId === entry.id).length,
			...(comments.length > 0 ? { comments: this.page(comments, this.top, undefined) } : {}),
		};
	};

	private answer(path: string, after: string | undefined): Answer {
		if (path === '/me/media')
			return this.page(
				this.shown(this.posts, () => true),
				this.media,
				after,
			);
		if (path === '/me/tags') {
			const row = ({ id, at, username }: Entry) => ({ id, timestamp: timestamp(at), username });
			return this.page(this.tags, row, after, false);
		}
		const [, id = '', edge] = path.split('/');
		if (edge === 'comments') return this.page(this.commentsOn(id), this.top, after);
		const replies = this.shown(this.comments, ({ parentId }) => parentId === id).reverse();
		return this.page(replies, this.reply, after);
	}

	private async read<T>(
		{ path }: GraphCall,
		{ after, followCursors }: PageOptions = {},
	): Promise<GraphPage<T>> {
		const number = this.calls.length;
		this.calls.push(path);
		await Promise.resolve();
		if (this.failing.has(number)) throw new Error(`Call ${number} failed`);
		return readPage<T>(this.answer(path, after), followCursors);
	}

	private readonly graph: GraphClient = {
		settings: { loginMethod: 'instagram', apiVersion: 'v26.0' },
		call: () => Promise.reject(new Error('Not in this Meta')),
		upload: () => Promise.reject(new Error('Not in this Meta')),
		page: async <T>(call: GraphCall, options?: PageOptions) => await this.read<T>(call, options),
		pages: <T>(call: GraphCall, options: PageOptions = {}) =>
			pagesOf<T>(async (after) => await this.read<T>(call, { ...options, after }), options),
		records: <T>(call: GraphCall, options: PageOptions = {}) =>
			recordsOf<T>(async (after) => await this.read<T>(call, { ...options, after }), options),
	};
}
