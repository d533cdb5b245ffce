import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n } from '../e2e/install';
import { writePage } from '../tools/resultPage';
import { barsOf } from './bars';
import { measureImages } from './images';
import type { VariantName } from './job';
import { VARIANTS } from './job';
import { writeLargeVideo } from './largeFile';
import { machineFacts, measureStart } from './machine';
import type { Measurement, Setting } from './measure';
import { getReady } from './measure';
import { barTable, metricsTable, report } from './report';
import type { Work } from './work';
import { WORKS } from './work';

const RESULTS = path.join(__dirname, 'RESULTS.md');

const LATENCY_MS = 50;

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/** What to measure, and whether that is all of it. */
function asked(): { works: readonly Work[]; latencyMs: number; whole: boolean } {
	const { values } = parseArgs({ options: { only: { type: 'string' }, latency: { type: 'string' } } });
	const names = values.only?.split(',').map((name) => name.trim());
	const unknown = names?.filter((name) => !WORKS.some((work) => work.name === name)) ?? [];
	if (unknown.length > 0) {
		throw new Error(`--only takes ${WORKS.map(({ name }) => name).join(', ')}; not ${unknown.join(', ')}`);
	}
	const latencyMs = values.latency === undefined ? LATENCY_MS : Number(values.latency);
	if (!Number.isInteger(latencyMs) || latencyMs < 0) throw new Error('--latency takes milliseconds');
	return {
		works: WORKS.filter(({ name }) => names?.includes(name) ?? true),
		latencyMs,
		whole: names === undefined && latencyMs === LATENCY_MS,
	};
}

function batchesOf(works: readonly Work[]): Work[][] {
	const batches = new Map<string, Work[]>();
	for (const work of works) {
		const key = work.batch ?? work.name;
		batches.set(key, [...(batches.get(key) ?? []), work]);
	}
	return [...batches.values()];
}

/** The run with the median of seconds; none if there were no runs. */
function medianRun(measurements: Measurement[]): Measurement[] {
	const sorted = [...measurements].sort((one, other) => one.seconds - other.seconds);
	return sorted.slice(Math.floor(sorted.length / 2), Math.floor(sorted.length / 2) + 1);
}

/**
 * This package and the HTTP Request node in turn, so that whatever else the machine does befalls both; the others alone.
 */
async function inPairs(work: Work, setting: Setting): Promise<Measurement[]> {
	const own: Measurement[] = [];
	const peer: Measurement[] = [];
	for (let run = 0; run < work.runs; run += 1) {
		const order =
			run % 2 === 0 ? (['package', 'httpRequest'] as const) : (['httpRequest', 'package'] as const);
		for (const variant of order) {
			const measured = await (await getReady(work, variant, setting)).run();
			(variant === 'package' ? own : peer).push(measured);
		}
	}
	const pairs = own.map(({ seconds }, index) => seconds / (peer[index]?.seconds ?? Number.NaN));
	const others = VARIANTS.filter((variant) => variant !== 'package' && variant !== 'httpRequest');
	const rest = await sequentially(others, async (variant) => await alone(work, variant, setting));
	return [...medianRun(own).map((one) => ({ ...one, pairs })), ...medianRun(peer), ...rest];
}

async function sequentially<T, R>(list: readonly T[], work: (one: T) => Promise<R[]>): Promise<R[]> {
	const results: R[] = [];
	for (const one of list) results.push(...(await work(one)));
	return results;
}

async function alone(work: Work, variant: VariantName, setting: Setting): Promise<Measurement[]> {
	const measured: Measurement[] = [];
	for (let run = 0; run < work.runs; run += 1) {
		measured.push(await (await getReady(work, variant, setting)).run());
	}
	return medianRun(measured);
}

/** Makes ready one after the other, which is what takes the processor, and then sets all going at once. */
async function sideBySide(works: Work[], setting: Setting): Promise<Measurement[]> {
	const ready = [];
	for (const work of works) {
		for (const variant of VARIANTS) ready.push(await getReady(work, variant, setting));
	}
	return await Promise.all(ready.map(async ({ run }) => await run()));
}

async function measure(works: readonly Work[], setting: Setting): Promise<Measurement[]> {
	const measured: Measurement[] = [];
	for (const batch of batchesOf(works)) {
		say(`  ${batch.map(({ title }) => title).join(' | ')}`);
		const [work] = batch;
		if (work?.batch) measured.push(...(await sideBySide(batch, setting)));
		else if (work?.kind === 'read') measured.push(...(await inPairs(work, setting)));
		else if (work) {
			const variants = await sequentially(VARIANTS, async (variant) => await alone(work, variant, setting));
			measured.push(...variants);
		}
	}
	return measured;
}

async function main(): Promise<void> {
	const { works, latencyMs, whole } = asked();
	const facts = machineFacts('npm run bench');
	const { directory } = await installN8n();
	const folder = mkdtempSync(path.join(tmpdir(), 'instagram-bench-'));
	try {
		const file = path.join(folder, 'reel.mp4');
		const bytes = works.find((work) => work.bytes !== undefined)?.bytes;
		if (bytes !== undefined) writeLargeVideo(file, bytes);
		const n8nModules = path.join(directory, 'node_modules');
		const started = measureStart(n8nModules);
		const prepared = measureImages(folder);
		say(`Measuring, with ${latencyMs} ms before every answer:`);
		const measurements = await measure(works, { latencyMs, file, n8nModules });
		const bars = barsOf(measurements, started, prepared, latencyMs);
		say();
		say(metricsTable(measurements));
		say();
		say(barTable(bars));
		if (whole) {
			await writePage(RESULTS, report({ measurements, bars, facts, latencyMs }));
		}
		if (bars.some(({ passed }) => !passed)) process.exitCode = 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function describeError(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.cause === undefined
		? (error.stack ?? error.message)
		: `${error.message}: ${describeError(error.cause)}`;
}

main()
	.catch((error: unknown) => {
		process.stderr.write(`The bench did not get to its end. ${describeError(error)}\n`);
		process.exitCode = 1;
	})
	// n8n-core, which the harness loads, keeps timers.
	.finally(() => process.exit());
