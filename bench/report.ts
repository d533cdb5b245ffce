import { median } from '../tools/median';
import type { Bar } from './bars';
import type { VariantName } from './job';
import { VARIANT_TITLES, VARIANTS } from './job';
import type { Measurement } from './measure';
import type { Work } from './work';
import { WAIT_SECONDS } from './variants/httpWorkflow';

const MIB = 1024 * 1024;

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function ratio(value: number, limit: number | undefined): string {
	if (limit === undefined || limit === 0) return '';
	return `${(value / limit).toFixed(2)}`;
}

function byWork(measurements: Measurement[]): Array<Map<VariantName, Measurement>> {
	const works = new Map<Work, Map<VariantName, Measurement>>();
	for (const one of measurements) {
		const variants = works.get(one.work) ?? new Map<VariantName, Measurement>();
		works.set(one.work, variants.set(one.variant, one));
	}
	return [...works.values()];
}

/** One row for each way to do a work, the first with the work's name. */
export function metricsTable(measurements: Measurement[]): string {
	const rows = byWork(measurements).flatMap((variants) => {
		const limit = variants.get('axios');
		const peer = variants.get('httpRequest');
		const present = VARIANTS.flatMap((variant) => variants.get(variant) ?? []);
		return present.map((one, index) => [
			index === 0 ? one.work.title : '',
			VARIANT_TITLES[one.variant],
			String(one.calls),
			one.seconds.toFixed(2),
			ratio(one.calls, limit?.calls),
			ratio(one.seconds, limit?.seconds),
			one.pairs ? median(one.pairs).toFixed(2) : ratio(one.seconds, peer?.seconds),
			String(one.atOnce),
			one.work.posts > 1 ? (one.inOrder ? 'kept' : 'lost') : '',
		]);
	});
	const head = [
		'work',
		'by',
		'calls',
		'seconds',
		'calls / limit',
		'seconds / limit',
		'seconds / HTTP Request',
		'most at once',
		'order',
	];
	return table(head, rows);
}

function memory(measurements: Measurement[]): string {
	const rows = measurements
		.filter(({ work }) => work.kind === 'upload')
		.map(({ variant, memory: { before, peak } }) => [
			VARIANT_TITLES[variant],
			(before / MIB).toFixed(0),
			(peak / MIB).toFixed(0),
			((peak - before) / MIB).toFixed(0),
		]);
	return table(['by', 'before, MB', 'most, MB', 'more, MB'], rows);
}

export function barTable(bars: Bar[]): string {
	const rows = bars.map(({ what, bar, measured, passed }) => [
		what,
		bar,
		measured,
		passed ? 'pass' : '**fail**',
	]);
	return table(['what', 'bar', 'measured', ''], rows);
}

export interface Report {
	measurements: Measurement[];
	bars: Bar[];
	facts: string[];
	latencyMs: number;
}

/** The page that a run leaves behind, as Markdown. */
export function report({ measurements, bars, facts, latencyMs }: Report): string {
	return `# What publishing costs

Written by \`npm run bench\`. Do not edit: run it again.

${facts.map((fact) => `- ${fact}`).join('\n')}

The sandbox stands for Meta, with ${latencyMs} ms before every answer and real time. Every work runs in a process of its own
by each of these:

- **${VARIANT_TITLES.package}**: the Instagram node in n8n-core, connected through the consent screen.
- **${VARIANT_TITLES.httpRequest}**: n8n's own HTTP Request, Wait, If and Merge nodes in n8n-core, as templates for Instagram
  draw them: create; for videos wait ${WAIT_SECONDS} s and look, in a loop; publish; read the permalink. All items at once, nothing
  checked or retried. Where a video is ready just before the ${WAIT_SECONDS} s are over, this is as good as it can get.
- **${VARIANT_TITLES.axios}**: the limit. axios with kept connections, as many requests at once as this package, which knows when each
  video is ready and never asks; published in the order of the input.

The clock starts when each has loaded everything, connected, and made a first call. Works that mostly wait run side by
side. One image and the carousel are medians of three processes. Reads run in pairs, this package and the HTTP Request
node in turn; their ratio is the median of the pairs'.

## Calls and seconds

${metricsTable(measurements)}

Connections cost more outside: the sandbox is on the same machine, where a TLS handshake takes no time on the way.

## Memory

Resident memory while a reel of 300 MB goes from n8n's binary storage (filesystem mode) to Meta's resumable upload; for
axios from a file.

${memory(measurements)}

## The bars

${barTable(bars)}
`;
}
