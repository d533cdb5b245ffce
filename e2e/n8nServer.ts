import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

import type { N8nInstall } from './install';
import { pause } from './waiting';

/** How an n8n server is started. */
export interface N8nServerSettings {
	install: N8nInstall;
	/**
	 * What n8n is to be: the server itself, or of queue mode a worker, which answers health checks only, or a webhook
	 * process, which answers production webhooks too.
	 */
	role?: 'start' | 'worker' | 'webhook';
	/** n8n's N8N_USER_FOLDER; database and community nodes live in its .n8n. */
	userFolder: string;
	/** Kept over restarts, because the OAuth redirect URL holds it. */
	port: number;
	/** What points n8n at the sandbox (its `env()`). */
	env: Record<string, string>;
	/** How far n8n's clock runs ahead, in milliseconds. */
	clockOffset?: number;
	/** CommonJS files that Node loads before n8n. */
	preload?: string[];
	/** File that takes n8n's output. */
	logFile: string;
}

/** A running n8n. */
export interface N8nServer {
	/** `http://127.0.0.1:<port>` */
	url: string;
	/** Milliseconds from start until n8n answered. */
	startTime: number;
	/** CPU time that the process has used, in seconds; 0 where there is no /proc. */
	cpuSeconds(): number;
	/** Ends n8n as systemd and Docker do, with SIGTERM; SIGKILL follows where it does not end in time. */
	stop(): Promise<void>;
	/** Ends n8n at once, with SIGKILL. */
	kill(): Promise<void>;
	/** Resolves when the process has ended. */
	ended: Promise<void>;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

/** Below the ports that systems hand out by themselves: those could be taken while n8n restarts. */
const PORTS = { first: 20_000, count: 10_000 };

/** Whether a port of loopback is free. */
export async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

/** A port of loopback that stays free until n8n takes it, also between its restarts. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
		if (await isFree(port)) return port;
	}
}

/** Where n8n answers. `localhost`, not 127.0.0.1: that is what n8n shows as its redirect URL on a person's machine. */
export function addressOf(port: number): string {
	return `http://localhost:${port}`;
}

/** The redirect URL that n8n sends to Meta, to be registered with the app. */
export function redirectUriOf(port: number): string {
	return `${addressOf(port)}/rest/oauth2-credential/callback`;
}

function environment(
	{ install, userFolder, port, env, clockOffset = 0, preload = [] }: N8nServerSettings,
	brokerPort: number,
): NodeJS.ProcessEnv {
	const { HOME, LANG, TZ } = process.env;
	const shiftClock = clockOffset === 0 ? [] : [path.join(__dirname, 'shift-clock.cjs')];
	const nodeOptions = [...shiftClock, ...preload].map((file) => `--require ${file}`).join(' ');
	return {
		HOME,
		LANG,
		TZ,
		PATH: `${path.dirname(install.node)}${path.delimiter}${process.env.PATH ?? ''}`,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: 'localhost',
		N8N_PORT: String(port),
		N8N_EDITOR_BASE_URL: `${addressOf(port)}/`,
		WEBHOOK_URL: `${addressOf(port)}/`,
		N8N_ENCRYPTION_KEY: 'only-for-this-test',
		N8N_RUNNERS_ENABLED: 'false',
		// Its default may be taken by another n8n on this machine.
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Without a way into the internet these only fill the log and cover the start page.
		N8N_DISABLED_MODULES: 'instance-ai,mcp-registry',
		N8N_LOG_LEVEL: 'info',
		...(nodeOptions === '' ? {} : { NODE_OPTIONS: nodeOptions, E2E_CLOCK_OFFSET_MS: String(clockOffset) }),
		...env,
	};
}

async function isReady({ port, role }: N8nServerSettings): Promise<boolean> {
	try {
		const health = await fetch(`http://127.0.0.1:${port}/healthz/readiness`);
		if (!health.ok || role === 'worker' || role === 'webhook') return health.ok;
		// The health check is up before the REST interface is.
		return (await fetch(`http://127.0.0.1:${port}/rest/settings`)).ok;
	} catch {
		return false;
	}
}

// Jest ends a worker that does not stop by itself with SIGTERM, at which Node runs no exit handlers: n8n would live on.
process.once('SIGTERM', () => process.exit(143));

/** Starts n8n and waits until it answers. */
export async function startN8n(settings: N8nServerSettings): Promise<N8nServer> {
	const started = Date.now();
	mkdirSync(path.dirname(settings.logFile), { recursive: true });
	const log = createWriteStream(settings.logFile, { flags: 'a' });
	const child = spawn(settings.install.node, [settings.install.n8n, settings.role ?? 'start'], {
		env: environment(settings, await freePort()),
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	let alive = true;
	const ended = new Promise<void>((resolve) => {
		child.once('close', () => {
			alive = false;
			log.end();
			resolve();
		});
	});
	const endWithUs = () => child.kill('SIGKILL');
	process.once('exit', endWithUs);

	const stop = async (): Promise<void> => {
		process.off('exit', endWithUs);
		if (!alive) return;
		child.kill('SIGTERM');
		const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
		await ended;
		clearTimeout(timer);
	};

	const kill = async (): Promise<void> => {
		process.off('exit', endWithUs);
		child.kill('SIGKILL');
		await ended;
	};

	const cpuSeconds = (): number => {
		const file = `/proc/${child.pid}/stat`;
		if (!alive || !existsSync(file)) return 0;
		// Behind the name in brackets, user and system time are the 12th and 13th field, in hundredths of a second.
		const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
		return (Number(fields[11]) + Number(fields[12])) / 100;
	};

	while (!(await isReady(settings))) {
		if (!alive) throw new Error(`n8n ended while starting; see ${settings.logFile}`);
		if (Date.now() - started > START_TIMEOUT_MS) {
			await stop();
			throw new Error(`n8n did not answer within ${START_TIMEOUT_MS / 1000} s; see ${settings.logFile}`);
		}
		await pause(250);
	}
	return { url: addressOf(settings.port), startTime: Date.now() - started, cpuSeconds, stop, kill, ended };
}
