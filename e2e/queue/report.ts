import { cpus } from 'node:os';

import { table } from '../../scripts/docs/markdown';
import type { Outage, PublishingRound, QueueResults } from './results';

const KINDS = ['main', 'worker', 'webhook'] as const;

function sum(values: number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

function rounded(value: number): string {
	return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

/** CPU milliseconds for each post or event, by kind of process, and how many of the machine's cores were busy. */
function cpuCells(cpuSeconds: Record<string, number>, count: number, seconds: number): string[] {
	const ofKind = (kind: string) =>
		sum(
			Object.entries(cpuSeconds)
				.filter(([name]) => name.startsWith(kind))
				.map(([, used]) => used),
		);
	return [
		...KINDS.map((kind) => rounded((ofKind(kind) * 1000) / count)),
		(sum(Object.values(cpuSeconds)) / seconds).toFixed(1),
	];
}

const CPU_HEAD = ['CPU ms: main', 'workers', 'webhook processes', 'cores in use'];

function publishingTable(rounds: PublishingRound[]): string {
	return table(
		['round', 'workers', 'posts', 'seconds', 'posts per minute', 'by worker', 'renewals', ...CPU_HEAD],
		rounds.map(({ round, workers, posts, seconds, executionsByWorker, renewals, cpuSeconds }) => [
			round,
			String(workers),
			String(posts),
			seconds.toFixed(1),
			rounded((posts / seconds) * 60),
			executionsByWorker.join(', '),
			String(renewals),
			...cpuCells(cpuSeconds, posts, seconds),
		]),
	);
}

function eventTable({ burst }: QueueResults['events']): string {
	if (!burst) return 'Not run.';
	const { events, atOnce, workflows, seconds, cpuSeconds } = burst;
	return table(
		['events', 'at once', 'workflows', 'events per second', 'executions per second', ...CPU_HEAD],
		[
			[
				String(events),
				String(atOnce),
				String(workflows),
				rounded(events / seconds),
				rounded((events * workflows) / seconds),
				...cpuCells(cpuSeconds, events, seconds),
			],
		],
	);
}

function outageTable(outages: Outage[]): string {
	return table(
		[
			'what',
			'posts',
			'answered',
			'live',
			"n8n's executions",
			'sent again',
			'published then',
			'found to be live',
			'reported as unknown',
		],
		outages.map(({ what, posts, answered, live, executions, again }) => [
			what,
			String(posts),
			String(answered),
			String(live),
			Object.entries(executions)
				.map(([status, count]) => `${count} ${status}`)
				.join(', '),
			String(sum(Object.values(again))),
			String(again.published),
			String(again.foundLive),
			String(again.unknown),
		]),
	);
}

function unqueuedSentence(count: number): string {
	return count === 0
		? ''
		: ` n8n stored ${count} executions without queueing them; the sandbox redelivered their events.`;
}

function crashedSentence(count: number): string {
	return count === 0 ? '' : ` n8n shows ${count} of the executions as crashed, although they were done.`;
}

/** The page of a run, as Markdown. */
export function report({ publishing, events, outages }: QueueResults, facts: string[]): string {
	const { duringRestarts } = events;
	return [
		'# n8n in queue mode',
		'Written by `npm run e2e:queue`. Do not edit: run it again.',
		facts.map((fact) => `- ${fact}`).join('\n'),
		`One main process, two workers, for events two webhook processes as well, Redis, PostgreSQL and the sandbox on this machine of ${cpus().length} cores. The machine is the bottleneck. *CPU ms* is the CPU time of all processes of a kind per post or event.`,
		'## Posts',
		'An image for every account at the same time, 150 ms before every answer of the sandbox. Every post is live once.',
		publishingTable(publishing),
		'## Events',
		'Each event starts each workflow once. The sandbox sends each event to one of the two workflows, whose trigger relays it to the other.',
		eventTable(events),
		duringRestarts
			? `While each of the ${duringRestarts.processes} processes was ended and started again, ${duringRestarts.events} events started two workflows each, and a polling trigger, once.${unqueuedSentence(duringRestarts.unqueued)}${crashedSentence(duringRestarts.crashed)}`
			: '',
		'## Outages',
		"Posts with a Deduplication Key, one per second. What n8n did not answer with 200 is sent again afterwards, with the same key. No post is live twice, and every post that n8n answered with 200 is live. 'Unknown' is an error of the node that says that the post may be live.",
		outageTable(outages),
	]
		.filter(Boolean)
		.join('\n\n');
}
