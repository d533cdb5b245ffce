import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startSandbox, type Sandbox } from '../sandbox';
import type { PublishedMedia } from '../sandbox/model';
import { copyUserFolder } from './install';
import { N8nApi } from './n8nApi';
import { addressOf, freePort, startN8n, type N8nServer } from './n8nServer';
import { ensureStores, startPostgres, startRedis, type Store } from './queueStores';
import { LOGINS, logFileOf, prepared, type LoginMethod } from './stage';
import type { UsedCredential } from './workflows';

const DAY_MS = 24 * 3600 * 1000;

/** The public address of n8n, as far as Meta knows; the sandbox leads it to the main process. */
const PUBLIC_HOST = 'n8n.example.com';

/** Where n8n keeps files in queue mode. S3 and Azure need a licence. */
export type BinaryDataMode = 'database' | 'filesystem';

interface Settings {
	accounts: number;
	latencyMs: number;
}

/** n8n in queue mode: one main process and workers, with Redis and PostgreSQL, the sandbox as its Meta. */
export class QueueStage {
	private clockOffset = 0;

	private main?: N8nServer;

	private readonly workers: N8nServer[] = [];

	private readonly folders: string[] = [];

	readonly api: N8nApi;

	private constructor(
		readonly sandbox: Sandbox,
		private readonly redis: Store,
		private readonly postgres: Store,
		private readonly port: number,
		/** Binary data of every process, where it is kept in files. */
		private readonly sharedFolder: string,
	) {
		this.api = new N8nApi(addressOf(port));
	}

	/** Starts everything but n8n. */
	static async open({ accounts, latencyMs }: Settings): Promise<QueueStage> {
		ensureStores();
		const { certificateDirectory } = prepared();
		const port = await freePort();
		const sandbox = await startSandbox({
			certificateDirectory,
			latencyMs,
			behaviour: { accounts, tunnels: { [PUBLIC_HOST]: `http://127.0.0.1:${port}` } },
		});
		const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
		return new QueueStage(
			sandbox,
			redis,
			postgres,
			port,
			mkdtempSync(path.join(tmpdir(), 'n8n-queue-files-')),
		);
	}

	/** Starts n8n: the main process first, which makes the tables, then the workers. */
	async start(workers: number, binaryDataMode: BinaryDataMode): Promise<void> {
		const isNew = this.main === undefined;
		this.main = await this.launch('start', 'main', this.port, binaryDataMode);
		if (isNew) await this.api.setUpOwner();
		await this.api.logIn();
		const names = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`);
		this.workers.push(
			...(await Promise.all(
				names.map(async (name) => await this.launch('worker', name, await freePort(), binaryDataMode)),
			)),
		);
	}

	/** Ends the last worker. */
	async stopWorker(): Promise<void> {
		await this.workers.pop()?.stop();
	}

	async stop(): Promise<void> {
		// The workers first: they finish what they have begun.
		await Promise.all(this.workers.splice(0).map(async (worker) => await worker.stop()));
		await this.main?.stop();
	}

	/** Moves the clocks; n8n must be stopped, as it learns of it when it starts. */
	daysPass(days: number): void {
		this.clockOffset += days * DAY_MS;
		this.sandbox.world.clock.advance(days * DAY_MS);
	}

	/** A credential as it stands after Meta's consent page, with the token of an hour, and not used yet. */
	async freshCredential(name: string, login: LoginMethod, accounts?: string[]): Promise<UsedCredential> {
		const { value } = this.sandbox.world.tokens.mint({ loginMethod: login, kind: 'short', accounts });
		return await this.api.createCredential(name, 'instagramOAuth2Api', {
			...LOGINS[login],
			oauthTokenData: { access_token: value, token_type: 'bearer' },
		});
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

	/** Names of the logs that hold a token. */
	leaks(): string[] {
		const tokens = this.sandbox.world.tokens.list().map(({ value }) => value);
		return ['main', 'worker-1', 'worker-2'].filter((name) =>
			tokens.some((token) => this.logOf(name).includes(token)),
		);
	}

	async close(): Promise<void> {
		await this.stop();
		await Promise.all([this.sandbox.close(), this.redis.stop(), this.postgres.stop()]);
		for (const folder of [...this.folders, this.sharedFolder])
			rmSync(folder, { recursive: true, force: true });
	}

	private logOf(name: string): string {
		const file = logFileOf(`queue-${name}`);
		return existsSync(file) ? readFileSync(file, 'utf8') : '';
	}

	private async launch(
		role: 'start' | 'worker',
		name: string,
		port: number,
		binaryDataMode: BinaryDataMode,
	): Promise<N8nServer> {
		const { install, userFolder: template } = prepared();
		// As on machines of their own: each process has its folder with the package in it.
		const userFolder = mkdtempSync(path.join(tmpdir(), `n8n-queue-${name}-`));
		this.folders.push(userFolder);
		copyUserFolder(template, userFolder);
		return await startN8n({
			install,
			role,
			userFolder,
			port,
			clockOffset: this.clockOffset,
			logFile: logFileOf(`queue-${name}`),
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
				// The address that signed URLs of binary data start with; the same for every process.
				WEBHOOK_URL: `https://${PUBLIC_HOST}/`,
				N8N_DEFAULT_BINARY_DATA_MODE: binaryDataMode,
				N8N_BINARY_DATA_STORAGE_PATH: this.sharedFolder,
			},
		});
	}
}
