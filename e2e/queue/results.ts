import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Publishing with one credential for each of twenty accounts and a shared one for twenty more. */
export interface PublishingRound {
	round: string;
	workers: number;
	posts: number;
	seconds: number;
	/** Exchanges and refreshes of tokens. */
	renewals: number;
	executionsByWorker: number[];
	/** CPU time of each process, in seconds. */
	cpuSeconds: Record<string, number>;
}

/** Events while each process is restarted, and many events at once. */
export interface EventResults {
	duringRestarts?: {
		processes: number;
		events: number;
		/** Executions that n8n has stored but not queued. */
		unqueued: number;
		/** Executions that n8n shows as crashed although they were done. */
		crashed: number;
	};
	burst?: {
		events: number;
		atOnce: number;
		workflows: number;
		seconds: number;
		cpuSeconds: Record<string, number>;
	};
}

/** Publishing while a part of n8n is gone. */
export interface Outage {
	what: string;
	posts: number;
	/** Calls that n8n answered with 200. */
	answered: number;
	/** Posts that were live once, before they were sent again. */
	live: number;
	/** n8n's executions by status. */
	executions: Record<string, number>;
	/** What came of the calls without an answer, sent again with the same Deduplication Key. */
	again: { published: number; foundLive: number; unknown: number };
}

/** What the tests of queue mode have measured. */
export interface QueueResults {
	publishing: PublishingRound[];
	events: EventResults;
	outages: Outage[];
}

function fileOf(name: string): string {
	return path.join(__dirname, '..', '..', 'output', `queue-${name}-results.json`);
}

/** Removes what earlier runs have measured. */
export function removeResults(): void {
	for (const name of ['publishing', 'events', 'outages']) rmSync(fileOf(name), { force: true });
}

/** Keeps what a test has measured. */
export function saveResults<Name extends keyof QueueResults>(name: Name, results: QueueResults[Name]): void {
	mkdirSync(path.dirname(fileOf(name)), { recursive: true });
	writeFileSync(fileOf(name), `${JSON.stringify(results, null, '\t')}\n`);
}

/** Returns what a test has measured; `undefined` if it was not run. */
export function readResults<Name extends keyof QueueResults>(name: Name): QueueResults[Name] | undefined {
	const file = fileOf(name);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as QueueResults[Name]) : undefined;
}
