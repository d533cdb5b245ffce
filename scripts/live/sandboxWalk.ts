import { startSandbox, type Sandbox } from '../../sandbox';
import type { PublishedMedia } from '../../sandbox/model';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { removeN8nFolder } from '../../tools/n8n-harness';
import type { ExpectedShapes } from './shapes';
import { shapesOf } from './shapes';
import type { Settings } from './settings';
import { walk } from './walk';

/** The settings that determine which calls are made. */
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

/** Enough for an account with many posts. */
const MOST_CALLS = 500;

/** Adds a post of each kind to an account of the sandbox, and one in which it is tagged. */
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

const META_APP = {
	metaAppId: SANDBOX_APPS.facebook.appId,
	metaAppSecret: SANDBOX_APPS.facebook.appSecret,
};

/** Settings of a live check against an account of the sandbox that has data for every step. */
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
		...(way.app && way.login === 'instagram' ? META_APP : {}),
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

/** Shapes of the sandbox's answers to the same calls, and of the node's items. */
export async function expectedShapes(sandbox: Sandbox, way: Way): Promise<ExpectedShapes> {
	return shapesOf(await walk(sandboxSettings(sandbox, way)));
}

/** Runs in a process of its own: only this one trusts the sandbox's certificates, and it does not get the token. */
async function sendExpectedShapes(way: Way): Promise<void> {
	const sandbox = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
	Object.assign(process.env, sandbox.env());
	try {
		process.send?.(await expectedShapes(sandbox, way));
	} finally {
		await sandbox.close();
		removeN8nFolder();
	}
}

if (require.main === module) {
	sendExpectedShapes(JSON.parse(process.argv[2] ?? '{}') as Way).then(
		() => process.disconnect(),
		(error: Error) => {
			process.stderr.write(`${error.stack}\n`);
			process.exit(1);
		},
	);
}
