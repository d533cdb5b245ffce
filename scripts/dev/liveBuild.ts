import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync, watch } from 'node:fs';
import path from 'node:path';

import { name as packageName } from '../../package.json';

const root = path.join(__dirname, '..', '..');
const TSC = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const ASSET = /\.(svg|png|node\.json)$/;
const FIRST_BUILD_DONE = /Watching for file changes/;

/** A build that follows the sources until it is ended. */
export interface LiveBuild {
	stop(): void;
}

function copyAssets(dist: string): void {
	for (const folder of ['nodes', 'credentials']) {
		cpSync(path.join(root, folder), path.join(dist, folder), {
			recursive: true,
			filter: (file) => !path.extname(file) || ASSET.test(file),
		});
	}
}

/**
 * Builds the package straight into n8n's folder of community nodes and keeps on building as the sources change. A link
 * to the checkout would not do: n8n watches the place where it found a package, and Node knows modules by their real path.
 *
 * @param userFolder n8n's N8N_USER_FOLDER
 * @returns once the first build is done
 */
export async function startLiveBuild(userFolder: string): Promise<LiveBuild> {
	const home = path.join(userFolder, '.n8n', 'nodes', 'node_modules', packageName);
	const dist = path.join(home, 'dist');
	rmSync(home, { recursive: true, force: true });
	mkdirSync(dist, { recursive: true });
	for (const file of ['package.json', 'index.js']) copyFileSync(path.join(root, file), path.join(home, file));
	copyAssets(dist);

	const watchers = ['nodes', 'credentials'].map((folder) =>
		watch(path.join(root, folder), { recursive: true }, (_event, file) => {
			if (file && ASSET.test(file)) copyAssets(dist);
		}),
	);
	const args = [TSC, '-p', 'tsconfig.json', '--watch', '--preserveWatchOutput', '--outDir', dist];
	const compiler = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
	const stop = () => {
		for (const watcher of watchers) watcher.close();
		compiler.kill();
	};
	process.once('exit', () => compiler.kill());

	await new Promise<void>((resolve, reject) => {
		compiler.stdout.on('data', (chunk: Buffer) => {
			process.stdout.write(chunk);
			if (FIRST_BUILD_DONE.test(String(chunk))) resolve();
		});
		compiler.once('error', reject);
		compiler.once('close', () => reject(new Error('the compiler ended')));
	});
	return { stop };
}
