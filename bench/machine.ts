import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

import type { Start } from './bars';
import { median } from '../tools/median';
import { repositoryRoot } from '../tools/n8n-harness';
import { runFacts, versionIn } from '../tools/resultPage';

/** Pairs of starts. */
const PAIRS = 5;

/** Where and when, for the page. To be called before the load of the bench itself shows. */
export function machineFacts(command: string): string[] {
	const [core, workflow, axios] = ['n8n-core', 'n8n-workflow', 'axios'].map((name) =>
		versionIn(repositoryRoot, name),
	);
	return [
		...runFacts(command),
		`Node.js ${process.versions.node}, n8n-core ${core}, n8n-workflow ${workflow}, axios ${axios}`,
	];
}

interface LoaderStart {
	loadMs: number;
	/** Of the last package alone. */
	lastMs: number;
	firstUseMs: number;
}

/**
 * What the built package adds to n8n's start and takes at its first use, and how large it is. Starts of n8n's loader in
 * fresh processes, in pairs with and without the package, so that whatever else the machine does befalls both.
 *
 * @param n8nModules the `node_modules` of an installed n8n
 */
export function measureStart(n8nModules: string): Start {
	const script = path.join(__dirname, 'start.cjs');
	const start = (...own: string[]) => {
		const args = [script, path.join(n8nModules, 'n8n-nodes-base'), ...own];
		const output = execFileSync(process.execPath, args, { cwd: repositoryRoot, encoding: 'utf8' });
		return JSON.parse(output) as LoaderStart;
	};
	const added: number[] = [];
	const alone: number[] = [];
	const firstUses: number[] = [];
	for (let pair = 0; pair < PAIRS; pair += 1) {
		const starts = {
			with: undefined as LoaderStart | undefined,
			without: undefined as LoaderStart | undefined,
		};
		for (const which of pair % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
			starts[which] = which === 'with' ? start(repositoryRoot) : start();
		}
		added.push((starts.with?.loadMs ?? Number.NaN) - (starts.without?.loadMs ?? Number.NaN));
		alone.push(starts.with?.lastMs ?? Number.NaN);
		firstUses.push(starts.with?.firstUseMs ?? Number.NaN);
	}
	const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: repositoryRoot,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const [{ size = Number.NaN } = {}] = JSON.parse(packed) as Array<{ size?: number }>;
	return {
		loadMs: median(alone),
		addedMs: median(added),
		added,
		firstUseMs: median(firstUses),
		bundle: statSync(path.join(repositoryRoot, 'dist', 'instagram.js')).size,
		tarball: size,
	};
}
