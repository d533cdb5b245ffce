import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import path from 'node:path';

import type { Start } from './bars';
import { repositoryRoot } from '../tools/n8n-harness';

const GIB = 1024 ** 3;

const LOADS = 5;

function versionOf(name: string): string {
	const file = path.join(repositoryRoot, 'node_modules', name, 'package.json');
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Where and when, for the page. To be called before the load of the bench itself shows. */
export function machineFacts(command: string): string[] {
	const processors = cpus();
	const load = loadavg()[0] ?? 0;
	return [
		`Command: \`${command}\``,
		`Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
		`Machine: ${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / GIB).toFixed(0)} GB, ${type()} ${release()}`,
		`Load before the run: ${load.toFixed(1)}`,
		`Node.js ${process.versions.node}, n8n-core ${versionOf('n8n-core')}, n8n-workflow ${versionOf('n8n-workflow')}, axios ${versionOf('axios')}`,
	];
}

function median(values: number[]): number {
	return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** How long n8n's loader takes for the built package (median of fresh processes), and how large its tarball is. */
export function measureStart(): Start {
	const loads = Array.from({ length: LOADS }, () => {
		const script = path.join(__dirname, 'start.cjs');
		return Number(execFileSync(process.execPath, [script], { cwd: repositoryRoot, encoding: 'utf8' }));
	});
	const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: repositoryRoot,
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const [{ size = Number.NaN } = {}] = JSON.parse(packed) as Array<{ size?: number }>;
	return { loadMs: median(loads), tarball: size };
}
