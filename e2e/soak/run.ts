// npm run soak -- --minutes 120 --events 5 --seed 1, after the build: hours of mixed work in a real n8n. Not part of the tests.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { runFacts, versionIn, writePage } from '../../tools/resultPage';
import type { N8nInstall } from '../install';
import { prepare } from '../prepare';
import { WHOLE_EVENTS, WHOLE_MINUTES } from './plan';
import { report } from './report';
import { barsOf, lineOf, type SoakResult } from './result';
import { Soak, type SoakSettings } from './soak';

const root = path.join(__dirname, '..', '..');
const output = path.join(root, 'output');

/** Where the table of a whole run is kept, and that of a short one. */
const PAGES = { whole: path.join(root, 'bench', 'SOAK.md'), short: path.join(output, 'soak-short.md') };

/** Everything that is known so far, written anew after each window. */
const RESULTS = path.join(output, 'soak-results.json');

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

function positive(name: string, text: string): number {
	if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 on`);
	return Number(text);
}

function rate(text: string): number {
	if (!/^\d{1,2}(\.\d)?$/.test(text) || Number(text) === 0) {
		throw new Error('--events must be a number per second from 0.1 to 99.9');
	}
	return Number(text);
}

function asked(): SoakSettings {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({ options: { minutes: text, events: text, seed: text } });
	return {
		minutes: positive('minutes', values.minutes ?? String(WHOLE_MINUTES)),
		eventsPerSecond: rate(values.events ?? String(WHOLE_EVENTS)),
		seed: positive('seed', values.seed ?? '1'),
	};
}

function factsOf({ directory }: N8nInstall, { minutes, eventsPerSecond, seed }: SoakSettings): string[] {
	return [
		...runFacts(`npm run soak -- --minutes ${minutes} --events ${eventsPerSecond} --seed ${seed}`),
		`n8n ${versionIn(directory, 'n8n')} with SQLite`,
	];
}

function save(result: SoakResult): void {
	writeFileSync(RESULTS, `${JSON.stringify(result, null, '\t')}\n`);
	say(lineOf(result));
}

async function main(): Promise<void> {
	const wanted = asked();
	mkdirSync(output, { recursive: true });
	const scratch = mkdtempSync(path.join(tmpdir(), 'n8n-soak-'));
	try {
		const prepared = await prepare(scratch);
		const facts = factsOf(prepared.install, wanted);
		const logFile = path.join(output, 'soak-n8n.log');
		const result = await Soak.run(prepared, wanted, logFile, save);
		save(result);
		const page = result.isShort || !result.isComplete ? PAGES.short : PAGES.whole;
		await writePage(page, report(result, facts));
		const failed = barsOf(result).filter(({ passed }) => passed === false);
		for (const { what, bar, measured } of failed) say(`Failed: ${what}: ${measured} (${bar})`);
		if (failed.length > 0 || !result.isComplete) process.exitCode = 1;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

main().catch((error: unknown) => {
	process.stderr.write(
		`The soak did not get to its end. ${error instanceof Error ? error.stack : String(error)}\n`,
	);
	process.exitCode = 1;
});
