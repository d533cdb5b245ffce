// npm run e2e, after the build: packs the package, installs it into a real n8n and runs the tests in e2e/*.e2e.ts.
// npm run e2e:oldest: the same with the oldest n8n that the package works with, and the tests in e2e/oldest/.
// npm run e2e:queue: n8n in queue mode, also while parts of it are gone, the tests in e2e/queue/; writes bench/QUEUE.md.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runFacts, versionIn, writePage } from '../tools/resultPage';
import { ensureChromium } from './browser';
import { printCalls } from './callCounts';
import type { N8nChoice } from './install';
import { prepare, timed } from './prepare';
import { report } from './queue/report';
import { readResults, removeResults } from './queue/results';

const root = path.join(__dirname, '..');
const output = path.join(root, 'output');

/** The only folder of tests to run. */
const folder = ['oldest', 'queue'].find((name) => process.argv.includes(`--${name}`));

const choice: N8nChoice = folder === 'oldest' ? 'oldest' : 'current';

/** Tests that one run of jest executes. */
interface Suite {
	/** Of the results file; empty for the suite that has the given one. */
	name: string;
	jest: string[];
}

/**
 * The tests of queue mode have the machine to themselves, one after another: they run five processes of n8n, and measure.
 * The whole run leaves out those in which parts of n8n are gone for minutes.
 */
const QUEUE: Suite = {
	name: folder === 'queue' ? '' : 'queue',
	jest: [
		'--runInBand',
		'--testMatch',
		`<rootDir>/queue/${folder === 'queue' ? '*' : '{posts,events}'}.e2e.ts`,
	],
};
const OLDEST: Suite = { name: '', jest: ['--testMatch', '<rootDir>/oldest/*.e2e.ts'] };
const SUITES: Record<string, Suite[]> = { oldest: [OLDEST], queue: [QUEUE] };
const suites = SUITES[folder ?? ''] ?? [{ name: '', jest: [] }, QUEUE];

/** Where jest leaves the results of a suite: `--outputFile` on the command line, or output/e2e-results.json. */
function resultsFile({ name }: Suite): string {
	const given = process.argv.find((argument) => argument.startsWith('--outputFile='));
	const file = given
		? path.resolve(root, given.slice('--outputFile='.length))
		: path.join(output, 'e2e-results.json');
	return name === '' ? file : file.replace(/(\.json)?$/, `-${name}.json`);
}

function runJest(prepared: unknown, suite: Suite): Promise<number> {
	const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const results = ['--json', `--outputFile=${resultsFile(suite)}`];
	const given = process.argv
		.slice(2)
		.filter((argument) => !/^--(oldest|queue|json|outputFile=.*)$/.test(argument));
	// The names of files that are given may be those of the other suite.
	const args = [
		jest,
		'--config',
		'e2e/jest.config.js',
		...suite.jest,
		...results,
		'--passWithNoTests',
		...given,
	];
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, args, {
			cwd: root,
			env: {
				...process.env,
				E2E_PREPARED: JSON.stringify(prepared),
				// Only the page about queue mode has use for the numbers.
				E2E_MEASURES: folder === 'queue' ? 'yes' : 'no',
			},
			stdio: ['ignore', 'ignore', 'inherit'],
		});
		child.once('error', reject);
		child.once('close', (code) => resolve(code ?? 1));
	});
}

interface Results {
	numTotalTests: number;
	testResults: Array<{ assertionResults: Array<{ fullName: string; status: string; duration?: number }> }>;
}

function resultsOf(suite: Suite): Results[] {
	const file = resultsFile(suite);
	return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Results] : [];
}

/** Runs the suites up to the first that fails. */
async function runSuites(prepared: unknown): Promise<number> {
	for (const suite of suites) {
		const code = await runJest(prepared, suite);
		if (code !== 0) return code;
	}
	const isEmpty = suites.flatMap(resultsOf).every(({ numTotalTests }) => numTotalTests === 0);
	if (isEmpty) process.stderr.write('No test has this name.\n');
	return isEmpty ? 1 : 0;
}

function printDurations(): void {
	const files = suites.flatMap(resultsOf).flatMap(({ testResults }) => testResults);
	process.stdout.write(
		'\nTest                                                                        seconds\n',
	);
	for (const { fullName, status, duration } of files.flatMap((file) => file.assertionResults)) {
		const seconds = ((duration ?? 0) / 1000).toFixed(1).padStart(7);
		process.stdout.write(`${fullName.slice(0, 74).padEnd(75)} ${seconds}  ${status}\n`);
	}
}

/** The page about queue mode, after a whole run of its tests. */
async function writeQueuePage(facts: string[]): Promise<void> {
	const [publishing, events, outages] = [
		readResults('publishing'),
		readResults('events'),
		readResults('outages'),
	];
	if (!publishing || !events || !outages) return;
	const page = path.join(root, 'bench', 'QUEUE.md');
	await writePage(page, report({ publishing, events, outages }, facts));
}

async function main(): Promise<number> {
	const started = Date.now();
	const facts = runFacts('npm run e2e:queue');
	mkdirSync(output, { recursive: true });
	for (const leftover of [
		path.join(output, 'screenshots'),
		path.join(output, 'e2e'),
		...suites.map(resultsFile),
	]) {
		rmSync(leftover, { recursive: true, force: true });
	}
	removeResults();
	const scratch = mkdtempSync(path.join(tmpdir(), 'n8n-e2e-'));
	try {
		await timed('Looking for Chromium', ensureChromium);
		const prepared = await prepare(scratch, choice);
		const code = await runSuites(prepared);
		printDurations();
		printCalls();
		if (folder === 'queue' && code === 0) {
			const version = versionIn(prepared.install.directory, 'n8n');
			await writeQueuePage([...facts, `n8n ${version} with Redis and PostgreSQL`]);
		}
		process.stdout.write(
			`\nScreenshots: output/screenshots. All in all ${Math.round((Date.now() - started) / 1000)} s.\n`,
		);
		return code;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	},
);
