import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { copyUserFolder, type N8nInstall } from '../install';
import { N8nApi } from '../n8nApi';
import { addressOf, freePort, startN8n, type N8nServer } from '../n8nServer';
import type { Prepared } from '../prepare';
import { mintedCredential, type LoginMethod } from '../stage';
import type { UsedCredential } from '../workflows';
import { Database } from './database';

const DAY_MS = 24 * 3600 * 1000;

/** Between two starts n8n is ended; the tokens are then older than the seven days after which they are renewed. */
const DAYS = 9;

/**
 * Shares of Meta's calls that fail: an answer that gets lost after the post went live, errors of Meta's own. The sandbox
 * draws them from its seed.
 */
const FAULTS = [
	{ endpoint: 'publish', action: 'reset-after', probability: 0.01 },
	{ endpoint: 'publish', recorded: 'blockedThoughLive', probability: 0.01 },
	{ endpoint: 'create', action: '5xx', probability: 0.02 },
	{ endpoint: 'status', action: 'truncated', probability: 0.02 },
	{ endpoint: 'list', action: '5xx', probability: 0.01 },
] as const;

/** How often n8n is started before the soak gives up. */
const STARTS = 4;

const ENVIRONMENT = {
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	// n8n's own history would grow by itself. The moved clock makes everything old, so the number decides.
	EXECUTIONS_DATA_PRUNE: 'true',
	EXECUTIONS_DATA_PRUNE_MAX_COUNT: '5000',
	EXECUTIONS_DATA_MAX_AGE: '1000000',
	EXECUTIONS_DATA_HARD_DELETE_BUFFER: '0',
	EXECUTIONS_DATA_PRUNE_SOFT_DELETE_INTERVAL: '2',
	EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '2',
};

/** The memory of n8n at a moment, after a garbage collection. */
export interface MemorySample {
	pid: number;
	/** Seconds since n8n was started. */
	age: number;
	rss: number;
	heap: number;
}

function bytesBelow(folder: string): number {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false }))
		.reduce((sum, entry) => sum + (entry?.isFile() ? entry.size : 0), 0);
}

/** n8n with the packed package, which can be ended and started again, and the sandbox as its Meta. */
export class SoakStage {
	readonly api: N8nApi;

	readonly database: Database;

	readonly url: string;

	/** When n8n was ended, on the sandbox's clock. */
	readonly ends: number[] = [];

	/** How often n8n has ended while it was starting. */
	failedStarts = 0;

	private clockOffset = 0;

	private server?: N8nServer;

	private constructor(
		readonly sandbox: Sandbox,
		private readonly install: N8nInstall,
		private readonly port: number,
		private readonly userFolder: string,
		private readonly logFile: string,
		private readonly memorySeconds: number,
	) {
		this.url = addressOf(port);
		this.api = new N8nApi(this.url);
		this.database = new Database(install.node, path.join(userFolder, '.n8n', 'database.sqlite'));
	}

	/** Starts the sandbox and, for the first time, n8n. */
	static async open(prepared: Prepared, logFile: string, seed: number, memorySeconds: number) {
		const { install, userFolder: template, certificateDirectory } = prepared;
		const sandbox = await startSandbox({
			certificateDirectory,
			seed,
			latencyMs: 50,
			behaviour: { quotaTotal: 1_000_000, callsPerHour: 1_000_000 },
		});
		const userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-soak-'));
		copyUserFolder(template, userFolder);
		rmSync(logFile, { force: true });
		const port = await freePort();
		const stage = new SoakStage(sandbox, install, port, userFolder, logFile, memorySeconds);
		try {
			await stage.start();
			await stage.api.setUpOwner();
			await stage.api.logIn();
		} catch (error) {
			await stage.close();
			throw error;
		}
		return stage;
	}

	/** Sets the faults; not before everything is connected and subscribed. */
	setFaults(): void {
		for (const fault of FAULTS) this.sandbox.world.faults.add(fault);
	}

	clearFaults(): void {
		this.sandbox.world.faults.clear();
	}

	/** Starts n8n, again where it ends while starting, as a service manager does: SQLite can be too busy for it. */
	async start(): Promise<void> {
		for (let tries = 1; ; tries += 1) {
			try {
				this.server = await this.launch();
				return;
			} catch (error) {
				if (tries === STARTS) throw error;
				this.failedStarts += 1;
			}
		}
	}

	private async launch(): Promise<N8nServer> {
		return await startN8n({
			install: this.install,
			userFolder: this.userFolder,
			port: this.port,
			clockOffset: this.clockOffset,
			preload: [path.join(__dirname, 'memory.cjs')],
			logFile: this.logFile,
			env: {
				...this.sandbox.env(),
				...ENVIRONMENT,
				SOAK_MEMORY_FILE: this.memoryFile,
				SOAK_MEMORY_SECONDS: String(this.memorySeconds),
			},
		});
	}

	async stop(): Promise<void> {
		this.ends.push(this.sandbox.world.clock.now());
		await this.server?.stop();
	}

	async kill(): Promise<void> {
		this.ends.push(this.sandbox.world.clock.now());
		await this.server?.kill();
	}

	/** Moves the clocks; n8n must be stopped, as it learns of it when it starts. */
	daysPass(): void {
		this.clockOffset += DAYS * DAY_MS;
		this.sandbox.world.clock.advance(DAYS * DAY_MS);
	}

	/** A credential with the permissions of the soak's work. */
	async oAuth2Credential(login: LoginMethod, accounts?: string[]): Promise<UsedCredential> {
		const permissions = ['publish', 'comments', 'messages', 'webhooks'];
		return await mintedCredential(this, login, { name: `OAuth2 by ${login}`, accounts, permissions });
	}

	/** A credential with a long-lived token that somebody has entered. */
	async tokenCredential(login: LoginMethod, accounts: string[]): Promise<UsedCredential> {
		const { value } = this.sandbox.world.tokens.mint({ loginMethod: login, kind: 'long', accounts });
		const { appId, appSecret } = SANDBOX_APPS[login];
		return await this.api.createCredential(`Token by ${login}`, 'instagramAccessTokenApi', {
			loginMethod: login,
			accessToken: value,
			appId,
			appSecret,
		});
	}

	/** Samples of n8n's memory since the first start. */
	memory(): MemorySample[] {
		if (!existsSync(this.memoryFile)) return [];
		return readFileSync(this.memoryFile, 'utf8')
			.split('\n')
			.filter((line) => line.endsWith('}'))
			.map((line) => JSON.parse(line) as MemorySample);
	}

	/** Bytes of files in n8n's storage whose execution is gone. */
	leftoverFiles(executions: readonly number[]): number {
		const known = new Set(executions.map(String));
		const workflows = path.join(this.userFolder, '.n8n', 'storage', 'workflows');
		if (!existsSync(workflows)) return 0;
		const folders = readdirSync(workflows).flatMap((workflow) => {
			const below = path.join(workflows, workflow, 'executions');
			return existsSync(below) ? readdirSync(below).map((id) => ({ id, folder: path.join(below, id) })) : [];
		});
		return folders
			.filter(({ id }) => !known.has(id))
			.reduce((sum, { folder }) => sum + bytesBelow(folder), 0);
	}

	/** Bytes of n8n's database file. */
	databaseBytes(): number {
		return statSync(path.join(this.userFolder, '.n8n', 'database.sqlite')).size;
	}

	async close(): Promise<void> {
		await this.stop();
		await this.sandbox.close();
		rmSync(this.userFolder, { recursive: true, force: true });
	}

	private get memoryFile(): string {
		return path.join(this.userFolder, 'memory.jsonl');
	}
}
