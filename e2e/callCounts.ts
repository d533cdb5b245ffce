import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { LoggedRequest } from '../sandbox/requests';

/** How many calls one post took, by what they were for. */
export interface CallCount {
	post: string;
	login: string;
	calls: Record<string, number>;
}

const FILE = path.join(__dirname, '..', 'output', 'e2e', 'calls.jsonl');
const COLUMNS = ['create', 'status', 'publish', 'read'];

/** Counts the calls by endpoint. */
export function countCalls(requests: LoggedRequest[]): Record<string, number> {
	const calls: Record<string, number> = {};
	for (const { endpoint } of requests) calls[endpoint] = (calls[endpoint] ?? 0) + 1;
	return calls;
}

/** Keeps a count for the table at the end of the run. */
export function recordCalls(count: CallCount): void {
	mkdirSync(path.dirname(FILE), { recursive: true });
	appendFileSync(FILE, `${JSON.stringify(count)}\n`);
}

/** Prints the table of calls per post. */
export function printCalls(): void {
	if (!existsSync(FILE)) return;
	const counts = readFileSync(FILE, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as CallCount);
	const row = (cells: string[]) =>
		`${cells.map((cell, column) => cell.padEnd(column < 2 ? 24 : 10)).join('')}\n`;
	process.stdout.write(`\n${row(['Calls per post', 'login', ...COLUMNS, 'all', 'of these'])}`);
	for (const { post, login, calls } of counts) {
		const all = Object.values(calls).reduce((sum, number) => sum + number, 0);
		// The first post on an account by its id asks once whether the credential reaches it.
		const others = Object.entries(calls).filter(([endpoint]) => !COLUMNS.includes(endpoint));
		const named = others.map(([endpoint, number]) => `${number} ${endpoint}`).join(', ');
		process.stdout.write(
			row([post, login, ...COLUMNS.map((column) => String(calls[column] ?? 0)), String(all), named]),
		);
	}
}
