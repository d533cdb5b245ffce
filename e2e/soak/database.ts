import { spawn } from 'node:child_process';
import path from 'node:path';

const SCRIPT = path.join(__dirname, 'database.cjs');

/** An execution as n8n's database has it; `data` is flattened JSON. */
export interface ExecutionRow {
	id: number;
	workflowId: string;
	status: string;
	data: string | null;
}

/** What n8n keeps beside its executions, in bytes, and the ids of the executions. */
export interface DatabaseSizes {
	staticData: number;
	credentials: number;
	processedRows: number;
	processedBytes: number;
	executions: number[];
}

/** What a node has kept of its deduplication keys. */
export interface KeptKeys {
	workflowId: string;
	nodeId: string;
	staticData: Record<string, unknown>;
	/** Hashes in n8n's store of processed items. */
	marks: string[];
}

type Command = { read: { after: number; open: number[] } } | { sizes: true } | { fill: KeptKeys[] };

/** n8n's SQLite database, read beside the running n8n. */
export class Database {
	/** @param node n8n's own Node: that of this process may be too old for SQLite */
	constructor(
		private readonly node: string,
		private readonly file: string,
	) {}

	async executions(after: number, open: number[]): Promise<ExecutionRow[]> {
		return (await this.ask({ read: { after, open } })) as ExecutionRow[];
	}

	async sizes(): Promise<DatabaseSizes> {
		return (await this.ask({ sizes: true })) as DatabaseSizes;
	}

	/** n8n must be stopped: it would not see the change, or write over it. */
	async fill(keys: KeptKeys[]): Promise<void> {
		await this.ask({ fill: keys });
	}

	private async ask(command: Command): Promise<unknown> {
		const child = spawn(this.node, ['--no-warnings', SCRIPT, this.file], { stdio: 'pipe' });
		const output: Buffer[] = [];
		const errors: Buffer[] = [];
		child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
		child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
		child.stdin.end(JSON.stringify(command));
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (code !== 0) throw new Error(`Reading n8n's database: ${Buffer.concat(errors).toString('utf8')}`);
		return JSON.parse(Buffer.concat(output).toString('utf8'));
	}
}
