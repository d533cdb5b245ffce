import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox';
import type { PublishedMedia } from '../../sandbox/model';
import { Balancer, type Backend } from './balancer';
import { copyUserFolder } from '../install';
import { N8nApi } from '../n8nApi';
import {
	addressOf,
	freePort,
	redirectUriOf,
	startN8n,
	type N8nServer,
	type N8nServerSettings,
} from '../n8nServer';
import { ensureStores, startPostgres, startRedis, type Store } from './stores';
import { logFileOf, prepared } from '../stage';
import { pause } from '../waiting';

const DAY_MS = 24 * 3600 * 1000;

/** How long a supervisor waits before it starts a process again. */
const RELAUNCH_MS = 1000;

/** The public address of n8n, as far as Meta knows; the sandbox leads it to the balancer. */
const PUBLIC_HOST = 'n8n.example.com';

/** Where n8n keeps files in queue mode. S3 and Azure need a licence. */
export type BinaryDataMode = 'database' | 'filesystem';

interface Settings {
	/** Of the log files. */
	name?: string;
	accounts: number;
	latencyMs: number;
	/** Of every process of n8n, besides what the stage gives them. */
	env?: Record<string, string>;
	/**
	 * Gives n8n the balancer's own address as its public one, so that n8n can call its own webhooks: they lead nowhere at a
	 * public host. Meta fetches no files from there.
	 */
	isLocal?: boolean;
}

/** How many processes of each kind run besides the main one. */
interface Processes {
	workers: number;
	webhooks?: number;
}

/** A process of n8n, running or not. */
interface Process extends Backend {
	role: NonNullable<N8nServerSettings['role']>;
	userFolder: string;
	special: Special;
	server?: N8nServer;
}

/** What is special about one process. */
interface Special {
	/** Milliseconds that its clock is ahead of the others'. */
	clockOffset?: number;
	env?: Record<string, string>;
}

/**
 * n8n in queue mode: one main process, workers and webhook processes behind a balancer, with Redis and PostgreSQL, the
 * sandbox as its Meta.
 */
export class QueueStage {
	private clockOffset = 0;

	private binaryDataMode: BinaryDataMode = 'database';

	private readonly processes = new Map<string, Process>();

	readonly api: N8nApi;

	/** Whether a process that ends by itself is started again, as by the restart policy of a container. */
	isSupervised = false;

	private constructor(
		private readonly settings: Settings,
		readonly sandbox: Sandbox,
		readonly balancer: Balancer,
		readonly redis: Store,
		readonly postgres: Store,
		private readonly mainPort: number,
		/** Binary data of every process, where it is kept in files. */
		private readonly sharedFolder: string,
	) {
		this.api = new N8nApi(this.url);
	}

	/** Where n8n answers, through the balancer. */
	get url(): string {
		return addressOf(this.balancer.port);
	}

	/** Starts everything but n8n. */
	static async open(settings: Settings): Promise<QueueStage> {
		ensureStores();
		const { certificateDirectory } = prepared();
		const { accounts, latencyMs } = settings;
		const mainPort = await freePort();
		const balancer = await Balancer.start({ name: 'main', port: mainPort });
		const sandbox = await startSandbox({
			certificateDirectory,
			latencyMs,
			redirectUris: [redirectUriOf(balancer.port)],
			behaviour: { accounts, tunnels: { [PUBLIC_HOST]: `http://127.0.0.1:${balancer.port}` } },
		});
		const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
		const sharedFolder = mkdtempSync(path.join(tmpdir(), 'n8n-queue-files-'));
		return new QueueStage(settings, sandbox, balancer, redis, postgres, mainPort, sharedFolder);
	}

	/** Starts n8n: the main process first, which makes the tables, then the others. */
	async start({ workers, webhooks = 0 }: Processes, binaryDataMode: BinaryDataMode): Promise<void> {
		this.binaryDataMode = binaryDataMode;
		const isNew = !this.processes.has('main');
		await this.launch('main');
		if (isNew) await this.api.setUpOwner();
		await this.api.logIn();
		const names = (kind: string, count: number) =>
			Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
		await Promise.all(
			[...names('worker', workers), ...names('webhook', webhooks)].map(
				async (name) => await this.launch(name),
			),
		);
	}

	/** Ends a process, which may finish what it has begun. */
	async stopProcess(name: string): Promise<void> {
		await this.take(name)?.stop();
	}

	/** Ends a process at once. */
	async kill(name: string): Promise<void> {
		await this.take(name)?.kill();
	}

	/** Starts a process, or starts it again. */
	async launch(name: string, special: Special = {}): Promise<void> {
		const known = this.processes.get(name) ?? (await this.newProcess(name));
		const process: Process = { ...known, special };
		this.processes.set(name, process);
		const server = await this.startServer(process);
		process.server = server;
		// Also those that do not run: the balancer passes over a process that refuses the connection.
		this.balancer.webhooks = [...this.processes.values()].filter(({ role }) => role === 'webhook');
		void server.ended.then(() => {
			if (process.server !== server) return;
			delete process.server;
			if (this.isSupervised) void this.relaunch(process);
		});
	}

	async restart(name: string): Promise<void> {
		await this.stopProcess(name);
		await this.launch(name);
		if (name === 'main') await this.api.logIn();
	}

	/** Ends n8n. */
	async stop(): Promise<void> {
		this.isSupervised = false;
		// The main process last: the others finish what they have begun.
		const others = [...this.processes.keys()].filter((name) => name !== 'main');
		await Promise.all(others.map(async (name) => await this.stopProcess(name)));
		if (this.processes.has('main')) await this.stopProcess('main');
	}

