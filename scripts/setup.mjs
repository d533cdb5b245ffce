// What a fresh clone needs before anything can run: dependencies, the build, and the sandbox's certificate authority.
// Nothing but Node is used here, because nothing else may be there yet.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the sandbox keeps the certificate authority that programs pointed at it have to trust. */
export const certificateDirectory = path.join(root, 'output', 'certificates');

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string | undefined>, cwd?: string }} [options] `quiet` holds the
 *   output back and shows it only where the program fails
 * @returns {Promise<number>} its exit code
 */
export function run(command, args, { quiet = false, env = {}, cwd = root } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
			shell: process.platform === 'win32' && command === 'npm',
		});
		const held = [];
		child.stdout?.on('data', (chunk) => held.push(chunk));
		child.stderr?.on('data', (chunk) => held.push(chunk));
		const forward = (signal) => child.kill(signal);
		process.on('SIGINT', forward);
		process.on('SIGTERM', forward);
		child.once('error', reject);
		child.once('close', (code) => {
			process.off('SIGINT', forward);
			process.off('SIGTERM', forward);
			if (code !== 0) process.stderr.write(Buffer.concat(held));
			resolve(code ?? 1);
		});
	});
}

async function step(label, command, args) {
	const started = Date.now();
	process.stdout.write(`${label} ... `);
	const code = await run(command, args, { quiet: true });
	const seconds = ((Date.now() - started) / 1000).toFixed(1);
	process.stdout.write(code === 0 ? `${seconds} s\n` : `failed (${command} ${args.join(' ')})\n`);
	if (code !== 0) process.exit(code);
}

/** npm writes node_modules/.package-lock.json at the end of every install. */
function dependenciesAreCurrent() {
	const installed = path.join(root, 'node_modules', '.package-lock.json');
	const wanted = path.join(root, 'package-lock.json');
	return existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
}

function newest(entry) {
	if (!existsSync(entry)) return 0;
	const stats = statSync(entry);
	if (!stats.isDirectory()) return stats.mtimeMs;
	return Math.max(stats.mtimeMs, ...readdirSync(entry).map((name) => newest(path.join(entry, name))));
}

function buildIsCurrent() {
	const inputs = ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'gulpfile.js'];
	const { n8n } = createRequire(import.meta.url)(path.join(root, 'package.json'));
	const outputs = [...n8n.nodes, ...n8n.credentials].map((file) => path.join(root, file));
	if (!outputs.every((file) => existsSync(file))) return false;
	return newest(path.join(root, 'dist')) >= Math.max(...inputs.map((file) => newest(path.join(root, file))));
}

/** Command line of a TypeScript program: `node` with tsx, which is there once the dependencies are. */
export function typescript(file, ...args) {
	return [path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), path.join(root, file), ...args];
}

/**
 * Makes the clone ready to run, doing only what is missing.
 *
 * @param {{ build?: boolean }} [options]
 * @returns {Promise<{ caFile: string, certificateDirectory: string }>} the certificate to put into
 *   `NODE_EXTRA_CA_CERTS` of a process that calls the sandbox, and the directory to hand to `startSandbox`
 */
export async function setup({ build = true } = {}) {
	if (!dependenciesAreCurrent()) await step('Installing dependencies', 'npm', ['ci', '--prefer-offline']);
	if (build && !buildIsCurrent()) await step('Building', 'npm', ['run', 'build']);
	const caFile = execFileSync(
		process.execPath,
		[...typescript('scripts/certificates.ts'), certificateDirectory],
		{ encoding: 'utf8' },
	);
	return { caFile, certificateDirectory };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
