import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Sandbox } from '../sandbox';
import { startSandbox } from '../sandbox';
import type { FromWorker, Job, Memory, VariantName } from './job';
import type { Work } from './work';
import { captionsOf } from './work';

const ACCOUNTS = { instagram: '17841400000000001', facebook: '17841400000000003' } as const;

/** What one process needed for one work. */
export interface Measurement {
	work: Work;
	variant: VariantName;
	seconds: number;
	calls: number;
	/** Mean seconds of a publish call, as Meta's side saw it. */
	publishSeconds: number;
	/** Most requests under way at once. */
	atOnce: number;
	/** Whether the feed has the posts in the order of the input. */
	inOrder: boolean;
	memory: Memory;
	/** Seconds, divided by those of the HTTP Request node beside which it ran: one for each pair. */
	pairs?: number[];
}

export interface Setting {
	latencyMs: number;
	/** The file for uploads. */
	file: string;
	n8nModules?: string;
}

async function message(child: ChildProcess, type: FromWorker['type']): Promise<FromWorker> {
	return await new Promise<FromWorker>((resolve, reject) => {
		const ended = () => reject(new Error('The process ended before its work was done'));
		child.once('exit', ended);
		child.once('message', (received) => {
			child.off('exit', ended);
			const reply = received as FromWorker;
			if (reply.type === type) resolve(reply);
			else reject(new Error(reply.type === 'failed' ? reply.message : `Not expected: ${reply.type}`));
		});
	});
}

function startWorker(sandbox: Sandbox): ChildProcess {
	return fork(path.join(__dirname, 'worker.ts'), [], {
		execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href, '--expose-gc', '--no-warnings'],
		env: { ...process.env, ...sandbox.env(), NODE_OPTIONS: '' },
	});
}

/** Posts that are there to be read, in the order of the items. */
function addPosts({ world }: Sandbox, work: Work): void {
	for (const caption of captionsOf(work)) {
		world.addMedia({
			accountId: ACCOUNTS[work.login],
			containerId: caption,
			kind: 'image',
			productType: 'FEED',
			caption,
			file: world.files.sample('pottery-1.jpg'),
			childIds: [],
			publishedAt: world.clock.now(),
			likes: 1,
			comments: 0,
		});
	}
}

function postsToRead({ world }: Sandbox): string[] {
	return [...world.media.values()].filter(({ containerId }) => containerId).map(({ id }) => id);
}

async function arrangeSandbox(work: Work, latencyMs: number): Promise<Sandbox> {
	const sandbox = await startSandbox({
		certificateDirectory: process.env.SANDBOX_CERTIFICATES,
		processing: { imageSeconds: 0, videoSeconds: work.readySeconds },
		behaviour: { quotaTotal: 1000 },
	});
	sandbox.world.latencyMs = latencyMs;
	if (work.kind === 'read') addPosts(sandbox, work);
	return sandbox;
}

function jobFor(sandbox: Sandbox, work: Work, variant: VariantName, setting: Setting): Job {
	const accountId = ACCOUNTS[work.login];
	const facebook = work.login === 'facebook';
	const token = sandbox.world.tokens.mint({ loginMethod: work.login, kind: 'long', accounts: [accountId] });
	return {
		variant,
		work,
		token: token.value,
		accountId,
		account: facebook ? accountId : 'me',
		...(facebook ? { pageId: sandbox.world.accounts.get(accountId)?.pageId } : {}),
		...(work.kind === 'upload' ? { file: setting.file } : {}),
		...(work.kind === 'read' ? { mediaIds: postsToRead(sandbox) } : {}),
		n8nModules: setting.n8nModules,
	};
}

/** What the sandbox saw of the work. */
function seen({ world }: Sandbox, work: Work) {
	const posts = world.postsOf(ACCOUNTS[work.login]).filter(({ containerId }) => containerId !== undefined);
	const captions = posts.map(({ caption }) => caption ?? '').reverse();
	if (posts.length !== work.posts) throw new Error(`${posts.length} posts are live, not ${work.posts}`);
	const requests = world.requests.list();
	const publishes = requests
		.filter(({ endpoint }) => endpoint === 'publish')
		.map(({ milliseconds = 0 }) => milliseconds);
	return {
		calls: requests.length,
		publishSeconds: publishes.reduce((sum, one) => sum + one, 0) / publishes.length / 1000,
		atOnce: Math.max(...requests.map(({ concurrent }) => concurrent)),
		inOrder: captions.join() === captionsOf(work).join(),
	};
}

/** A process that has made everything ready, and what sets it going. */
export interface Ready {
	run(): Promise<Measurement>;
}

/**
 * Starts a sandbox and a process for one work and waits until it is ready to begin.
 *
 * @throws Error where the process failed
 */
export async function getReady(work: Work, variant: VariantName, setting: Setting): Promise<Ready> {
	const sandbox = await arrangeSandbox(work, setting.latencyMs);
	const child = startWorker(sandbox);
	const end = async () => {
		child.kill();
		await sandbox.close();
	};
	const label = `${work.title}, ${variant}`;
	try {
		child.send(jobFor(sandbox, work, variant, setting));
		await message(child, 'ready');
	} catch (error) {
		await end();
		throw new Error(label, { cause: error });
	}
	const run = async (): Promise<Measurement> => {
		try {
			sandbox.world.requests.clear();
			const done = message(child, 'done');
			child.send('go');
			const reply = await done;
			if (reply.type !== 'done') throw new Error(reply.type);
			return { work, variant, seconds: reply.seconds, memory: reply.memory, ...seen(sandbox, work) };
		} catch (error) {
			throw new Error(label, { cause: error });
		} finally {
			await end();
		}
	};
	return { run };
}
