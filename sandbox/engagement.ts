import type { WorldState } from './state';

/** A comment or a reply. */
export interface Comment {
	id: string;
	mediaId: string;
	/** The comment that it replies to. */
	parentId?: string;
	text: string;
	username: string;
	/** Id of who wrote it, as the app sees that person or account. */
	fromId: string;
	/** The account that wrote it, if it is one of this world's. */
	accountId?: string;
	at: number;
	hidden: boolean;
	likes: number;
}

/** A post by an account outside this world. */
export interface PublicMedia {
	id: string;
	shortcode: string;
	username: string;
	caption: string;
	at: number;
	likes: number;
	comments: number;
}

/** A mention of an account, in a caption or in a comment. */
export interface Mention {
	accountId: string;
	media: PublicMedia;
	comment?: Comment;
}

/** Comments, mentions and hashtags. */
export class Engagement {
	readonly comments = new Map<string, Comment>();

	readonly mentions: Mention[] = [];

	/** Invites to collaborate on posts outside this world, without an answer. */
	invites: Array<Pick<Mention, 'accountId' | 'media'>> = [];

	/** Posts on which accounts collaborate, as `account:post`. */
	readonly collaborations = new Set<string>();

	/** People who follow accounts, as `account:person`. */
	readonly followers = new Set<string>();

	/** What accounts like, as `account:post` or `account:comment`. */
	readonly likes = new Set<string>();

	/** By word, in lower case: id, and posts by people outside this world. */
	readonly hashtags = new Map<string, { id: string; name: string; media: PublicMedia[] }>();

	/** By account: the hashtags it has searched for, and when. */
	readonly searches = new Map<string, Map<string, number>>();

	/** How far each reader of a hashtag has come: Meta's cursor is the same for all pages. */
	readonly hashtagPositions = new Map<string, number>();

	constructor(private readonly world: Pick<WorldState, 'ids' | 'media' | 'touch'>) {}

	addComment(comment: Omit<Comment, 'id' | 'hidden' | 'likes'> & Partial<Comment>): Comment {
		const added: Comment = { id: this.world.ids.next('comment'), hidden: false, likes: 0, ...comment };
		this.comments.set(added.id, added);
		this.count(added.mediaId);
		return added;
	}

	deleteComment(id: string): void {
		const comment = this.comments.get(id);
		for (const reply of this.repliesTo(id)) this.comments.delete(reply.id);
		this.comments.delete(id);
		if (comment) this.count(comment.mediaId);
	}

	/** Newest first, without replies. */
	commentsOn(mediaId: string): Comment[] {
		return this.newestFirst((one) => one.mediaId === mediaId && one.parentId === undefined);
	}

	repliesTo(commentId: string): Comment[] {
		return this.newestFirst((one) => one.parentId === commentId).reverse();
	}

	private newestFirst(isWanted: (comment: Comment) => boolean): Comment[] {
		return [...this.comments.values()]
			.filter(isWanted)
			.reverse()
			.sort((one, other) => other.at - one.at);
	}

	private count(mediaId: string): void {
		const media = this.world.media.get(mediaId);
		if (media) media.comments = [...this.comments.values()].filter((one) => one.mediaId === mediaId).length;
		this.world.touch();
	}
}
