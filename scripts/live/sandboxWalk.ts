import type { Sandbox } from '../../sandbox';
import type { PublishedMedia } from '../../sandbox/model';
import { SANDBOX_APPS } from '../../sandbox/apps';
import type { ExpectedShapes } from './shapes';
import { shapesOf } from './shapes';
import type { Settings } from './settings';
import { walk } from './walk';

/** Of the settings, what decides which calls are made. */
export type Way = Pick<Settings, 'login' | 'apiVersion' | 'comment' | 'openQuestions'> & {
	account: boolean;
	app: boolean;
	publish: boolean;
	png: boolean;
};

const ACCOUNT: Record<Settings['login'], string> = {
	instagram: '17841400000000001',
	facebook: '17841400000000003',
};

const SOMEBODY_ELSE = '17841400000000007';

const PICTURE = 'https://media.example.com/pottery-1.jpg';

const PNG = 'https://media.example.com/picture.png';

/** Enough for the posts of a well-filled account. */
const MOST_CALLS = 500;

/** Gives an account of the sandbox one post of each kind, with comments, and one in which it is tagged. */
function fill({ world }: Sandbox, accountId: string): void {
	const add = (more: Partial<PublishedMedia>) =>
		world.addMedia({
			accountId,
			kind: 'image',
			productType: 'FEED',
			caption: 'Fresh from the kiln',
			file: world.files.sample('pottery-1.jpg'),
			childIds: [],
			publishedAt: world.clock.now(),
			likes: 5,
			comments: 0,
			...more,
		});
	add({ kind: 'video', productType: 'REELS', file: world.files.sample('clip-1.mp4') });
	const album = add({ kind: 'carousel', file: undefined });
	album.childIds = [1, 2].map(() => add({ parentId: album.id, caption: undefined }).id);
	add({ productType: 'STORY', viewers: 20 });
	add({ accountId: SOMEBODY_ELSE, taggedAccountIds: [accountId] });
}

/** Settings of a live check of an account of the sandbox that has something of everything. */
export function sandboxSettings(sandbox: Sandbox, way: Way): Settings {
	const accountId = ACCOUNT[way.login];
	const { world } = sandbox;
	fill(sandbox, accountId);
	const token = world.tokens.mint({ loginMethod: way.login, kind: 'long', accounts: [accountId] });
	const { appId, appSecret } = SANDBOX_APPS[way.login];
	const mention = world.engagement.mentions.find((one) => one.accountId === accountId && !one.comment);
	return {
		accessToken: token.value,
		login: way.login,
		apiVersion: way.apiVersion,
		...(way.app ? { appId, appSecret } : {}),
		...(way.account ? { accountId } : {}),
		hashtag: 'pottery',
		mentionedMediaId: mention?.media.id,
		publish: way.publish ? PICTURE : undefined,
		comment: way.comment,
		openQuestions: way.openQuestions,
		png: way.png ? PNG : undefined,
		mostCalls: MOST_CALLS,
		output: '',
	};
}

/** What the sandbox answers to the same calls, and what the package makes of it. */
export async function expectedShapes(sandbox: Sandbox, way: Way): Promise<ExpectedShapes> {
	return shapesOf(await walk(sandboxSettings(sandbox, way)));
}
