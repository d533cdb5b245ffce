import path from 'node:path';

import { runQuietly } from '../scripts/lockedInstall';
import { installCommunityNode, installN8n, type N8nChoice, type N8nInstall } from './install';

const root = path.join(__dirname, '..');

/** What every run with the real n8n needs. */
export interface Prepared {
	install: N8nInstall;
	/** A user folder of n8n with the packed package in it, to be copied. */
	userFolder: string;
	/** Where the sandbox has its certificate authority. */
	certificateDirectory: string;
}

/** Does a piece of work, and prints its name and seconds. */
export async function timed<T>(label: string, work: () => Promise<T> | T): Promise<T> {
	const started = Date.now();
	process.stdout.write(`${label} ...\n`);
	const result = await work();
	process.stdout.write(`${label}: ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
	return result;
}

async function pack(directory: string): Promise<string> {
	const printed = await runQuietly('npm', ['pack', '--json', '--pack-destination', directory], root);
	const [packed] = JSON.parse(printed) as Array<{ filename: string; size: number; entryCount: number }>;
	if (!packed) throw new Error('npm pack made nothing');
	process.stdout.write(
		`  ${packed.filename}: ${packed.entryCount} files, ${Math.round(packed.size / 1000)} kB\n`,
	);
	return path.join(directory, packed.filename);
}

/**
 * Packs the package and installs it for n8n, which is installed itself the first time. The package must be built.
 *
 * @param scratch folder for the tarball and the user folder
 */
export async function prepare(scratch: string, choice: N8nChoice = 'current'): Promise<Prepared> {
	const install = await timed('Looking for n8n', async () => await installN8n(choice));
	const tarball = await timed('Packing', async () => await pack(scratch));
	const userFolder = path.join(scratch, 'user');
	await timed('Installing the package into n8n', async () => await installCommunityNode(tarball, userFolder));
	return { install, userFolder, certificateDirectory: process.env.SANDBOX_CERTIFICATES ?? '' };
}
