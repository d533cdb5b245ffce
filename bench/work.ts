export type Login = 'instagram' | 'facebook';

/** What is to be done, by whatever means. */
export interface Work {
	/** For `--only`. */
	name: string;
	title: string;
	login: Login;
	kind: 'image' | 'carousel' | 'reel' | 'upload' | 'read';
	/** Posts to publish, or to read; each is an item of its own. */
	posts: number;
	/** Seconds that Meta takes to process a video. */
	readySeconds: number;
	/** Size of the file that is uploaded. */
	bytes?: number;
	/** Fresh processes to take the median of; reads run in as many pairs, this package and the HTTP Request node in turn. */
	runs: number;
	/** Works of one batch mostly wait, so they and their variants run side by side. */
	batch?: string;
}

const MIB = 1024 * 1024;

const post = { login: 'instagram', posts: 1, readySeconds: 0, runs: 1 } as const;
const reel = { ...post, kind: 'reel', batch: 'one reel' } as const;
const reels = { ...post, kind: 'reel', posts: 20, readySeconds: 30 } as const;

const reads = { ...post, kind: 'read', posts: 1000, runs: 5 } as const;

/** Requests that may be under way at once: what the package promises its users. */
export const AT_ONCE = { reads: 48, writes: 24 };

/** Fields that every way of reading asks for. */
export const READ_FIELDS = ['caption', 'like_count', 'permalink', 'timestamp'];

/** Images of the carousel. */
export const CHILDREN = 10;

/** Everything that is measured, in the order of the table. */
export const WORKS: readonly Work[] = [
	{ ...post, name: 'image', title: '1 image', kind: 'image', runs: 3 },
	{ ...post, name: 'carousel', title: `carousel of ${CHILDREN} images`, kind: 'carousel', runs: 3 },
	{ ...reel, name: 'reel-10', title: '1 reel, ready after 10 s', readySeconds: 10 },
	{ ...reel, name: 'reel-30', title: '1 reel, ready after 30 s', readySeconds: 30 },
	{ ...reel, name: 'reel-50', title: '1 reel, ready after 50 s', readySeconds: 50 },
	{ ...reels, name: 'reels', title: '20 reels, ready after 30 s', batch: '20 reels' },
	{
		...reels,
		name: 'reels-facebook',
		title: '20 reels, ready after 30 s, Facebook Login',
		login: 'facebook',
		batch: '20 reels, Facebook Login',
	},
	{ ...post, name: 'images', title: '100 images', kind: 'image', posts: 100 },
	{
		...post,
		name: 'upload',
		title: 'a reel of 300 MB, uploaded from binary data, Facebook Login',
		login: 'facebook',
		kind: 'upload',
		readySeconds: 3,
		bytes: 300 * MIB,
	},
	{ ...reads, name: 'reads', title: '1,000 media by their ids' },
	{
		...reads,
		name: 'reads-facebook',
		title: '1,000 media by their ids, Facebook Login',
		login: 'facebook',
	},
];

const HOSTS: Record<Login, string> = { instagram: 'graph.instagram.com', facebook: 'graph.facebook.com' };

/** Where calls go: `https://graph.instagram.com/v27.0`. */
export function graphOf({ login }: Work): string {
	return `https://${HOSTS[login]}/v27.0`;
}

/** The caption of each post, by which the feed's order is checked. */
export function captionsOf({ posts }: Work): string[] {
	return Array.from({ length: posts }, (_, index) => `Post ${index + 1}`);
}

function picture(index: number): string {
	return `https://media.example.com/pottery-${(index % 6) + 1}.jpg`;
}

/** The file of a post; those of a carousel are `childUrls`. */
export function mediaUrl({ kind }: Work, index: number): string {
	return kind === 'reel' ? `https://media.example.com/clip-${(index % 3) + 1}.mp4` : picture(index);
}

export const childUrls: readonly string[] = Array.from({ length: CHILDREN }, (_, index) => picture(index));
