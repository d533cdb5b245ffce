import { MAX_READS } from '../../nodes/Instagram/graph/client';
import { whyOutcomeIsKnown } from './outcomeEvidence';
import type { Execution, ItemResult, Post, ScheduleRun } from './runSchedule';
import type { Schedule } from './schedule';

/** The ways in which a result of the workflow can be wrong. */
export const VIOLATION_KINDS = [
	'duplicate',
	'live as failed',
	'failed as live',
	'unknown without need',
	'wrong id',
	'id missing without need',
	'out of order',
	'item lost',
	'wrong output',
	'too many at once',
	'secret',
	'broken',
] as const;

export type ViolationKind = (typeof VIOLATION_KINDS)[number];

export interface Violation {
	kind: ViolationKind;
	text: string;
}

/** Limits of concurrent requests of the package; that of writes is `MAX_WRITES` of graph/client.ts. */
export const MAX_CONCURRENT = { writes: 24, reads: MAX_READS };

type Note = (kind: ViolationKind, text: string) => void;

/** One item of one execution, with everything that the checks read. */
interface Case {
	schedule: Schedule;
	run: ScheduleRun;
	execution: Execution;
	item: number;
	posts: Post[];
}

/** Whether an earlier execution has reported the item as live. */
function wasReportedBefore({ run, execution, item }: Case): boolean {
	return run.executions
		.slice(0, run.executions.indexOf(execution))
		.some(({ results }) => results[item]?.status === 'live');
}

function checkNothing(one: Case, note: Note): void {
	const { schedule, execution, posts } = one;
	const [post] = posts;
	// A run that stops before an item does not have to repeat the result of an earlier execution.
	if (post && !wasReportedBefore(one))
		note('live as failed', `post ${post.media.id} is live, and the stopped run does not say so`);
	if (schedule.onError !== 'stopWorkflow') note('item lost', 'nothing came out for it');
	else if (!execution.results.some((other) => other.status === 'failed'))
		note('item lost', 'nothing came out for it');
}

function checkLive(one: Case, result: ItemResult & { status: 'live' }, note: Note): void {
	const media = one.posts.map((post) => post.media);
	const [post] = media;
	if (!post) note('failed as live', `reported as ${result.id}, and no post is there`);
	else if (result.id !== null && !media.some(({ id }) => id === result.id))
		note('wrong id', `reported as ${result.id}, and its post is ${post.id}`);
	else if (
		result.permalink !== undefined &&
		!media.some(({ shortcode }) => result.permalink?.includes(shortcode))
	)
		note('wrong id', `its permalink is ${result.permalink}, and its post's code ${post.shortcode}`);
	// Several posts, or none, are a worse violation that is already reported.
	if (result.id === null && media.length === 1 && !isIdHidden(one))
		note('id missing without need', 'reported as live only');
	if (result.output !== 0) note('wrong output', 'a success by the error output');
}

function checkFailed(one: Case, result: ItemResult & { status: 'failed' }, note: Note): void {
	const { schedule, run, execution, item, posts } = one;
	const { published, text, output } = result;
	const [post] = posts;
	if (post && published !== true && published !== 'unknown')
		note('live as failed', `post ${post.media.id} is live, published: ${String(published)}: ${text}`);
	if (!post && published === true) note('failed as live', `published: true, and no post is there: ${text}`);
	if (published === 'unknown') {
		const containers = run.containers
			.filter((created) => created.item === item)
			.map(({ container }) => container);
		const why = whyOutcomeIsKnown({ execution, containers, post, isRecognisable: isRecognisable(one) });
		if (why) note('unknown without need', `${why}: ${text}`);
	}
	if (output !== (schedule.onError === 'continueErrorOutput' ? 1 : 0))
		note('wrong output', `a failure by output ${output}`);
}

function isRecognisable({ schedule, item }: Case): boolean {
	return schedule.captions === 'distinct' && !schedule.items[item]?.kind.startsWith('story');
}

/**
 * An ID may be missing if the list could not be read, if a similar post has no ID either, or if an earlier execution
 * has published similar posts.
 */
function isIdHidden(one: Case): boolean {
	const { run, execution, item } = one;
	const soFar = run.executions.slice(0, run.executions.indexOf(execution) + 1);
	return (
		execution.requests.some(
			({ endpoint, status, fault }) =>
				['list', 'stories'].includes(endpoint) && (status !== 200 || fault !== undefined),
		) ||
		soFar.some(({ results }) =>
			results.some((other, index) => index !== item && (other.status !== 'live' || other.id === null)),
		) ||
		(soFar.length > 1 && !isRecognisable(one))
	);
}

function checkItem(schedule: Schedule, run: ScheduleRun, execution: Execution, item: number): Violation[] {
	const violations: Violation[] = [];
	const note: Note = (kind, text) => violations.push({ kind, text: `item ${item}: ${text}` });
	const posts = execution.posts.filter((post) => post.item === item);
	const one = { schedule, run, execution, item, posts };
	const result = execution.results[item]!;
	if (result.status === 'nothing') checkNothing(one, note);
	else if (result.status === 'live') checkLive(one, result, note);
	else checkFailed(one, result, note);
	return violations;
}

function checkDuplicates({ items }: Schedule, posts: Post[]): Violation[] {
	const unmatched = posts.filter(({ item }) => !(item in items));
	const again = items.flatMap((_plan, item): Violation[] => {
		const ids = posts.filter((post) => post.item === item).map(({ media }) => media.id);
		if (ids.length < 2) return [];
		return [{ kind: 'duplicate', text: `item ${item}: ${ids.length} posts: ${ids.join(', ')}` }];
	});
	return [
		...again,
		...unmatched.map(({ media }): Violation => ({ kind: 'duplicate', text: `post ${media.id} of no item` })),
	];
}

/** Checks that the feed of each account has the order of the input. */
function checkOrder({ onError, retryOnFail }: Schedule, { posts, before }: Execution): Violation[] {
	// If a failed item does not stop the run and n8n runs the node again, it comes after those that succeeded.
	if (retryOnFail && onError !== 'stopWorkflow') return [];
	const created = posts.slice(before);
	return [...new Set(created.map(({ media }) => media.accountId))].flatMap((account): Violation[] => {
		const order = created.filter(({ media }) => media.accountId === account).map(({ item }) => item);
		if (order.every((item, index) => index === 0 || item >= order[index - 1]!)) return [];
		return [{ kind: 'out of order', text: `the feed of ${account} has the items ${order.join(', ')}` }];
	});
}

function checkConcurrency({ executions }: ScheduleRun): Violation[] {
	const requests = executions.at(-1)?.requests ?? [];
	const most = {
		writes: Math.max(0, ...requests.map(({ concurrentWrites }) => concurrentWrites)),
		reads: Math.max(0, ...requests.map(({ concurrent, concurrentWrites }) => concurrent - concurrentWrites)),
	};
	return (['writes', 'reads'] as const)
		.filter((calls) => most[calls] > MAX_CONCURRENT[calls])
		.map((calls) => ({ kind: 'too many at once', text: `${most[calls]} ${calls}` }));
}

/** Compares the results of the workflow with the posts in the sandbox. */
export function findViolations(schedule: Schedule, run: ScheduleRun): Violation[] {
	return [
		...checkDuplicates(schedule, run.executions.at(-1)?.posts ?? []),
		...run.executions.flatMap((execution) => [
			...schedule.items.flatMap((_plan, item) => checkItem(schedule, run, execution, item)),
			...checkOrder(schedule, execution),
			...execution.unmatched.map((text): Violation => ({ kind: 'item lost', text })),
		]),
		...checkConcurrency(run),
	];
}
