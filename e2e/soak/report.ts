import { cell, table } from '../../scripts/docs/markdown';
import { amount, barsOf, percent, type SoakResult } from './result';

/** Error messages beyond these are left out. */
const MESSAGES = 12;

function ledgerTable({ posts, events, polled, renewals, restarts }: SoakResult): string {
	const rows: Array<[string, number]> = [
		['posts asked for', posts.asked],
		['live', posts.live],
		['live twice', posts.doubled],
		['reported as failed, and not live', posts.failed],
		['reported as failed, but live', posts.failedButLive],
		['reported as published, but not live', posts.publishedButNotLive],
		['reported as unknown', posts.unknown],
		['cut off by a restart, shown as crashed', posts.cutOff],
		['of these two, live', posts.unknownButLive],
		['events', events.happened],
		['delivered again, though answered', events.redelivered],
		['workflows to start (a postback starts two)', events.due],
		['started', events.started],
		['cut off by a kill, shown as crashed', events.cutOff],
		['started twice', events.doubled],
		["answered by n8n's start page, so that no trigger saw it", events.turnedAway],
		['lost', events.lost],
		['comments and posts to be polled', polled.happened],
		['started a workflow', polled.started],
		['cut off by a kill, shown as crashed', polled.cutOff],
		['started one twice', polled.doubled],
		['skipped', polled.lost],
		['tokens renewed', renewals.done],
		['renewals that failed', renewals.failed],
		['n8n killed and started again', restarts.kills],
		['n8n ended, nine days, started again', restarts.days],
		['n8n ended and started again, with the clock unmoved', restarts.unmoved],
		['starts of n8n that failed and were repeated', restarts.failedStarts],
	];
	return table(
		['what', 'number'],
		rows.map(([what, count]) => [what, String(count)]),
	);
}

function windowTable({ windows }: SoakResult): string {
	const rows = windows.map(({ until, sizes, heap, rss }) => [
		until.toFixed(1),
		amount(sizes.staticData, 'bytes'),
		amount(sizes.credentials, 'bytes'),
		String(sizes.processedRows),
		amount(sizes.processedBytes, 'bytes'),
		amount(sizes.leftoverFiles, 'bytes'),
		heap === undefined ? '' : amount(heap, 'bytes'),
		rss === undefined ? '' : amount(rss, 'bytes'),
		String(sizes.executions),
		amount(sizes.databaseBytes, 'bytes'),
	]);
	const head = [
		'until minute',
		'static data',
		'credentials',
		'processed rows',
		'processed items',
		'files left over',
		'heap',
		'RSS',
		"n8n's executions",
		"n8n's database",
	];
	return table(head, rows);
}

function barTable(result: SoakResult): string {
	const rows = barsOf(result).map(({ what, bar, measured, passed }) => [
		what,
		bar,
		measured,
		passed === undefined ? 'not held: short' : passed ? 'pass' : '**fail**',
	]);
	return table(['what', 'bar', 'measured', ''], rows);
}

function errorTable({ errors }: SoakResult): string {
	if (errors.length === 0) return 'None.';
	const rows = errors.slice(0, MESSAGES).map(([message, count]) => [String(count), cell(message)]);
	return table(['times', 'message'], rows);
}

function wrongList({ posts, events, polled }: SoakResult): string {
	const wrong = [...posts.wrong, ...events.wrong, ...polled.wrong].slice(0, 20);
	if (wrong.length === 0) return '';
	return `\nWhat does not agree:\n\n${wrong.map((line) => `- ${cell(line)}`).join('\n')}\n`;
}

/** The page that a run leaves behind, as Markdown. */
export function report(result: SoakResult, facts: readonly string[]): string {
	const shortness = result.isShort
		? '\n**A short run, or one with fewer events.** Caches and memory still fill up in it, so growth is shown and not held against it.\n'
		: '';
	const broken = result.isComplete ? '' : '\n**Broken off before its end.**\n';
	const lives = result.withinLives.map(percent).join(', ');
	return `# Soak: hours of mixed work in n8n

Written by \`npm run soak\`. Do not edit: run it again.

${facts.map((fact) => `- ${fact}`).join('\n')}
${shortness}${broken}
A real n8n with the packed package, the sandbox as Meta. Eight workflows publish by webhook and by schedule, with both
login methods: images, reels, carousels, files; three of them with deduplication keys, whose stores are full from the
start, as after months. Two triggers of one app get ${result.eventsPerSecond} signed events a second, some delivered again. Two accounts are
polled every minute. Some of Meta's answers fail or get lost. n8n is killed in the middle of it, or ended, and nine days
pass until it starts again.

While n8n brings its database up to date at its start, it answers every request with 200 and the text "n8n is starting
up". An event that comes then never reaches a trigger, and Meta does not send it again. docs/self-hosting.md says how to
keep requests from n8n until it is ready; here nothing does.

## Ledger

${ledgerTable(result)}
${wrongList(result)}
## Bars

${barTable(result)}

Heap from the second to the last third of each longer life of n8n: ${lives === '' ? 'none was long enough' : lives}.

## What is kept

The largest of each window; the heap is the median after a garbage collection, the resident memory (RSS) the least, both
from a minute after n8n's start on. n8n's own executions and its database are limited by its settings and shown for
comparison.

${windowTable(result)}

## Errors by message

Messages of failed items and failed executions. Most are faults that the sandbox was set to make.

${errorTable(result)}
`;
}
