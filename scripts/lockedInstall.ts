import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const COMPLETE = '.complete';

/**
 * Runs a program to its end and holds its output back.
 * @throws Error with the end of the output where the program fails
 */
export function runQuietly(
	command: string,
	args: string[],
	cwd: string,
	env: NodeJS.ProcessEnv = {},
): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		let answer = '';
		child.stdout.on('data', (chunk: Buffer) => {
			output += chunk;
			answer += chunk;
		});
		child.stderr.on('data', (chunk: Buffer) => (output += chunk));
		child.once('error', reject);
		child.once('close', (code) => {
			if (code === 0) resolve(answer);
			else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-3000)}`));
		});
	});
}

function cacheDirectory(locked: string, name: string): string {
	const lock = readFileSync(path.join(locked, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
	return path.join(cache, 'n8n-nodes-instagram-platform', `${name}-${hash}`);
}

/**
 * Installs what a lockfile names into the user's cache, the first time that it is asked for.
 * Two runs at once do not disturb each other: each fills its own folder, the first to finish is kept.
 *
 * @param locked folder with package.json and package-lock.json
 * @param name of the folder in the cache, before the hash of the lockfile
 * @param notice printed before the installation
 * @param finish what npm leaves to be done, in the folder that it is handed
 * @returns the folder that holds node_modules
 */
export async function installLocked(
	locked: string,
	name: string,
	notice: string,
	finish: (directory: string) => Promise<void> = async () => undefined,
): Promise<string> {
	const directory = cacheDirectory(locked, name);
	if (existsSync(path.join(directory, COMPLETE))) return directory;
	const started = Date.now();
	process.stdout.write(`Installing ${name} into ${directory}, once, ${notice} ... `);
	const draft = `${directory}.${process.pid}`;
	mkdirSync(draft, { recursive: true });
	try {
		for (const file of ['package.json', 'package-lock.json']) {
			copyFileSync(path.join(locked, file), path.join(draft, file));
		}
		await runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], draft);
		await finish(draft);
		writeFileSync(path.join(draft, COMPLETE), '');
		if (!existsSync(path.join(directory, COMPLETE))) {
			rmSync(directory, { recursive: true, force: true });
			renameSync(draft, directory);
		}
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
	process.stdout.write(`${Math.round((Date.now() - started) / 1000)} s\n`);
	return directory;
}

/** Installs the oldest n8n-core that the package works with. */
export async function installOldestCore(): Promise<string> {
	const locked = path.resolve(__dirname, '..', 'test', 'oldest');
	return await installLocked(locked, 'n8n-core', 'for about a minute');
}
