import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

const GIB = 1024 ** 3;

/** What was run, when and on which machine, for a page of results. To be called before the run's own load shows. */
export function runFacts(command: string): string[] {
	const processors = cpus();
	return [
		`Command: \`${command}\``,
		`Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
		`Machine: ${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / GIB).toFixed(0)} GB, ${type()} ${release()}`,
		`Load before the run: ${(loadavg()[0] ?? 0).toFixed(1)}`,
	];
}

/** The version of a package. `directory` has its `node_modules`. */
export function versionIn(directory: string, name: string): string {
	const file = path.join(directory, 'node_modules', name, 'package.json');
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Writes a page of results, formatted as the sources are. */
export async function writePage(file: string, markdown: string): Promise<void> {
	const options = { ...(await resolveConfig(file)), filepath: file };
	writeFileSync(file, await format(markdown, options));
	process.stdout.write(`\nWritten to ${path.relative(process.cwd(), file)}\n`);
}