	/** Names of the running processes. */
	running(): string[] {
		return [...this.processes.values()].filter(({ server }) => server).map(({ name }) => name);
	}

	/** CPU time that each running process has used, in seconds. */
	private cpuSeconds(): Map<string, number> {
		return new Map([...this.processes.values()].map(({ name, server }) => [name, server?.cpuSeconds() ?? 0]));
	}

	/** Does a piece of work, and measures it and the CPU time of each process, in seconds. */
	async measure(work: () => Promise<void>): Promise<{ seconds: number; cpuSeconds: Record<string, number> }> {
		const before = this.cpuSeconds();
		const started = Date.now();
		await work();
		const rounded = (value: number) => Math.round(value * 100) / 100;
		const used = [...this.cpuSeconds()].map(([name, now]): [string, number] => [
			name,
			rounded(now - (before.get(name) ?? 0)),
		]);
		return { seconds: rounded((Date.now() - started) / 1000), cpuSeconds: Object.fromEntries(used) };
	}

	/** A process's own address, past the balancer. */
	addressOf(name: string): string {
		return addressOf(this.known(name).port);
	}

	/** Moves the clocks; n8n must be stopped, as it learns of it when it starts. */
	daysPass(days: number): void {
		this.clockOffset += days * DAY_MS;
		this.sandbox.world.clock.advance(days * DAY_MS);
	}

	/** What was published since the start, without what the accounts had before. */
	posts(): PublishedMedia[] {
		return [...this.sandbox.world.media.values()].filter(
			({ containerId, parentId }) => containerId && !parentId,
		);
	}

	/** How many executions each worker has taken up, by its own log. */
	executionsByWorker(): number[] {
		return ['worker-1', 'worker-2'].map(
			(name) => this.logOf(name).match(/Worker started execution/g)?.length ?? 0,
		);
	}

	/** Names of the processes whose log holds a token. */
	leaks(): string[] {
		const tokens = this.sandbox.world.tokens.list().map(({ value }) => value);
		return [...this.processes.keys()].filter((name) =>
			tokens.some((token) => this.logOf(name).includes(token)),
		);
	}

	/** What a process has printed. */
	logOf(name: string): string {
		const file = this.logFileOf(name);
		return existsSync(file) ? readFileSync(file, 'utf8') : '';
	}

	async close(): Promise<void> {
		await this.stop();
		await this.balancer.stop();
		await Promise.all([this.sandbox.close(), this.redis.stop(), this.postgres.stop()]);
		const folders = [...this.processes.values()].map(({ userFolder }) => userFolder);
		for (const folder of [...folders, this.sharedFolder]) rmSync(folder, { recursive: true, force: true });
	}

	private logFileOf(name: string): string {
		return logFileOf(`${this.settings.name ?? 'queue'}-${name}`);
	}

	private known(name: string): Process {
		const process = this.processes.get(name);
		if (!process) throw new Error(`no process ${name}`);
		return process;
	}

	/** The server of a process that is about to be ended on purpose, so that it is not started again. */
	private take(name: string): N8nServer | undefined {
		const process = this.known(name);
		const { server } = process;
		delete process.server;
		return server;
	}

	private async relaunch(process: Process): Promise<void> {
		const { name, special } = process;
		while (this.isSupervised && !this.processes.get(name)?.server) {
			await pause(RELAUNCH_MS);
			if (!this.isSupervised) return;
			// A process that ends while it starts is started once more.
			await this.launch(name, special).catch(() => undefined);
		}
	}

	private async newProcess(name: string): Promise<Process> {
		// As on machines of their own: each process has its folder with the package in it.
		const userFolder = mkdtempSync(path.join(tmpdir(), `n8n-queue-${name}-`));
		copyUserFolder(prepared().userFolder, userFolder);
		const role = name.includes('main') ? 'start' : name.startsWith('worker') ? 'worker' : 'webhook';
		const port = name === 'main' ? this.mainPort : await freePort();
		return { name, role, userFolder, port, special: {} };
	}

	private async startServer({ name, role, userFolder, port, special }: Process): Promise<N8nServer> {
		return await startN8n({
			install: prepared().install,
			role,
			userFolder,
			port,
			clockOffset: this.clockOffset + (special.clockOffset ?? 0),
			logFile: this.logFileOf(name),
			env: {
				...this.sandbox.env(),
				EXECUTIONS_MODE: 'queue',
				QUEUE_BULL_REDIS_HOST: '127.0.0.1',
				QUEUE_BULL_REDIS_PORT: String(this.redis.port),
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
				DB_TYPE: 'postgresdb',
				DB_POSTGRESDB_HOST: '127.0.0.1',
				DB_POSTGRESDB_PORT: String(this.postgres.port),
				DB_POSTGRESDB_DATABASE: 'postgres',
				DB_POSTGRESDB_USER: 'n8n',
				// The default of 2 is too few for a webhook process on a busy machine.
				DB_POSTGRESDB_POOL_SIZE: '4',
				N8N_EDITOR_BASE_URL: `${this.url}/`,
				// The address of webhooks and of signed URLs of binary data; the same for every process.
				WEBHOOK_URL: this.settings.isLocal ? `${this.url}/` : `https://${PUBLIC_HOST}/`,
				N8N_DEFAULT_BINARY_DATA_MODE: this.binaryDataMode,
				N8N_BINARY_DATA_STORAGE_PATH: this.sharedFolder,
				...this.settings.env,
				...special.env,
			},
		});
	}
}
