import { parse } from 'flatted';

import type { Database, ExecutionRow } from './database';

type Json = Record<string, unknown>;

type Items = Array<{ json: Json }> | null | undefined;

/** An execution that is over. */
export interface Execution {
	id: number;
	workflowId: string;
	/** `success`, `error`, `crashed`, `canceled`. */
	status: string;
	/** What each node put out. Of an execution that was cut off, only what it was started with. */
	items: Record<string, Json[]>;
	error?: string;
}

interface RunData {
	executionData?: {
		nodeExecutionStack?: Array<{ node: { name: string }; data: { main?: Items[] } }>;
	};
	resultData?: {
		error?: { message?: string; description?: string };
		runData?: Record<string, Array<{ data?: { main?: Items[] } }>>;
	};
}

const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

function jsonOf(items: Items): Json[] {
	return (items ?? []).map(({ json }) => json);
}

function executionOf({ id, workflowId, status, data }: ExecutionRow): Execution {
	const { executionData, resultData } = data === null ? ({} as RunData) : (parse(data) as RunData);
	const items: Record<string, Json[]> = {};
	for (const { node, data: started } of executionData?.nodeExecutionStack ?? []) {
		items[node.name] = jsonOf(started.main?.[0]);
	}
	for (const [name, runs] of Object.entries(resultData?.runData ?? {})) {
		items[name] = jsonOf(runs.at(-1)?.data?.main?.[0]);
	}
	const error = resultData?.error?.message;
	return { id, workflowId, status, items, ...(error === undefined ? {} : { error }) };
}

/** Reads each execution of n8n once, when it is over. */
export class Executions {
	private last = 0;

	private open: number[] = [];

	constructor(
		private readonly database: Database,
		private readonly take: (execution: Execution) => void,
	) {}

	/** Reads what has ended since the last call. */
	async collect(): Promise<void> {
		for (;;) {
			const rows = await this.database.executions(this.last, this.open);
			const newRows = rows.filter(({ id }) => id > this.last);
			const unfinished = new Set(rows.filter(({ status }) => UNFINISHED.has(status)).map(({ id }) => id));
			for (const row of rows) if (!unfinished.has(row.id)) this.take(executionOf(row));
			this.open = [...unfinished];
			this.last = newRows.at(-1)?.id ?? this.last;
			if (newRows.length < 500) return;
		}
	}

	/** Executions that n8n has begun and that are not over. */
	get unfinished(): number {
		return this.open.length;
	}
}
