import { whyKnown } from './known';
import type { Execution, Played, Post, Told } from './play';
import type { Schedule } from './schedule';

/** The ways in which a result of the workflow can be wrong. */
export const WRONGS = [
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

export type Wrong = (typeof WRONGS)[number];

export interface Finding {
	wrong: Wrong;
	text: string;
}

/** Limits of concurrent requests of the package. */
export const AT_ONCE_AT_MOST = { writes: 24, reads: 64 };

type Note = (wrong: Wrong, text: string) => void;

/** One item of one execution, with all that the judge reads. */
interface Case {
	schedule: Schedule;
	played: Played;
	execution: Execution;
	item: number;
	posts: Post[];
}

/** Whether an earlier execution has reported the item as live. */
function isToldBefore({ played, execution, item }: Case): boolean {
	return played.executions
		.slice(0, played.executions.indexOf(execution))
		.some(({ told }) => told[item]?.told === 'live');
}

function judgeNothing(one: Case, note: Note): void {
	const { schedule, execution, posts } = one;
	const [post] = posts;
	// A run that stops before an item does not have to repeat the result of an earlier execution.
	if (post && !isToldBefore(one))
		note('live as failed', `post ${post.media.id} is live, and the stopped run does not say so`);
	if (schedule.onError !== 'stopWorkflow') note('item lost', 'nothing came out for it');
	else if (!execution.told.some((other) => other.told === 'failed'))
		note('item lost', 'nothing came out for it');
}

function judgeLive(one: Case, told: Told & { told: 'live' }, note: Note): void {
	const media = one.posts.map((post) => post.media);
	const [post] = media;
	if (!post) note('failed as live', `told as ${told.id}, and no post is there`);
	else if (told.id !== null && !media.some(({ id }) => id === told.id))
		note('wrong id', `told as ${told.id}, and its post is ${post.id}`);
	else if (
		told.permalink !== undefined &&
		!media.some(({ shortcode }) => told.permalink?.includes(shortcode))
	)
		note('wrong id', `its permalink is ${told.permalink}, and its post's code ${post.shortcode}`);
	// Several posts, or none, are a worse finding that is already reported.
	if (told.id === null && media.length === 1 && !isIdHidden(one))
		note('id missing without need', 'told as live only');
	if (told.output !== 0) note('wrong output', 'a success by the error output');
}

function judgeFailed(one: Case, told: Told & { told: 'failed' }, note: Note): void {
	const { schedule, played, execution, item, posts } = one;
	const { published, text, output } = told;
	const [post] = posts;
	if (post && published !== true && published !== 'unknown')
		note('live as failed', `post ${post.media.id} is live, published: ${String(published)}: ${text}`);
	if (!post && published === true) note('failed as live', `published: true, and no post is there: ${text}`);
	if (published === 'unknown') {
		const containers = played.containers
			.filter((made) => made.item === item)
			.map(({ container }) => container);
		const why = whyKnown({ execution, containers, post, isRecognisable: isRecognisable(one) });
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
	const { played, execution, item } = one;
	const soFar = played.executions.slice(0, played.executions.indexOf(execution) + 1);
	return (
		execution.requests.some(
			({ endpoint, status, fault }) =>
				['list', 'stories'].includes(endpoint) && (status !== 200 || fault !== undefined),
		) ||
		soFar.some(({ told }) =>
			told.some((other, index) => index !== item && (other.told !== 'live' || other.id === null)),
		) ||
		(soFar.length > 1 && !isRecognisable(one))
	);
}

function judgeItem(schedule: Schedule, played: Played, execution: Execution, item: number): Finding[] {
	const findings: Finding[] = [];
	const note: Note = (wrong, text) => findings.push({ wrong, text: `item ${item}: ${text}` });
	const posts = execution.posts.filter((post) => post.item === item);
	const one = { schedule, played, execution, item, posts };
	const told = execution.told[item]!;
	if (told.told === 'nothing') judgeNothing(one, note);
	else if (told.told === 'live') judgeLive(one, told, note);
	else judgeFailed(one, told, note);
	return findings;
}

function judgeDuplicates({ items }: Schedule, posts: Post[]): Finding[] {
	const strays = posts.filter(({ item }) => !(item in items));
	const again = items.flatMap((_plan, item): Finding[] => {
		const ids = posts.filter((post) => post.item === item).map(({ media }) => media.id);
		if (ids.length < 2) return [];
		return [{ wrong: 'duplicate', text: `item ${item}: ${ids.length} posts: ${ids.join(', ')}` }];
	});
	return [
		...again,
		...strays.map(({ media }): Finding => ({ wrong: 'duplicate', text: `post ${media.id} of no item` })),
	];
}

/** Checks that the feed of each account has the order of the input. */
function judgeOrder({ onError, retryOnFail }: Schedule, { posts, before }: Execution): Finding[] {
	// If a failed item does not stop the run and n8n runs the node again, it comes after those that succeeded.
	if (retryOnFail && onError !== 'stopWorkflow') return [];
	const made = posts.slice(before);
	return [...new Set(made.map(({ media }) => media.accountId))].flatMap((account): Finding[] => {
		const order = made.filter(({ media }) => media.accountId === account).map(({ item }) => item);
		if (order.every((item, index) => index === 0 || item >= order[index - 1]!)) return [];
		return [{ wrong: 'out of order', text: `the feed of ${account} has the items ${order.join(', ')}` }];
	});
}

function judgeCrowd({ executions }: Played): Finding[] {
	const requests = executions.at(-1)?.requests ?? [];
	const most = {
		writes: Math.max(0, ...requests.map(({ concurrentWrites }) => concurrentWrites)),
		reads: Math.max(0, ...requests.map(({ concurrent, concurrentWrites }) => concurrent - concurrentWrites)),
	};
	return (['writes', 'reads'] as const)
		.filter((kind) => most[kind] > AT_ONCE_AT_MOST[kind])
		.map((kind) => ({ wrong: 'too many at once', text: `${most[kind]} ${kind}` }));
}

/** Compares the results of the workflow with the posts in the sandbox. */
export function judge(schedule: Schedule, played: Played): Finding[] {
	return [
		...judgeDuplicates(schedule, played.executions.at(-1)?.posts ?? []),
		...played.executions.flatMap((execution) => [
			...schedule.items.flatMap((_plan, item) => judgeItem(schedule, played, execution, item)),
			...judgeOrder(schedule, execution),
			...execution.strays.map((text): Finding => ({ wrong: 'item lost', text })),
		]),
		...judgeCrowd(played),
	];
}
