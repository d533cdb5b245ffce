import { median } from '../tools/median';
import type { ImageMeasurement } from './images';
import type { Measurement } from './measure';
import type { Work } from './work';
import { AT_ONCE, CHILDREN } from './work';

/** A bar that the package is held to, and what was measured. */
export interface Bar {
	what: string;
	bar: string;
	measured: string;
	passed: boolean;
}

export interface Start {
	/** Milliseconds that n8n's loader takes for the package. */
	loadMs: number;
	/** Milliseconds that n8n's loader takes longer with the package: the median of pairs, and each of them. */
	addedMs: number;
	added: number[];
	/** Milliseconds from the first request for the node to its class. */
	firstUseMs: number;
	/** Bytes of the bundle. */
	bundle: number;
	/** Bytes of the tarball. */
	tarball: number;
}

const MIB = 1024 * 1024;

const seconds = (value: number) => `${value.toFixed(1)} s`;

/** Calls that a post may take: container, publish, permalink, and what its kind adds. */
function mostCalls({ kind, readySeconds }: Work): number {
	if (kind === 'read') return 1;
	const extra = {
		image: 0,
		carousel: CHILDREN,
		reel: 3 + readySeconds / 10,
		upload: 1 + 3 + readySeconds / 10,
	};
	return 3 + extra[kind];
}

function calls({ work, calls: made }: Measurement): Bar {
	const most = mostCalls(work) * work.posts;
	const each = work.posts > 1 ? ` (${mostCalls(work)} a post)` : '';
	return {
		what: `calls: ${work.title}`,
		bar: `at most ${Math.floor(most)}${each}`,
		measured: String(made),
		passed: made <= most,
	};
}

function duration({ work, seconds: taken, publishSeconds }: Measurement): Bar {
	const most = 1.3 * work.readySeconds + work.posts * publishSeconds;
	return {
		what: `seconds: ${work.title}`,
		bar: `under ${seconds(most)} (1.3 x ${work.readySeconds} s + ${work.posts} publish calls)`,
		measured: seconds(taken),
		passed: taken < most,
	};
}

/** Reading: against one call after the other, and, in pairs, against the HTTP Request node. */
function reading({ work, seconds: taken, pairs = [] }: Measurement, latencyMs: number): Bar[] {
	const sequentialSeconds = (work.posts * latencyMs) / 1000;
	const ratio = median(pairs);
	return [
		{
			what: `seconds: ${work.title}`,
			bar: `under ${seconds(sequentialSeconds / 8)} (an eighth of one after the other)`,
			measured: seconds(taken),
			passed: taken < sequentialSeconds / 8,
		},
		{
			what: `seconds: ${work.title}`,
			bar: `not more than the HTTP Request node, median of ${pairs.length} pairs`,
			measured: `${ratio.toFixed(2)} of its time (${pairs.map((one) => one.toFixed(2)).join(', ')})`,
			passed: ratio <= 1,
		},
	];
}

function order({ work, inOrder }: Measurement): Bar {
	return {
		what: `order: ${work.title}`,
		bar: 'the feed, or what is read, has the order of the input',
		measured: inOrder ? 'it has' : 'it has not',
		passed: inOrder,
	};
}

function atOnce(measurements: Measurement[]): Bar {
	const most = Math.max(...measurements.map((one) => one.atOnce));
	const { reads, writes } = AT_ONCE;
	return {
		what: 'requests at once, over all works',
		bar: `at most ${reads} reads and ${writes} writes`,
		measured: String(most),
		passed: most <= reads + writes,
	};
}

function memory({ work, memory: { before, peak } }: Measurement): Bar {
	const more = (peak - before) / MIB;
	return {
		what: `memory: ${work.title}`,
		bar: 'less than 64 MB more than before',
		measured: `${more.toFixed(0)} MB more`,
		passed: more < 64,
	};
}

function start({ loadMs, addedMs, added, firstUseMs, bundle, tarball }: Start): Bar[] {
	const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
	return [
		{
			what: "n8n's start, the package in its loader",
			bar: 'under 5 ms',
			measured: `${loadMs.toFixed(1)} ms`,
			passed: loadMs < 5,
		},
		{
			what: "n8n's start, its loader with the package and without",
			bar: `none, median of ${added.length} pairs`,
			measured: `${addedMs.toFixed(1)} ms (${added.map((one) => one.toFixed(1)).join(', ')})`,
			passed: true,
		},
		{
			what: 'first use of the node',
			bar: 'under 100 ms',
			measured: `${firstUseMs.toFixed(0)} ms`,
			passed: firstUseMs < 100,
		},
		{ what: 'bundle', bar: 'none', measured: kilobytes(bundle), passed: true },
		{ what: 'tarball', bar: 'under 400 kB', measured: kilobytes(tarball), passed: tarball < 400_000 },
	];
}

function images({ title, seconds: taken, more, mostSeconds = Infinity }: ImageMeasurement): Bar {
	return {
		what: `image preparation: ${title}`,
		bar: Number.isFinite(mostSeconds) ? `under ${seconds(mostSeconds)}` : 'none',
		measured: `${taken.toFixed(2)} s, ${(more / MIB).toFixed(0)} MB more`,
		passed: taken < mostSeconds,
	};
}

/** Holds what the package needed against its bars. */
export function barsOf(
	measurements: Measurement[],
	started: Start,
	prepared: ImageMeasurement[],
	latencyMs: number,
): Bar[] {
	const own = measurements.filter(({ variant }) => variant === 'package');
	const many = own.filter(({ work }) => work.posts > 1);
	return [
		...own.map(calls),
		...many.filter(({ work }) => work.kind === 'reel').map(duration),
		...own.filter(({ work }) => work.kind === 'read').flatMap((one) => reading(one, latencyMs)),
		...many.map(order),
		atOnce(own),
		...own.filter(({ work }) => work.kind === 'upload').map(memory),
		...prepared.map(images),
		...start(started),
	];
}
