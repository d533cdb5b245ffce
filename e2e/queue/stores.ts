import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { freePort } from '../n8nServer';
import { pause } from '../waiting';

/** A server that n8n's queue mode keeps its data in. */
export interface Store {
	/** Of 127.0.0.1. */
	port: number;
	/** Ends the process. PostgreSQL keeps its data; Redis keeps nothing. */
	interrupt(): Promise<void>;
	/** Starts it again at the same port. */
	resume(): Promise<void>;
	/** Ends the process and deletes its data. */
	stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

const isRoot = process.getuid?.() === 0;

/** Debian keeps PostgreSQL's servers out of PATH, one folder for each version. */
function postgresPrograms(): string | undefined {
	const versions = '/usr/lib/postgresql';
	const folders = existsSync(versions)
		? readdirSync(versions)
				.sort((a, b) => Number(b) - Number(a))
				.map((version) => path.join(versions, version, 'bin'))
		: [];
	return [...folders, ...(process.env.PATH ?? '').split(path.delimiter)].find(
		(folder) => existsSync(path.join(folder, 'postgres')) && existsSync(path.join(folder, 'initdb')),
	);
}

function hasRedis(): boolean {
	return spawnSync('redis-server', ['--version']).status === 0;
}

function missing(): string[] {
	return [...(hasRedis() ? [] : ['redis-server']), ...(postgresPrograms() ? [] : ['postgresql'])];
}

/**
 * Finds Redis and PostgreSQL, and on Debian and Ubuntu installs what is missing where that is possible.
 * @throws Error that says what to install
 */
export function ensureStores(): void {
	const packages = missing();
	if (packages.length === 0) return;
	if (isRoot && spawnSync('apt-get', ['--version']).status === 0) {
		// Runlevel 1 keeps Debian from starting them as services.
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
		const quiet = { stdio: 'ignore', env } as const;
		execFileSync('apt-get', ['update', '-qq'], quiet);
		execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
	}
	const stillMissing = missing();
	if (stillMissing.length > 0) {
		throw new Error(
			`The queue mode tests need ${stillMissing.join(' and ')}. Debian, Ubuntu: apt-get install ${stillMissing.join(' ')}`,
		);
	}
}

/** PostgreSQL refuses to run as root. */
function postgresUser(): { uid?: number; gid?: number } {
	if (!isRoot) return {};
	const idOf = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
	return { uid: idOf('-u'), gid: idOf('-g') };
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** Starts a server. Resolves once it accepts connections, with what ends it. */
async function startServer(
	launch: () => ChildProcess,
	{ name, port }: { name: string; port: number },
): Promise<() => Promise<void>> {
	const child = launch();
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output = `${output}${chunk}`.slice(-3000)));
	child.stderr?.on('data', (chunk: Buffer) => (output = `${output}${chunk}`.slice(-3000)));
	let alive = true;
	const ended = new Promise<void>((resolve) => {
		const end = () => {
			alive = false;
			resolve();
		};
		child.once('close', end);
		child.once('error', end);
	});
	// SIGQUIT: PostgreSQL takes its own children with it.
	const endWithUs = () => child.kill('SIGQUIT');
	process.once('exit', endWithUs);
	const stop = async (): Promise<void> => {
		process.off('exit', endWithUs);
		// SIGINT: PostgreSQL does not wait for its clients.
		child.kill('SIGINT');
		const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
		await ended;
		clearTimeout(timer);
	};
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (!(await accepts(port))) {
		if (!alive || Date.now() > deadline) {
			await stop();
			throw new Error(`${name} did not start:\n${output}`);
		}
		await pause(100);
	}
	return stop;
}

/** A server with its data in a folder of its own. */
async function keep(
	launch: () => ChildProcess,
	place: { name: string; port: number; directory: string },
): Promise<Store> {
	const remove = () => rmSync(place.directory, { recursive: true, force: true });
	let end = await startServer(launch, place).catch((error: unknown) => {
		remove();
		throw error;
	});
	return {
		port: place.port,
		interrupt: async () => await end(),
		async resume() {
			end = await startServer(launch, place);
		},
		async stop() {
			await end();
			remove();
		},
	};
}

/** Starts a Redis that keeps nothing on disk. */
export async function startRedis(): Promise<Store> {
	const port = await freePort();
	const directory = mkdtempSync(path.join(tmpdir(), 'n8n-redis-'));
	const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory];
	const launch = () =>
		spawn('redis-server', [...place, '--save', '', '--appendonly', 'no'], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	return await keep(launch, { name: 'Redis', port, directory });
}

/** Starts a new PostgreSQL: database `postgres`, user `n8n`, no password, as only this machine reaches it. */
export async function startPostgres(): Promise<Store> {
	const port = await freePort();
	const programs = postgresPrograms() ?? '';
	const user = postgresUser();
	const directory = mkdtempSync(path.join(tmpdir(), 'n8n-postgres-'));
	if (user.uid !== undefined && user.gid !== undefined) chownSync(directory, user.uid, user.gid);
	const data = path.join(directory, 'data');
	execFileSync(
		path.join(programs, 'initdb'),
		['-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
		{ ...user, cwd: directory, stdio: 'ignore' },
	);
	const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=60'];
	const launch = () =>
		spawn(
			path.join(programs, 'postgres'),
			['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
			{ ...user, cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] },
		);
	return await keep(launch, { name: 'PostgreSQL', port, directory });
}
