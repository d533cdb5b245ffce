import type { Container, PublishedMedia } from '../../sandbox/model';
import type { LoggedRequest } from '../../sandbox/requests';
import type { Execution, ItemResult, ScheduleRun } from './runSchedule';
import type { Schedule } from './schedule';
import { scheduleOf } from './schedule';
import { findViolations, MAX_CONCURRENT, VIOLATION_KINDS } from './violations';

// The histories are invented: what findViolations finds must not depend on the package.

const NOON = Date.parse('2026-11-27T12:00:00Z');
const ACCOUNT = '17841400000000001';
const OTHER = '17841400000000003';

const seconds = (after: number) => NOON + after * 1000;

function schedule(change: Partial<Schedule> = {}): Schedule {
	return {
		...scheduleOf(1),
		items: [0, 1].map(() => ({ kind: 'image', processing: 0, account: ACCOUNT })),
		captions: 'distinct',
		retryOnFail: false,
		onError: 'continueRegularOutput',
		executions: 1,
		faults: [],
		...change,
	};
}

function post(item: number, at: number, change: Partial<PublishedMedia> = {}) {
	const media = {
		id: `media-${item}`,
		shortcode: `code-${item}`,
		accountId: ACCOUNT,
		containerId: `container-${item}`,
		publishedAt: seconds(at),
		...change,
	} as PublishedMedia;
	return { item, media };
}

function container(item: number, change: Partial<Container> = {}) {
	const created = {
		id: `container-${item}`,
		readyAt: NOON,
		createdAt: NOON,
		childIds: [],
		...change,
	} as unknown;
	return { item, container: created as Container };
}

function call(endpoint: string, at: number, change: Partial<LoggedRequest> = {}): LoggedRequest {
	return {
		id: at,
		time: new Date(seconds(at)).toISOString(),
		method: endpoint === 'publish' ? 'POST' : 'GET',
		host: 'graph.instagram.com',
		path: `/${endpoint}`,
		endpoint,
		query: {},
		body: {},
		status: 200,
		concurrent: 1,
		concurrentWrites: 0,
		...change,
	};
}

const publish = (item: number, at: number) =>
	call('publish', at, {
		body: { creation_id: `container-${item}` },
		status: undefined,
		fault: 'reset-after',
	});
const statusRead = (item: number, at: number, change: Partial<LoggedRequest> = {}) =>
	call('status', at, { path: `/v27.0/container-${item}`, ...change });
const refused = { status: 400, fault: 'error' };

const live = (item: number): ItemResult => ({
	status: 'live',
	id: `media-${item}`,
	permalink: `https://www.instagram.com/p/code-${item}/`,
	output: 0,
});
const failed = (published?: boolean | 'unknown', output = 0): ItemResult => ({
	status: 'failed',
	published,
	text: 'It failed',
	output,
});

function execution(change: Partial<Execution> = {}): Execution {
	return {
		results: [live(0), live(1)],
		unmatched: [],
		posts: [post(0, 1), post(1, 2)],
		before: 0,
		requests: [],
		...change,
	};
}

function scheduleRun(executions: Execution[], containers = [container(0), container(1)]): ScheduleRun {
	return { executions, containers, hits: 0 };
}

const kinds = (what: Schedule, run: ScheduleRun) => findViolations(what, run).map(({ kind }) => kind);
const after = (
	change: Partial<Execution>,
	what: Partial<Schedule> = {},
	containers?: ScheduleRun['containers'],
) => kinds(schedule(what), scheduleRun([execution(change)], containers));

const FOUND: Array<[string, Partial<Execution>, Partial<Schedule>, string[]]> = [
	[
		'two posts of one item',
		{ posts: [post(0, 1), post(0, 1, { id: 'again' }), post(1, 2)] },
		{},
		['duplicate'],
	],
	['a post of no item', { posts: [post(0, 1), post(1, 2), post(7, 3)] }, {}, ['duplicate']],
	['live, reported as published: false', { results: [live(0), failed(false)] }, {}, ['live as failed']],
	['live, reported without published', { results: [live(0), failed()] }, {}, ['live as failed']],
	[
		'live, and the stopped run does not say so',
		{ results: [{ status: 'nothing' }, failed(false)], posts: [post(0, 1)] },
		{ onError: 'stopWorkflow' },
		['live as failed'],
	],
	['not live, reported as live', { posts: [post(0, 1)] }, {}, ['failed as live']],
	[
		'not live, reported as published: true',
		{ results: [live(0), failed(true)], posts: [post(0, 1)] },
		{},
		['failed as live'],
	],
	[
		"another item's id",
		{ results: [live(0), { ...live(1), id: 'media-0' } as ItemResult] },
		{},
		['wrong id'],
	],
	[
		'no id at all',
		{ results: [live(0), { ...live(1), id: undefined } as unknown as ItemResult] },
		{},
		['wrong id'],
	],
	[
		"another item's permalink",
		{ results: [live(0), { ...live(1), permalink: 'https://www.instagram.com/p/code-0/' } as ItemResult] },
		{},
		['wrong id'],
	],
	[
		'null for an id that could be read',
		{ results: [live(0), { ...live(1), id: null } as ItemResult] },
		{},
		['id missing without need'],
	],
	['the second item before the first', { posts: [post(1, 1), post(0, 2)] }, {}, ['out of order']],
	[
		'nothing for an item',
		{ results: [live(0), { status: 'nothing' }], posts: [post(0, 1)] },
		{},
		['item lost'],
	],
	[
		'a stopped run without a failed item',
		{ results: [live(0), { status: 'nothing' }], posts: [post(0, 1)] },
		{ onError: 'stopWorkflow' },
		['item lost'],
	],
	['a result too many', { unmatched: ['a result for item 9'] }, {}, ['item lost']],
	[
		'a success by the error output',
		{ results: [live(0), { ...live(1), output: 1 } as ItemResult] },
		{},
		['wrong output'],
	],
	[
		'a failure by the regular output',
		{ results: [live(0), failed(false)], posts: [post(0, 1)] },
		{ onError: 'continueErrorOutput' },
		['wrong output'],
	],
	[
		'too many writes at once',
		{ requests: [call('create', 1, { concurrent: 25, concurrentWrites: MAX_CONCURRENT.writes + 1 })] },
		{},
		['too many at once'],
	],
	[
		'too many reads at once',
		{ requests: [call('status', 1, { concurrent: MAX_CONCURRENT.reads + 1 })] },
		{},
		['too many at once'],
	],
];

describe('findViolations', () => {
	it('finds nothing if two items are live and reported as live', () => {
		expect(after({})).toEqual([]);
	});

	it.each(FOUND)('finds %s', (_what, change, what, found) => {
		expect(after(change, what)).toEqual(found);
	});

	it.each<[string, Partial<Execution>, Partial<Schedule>]>([
		['a failure whose post is not live', { results: [live(0), failed(false)], posts: [post(0, 1)] }, {}],
		['a failure before anything was sent', { results: [live(0), failed()], posts: [post(0, 1)] }, {}],
		['a live post that is reported with its failure', { results: [live(0), failed(true)] }, {}],
		[
			'items after the one that stopped the run',
			{ results: [failed(false), { status: 'nothing' }], posts: [] },
			{ onError: 'stopWorkflow' },
		],
		['a failed item that n8n has tried again', { posts: [post(1, 1), post(0, 2)] }, { retryOnFail: true }],
		['another order of another account', { posts: [post(1, 1, { accountId: OTHER }), post(0, 2)] }, {}],
		[
			'null for an id that could not be looked up',
			{ results: [live(0), { ...live(1), id: null } as ItemResult], requests: [call('list', 3, refused)] },
			{},
		],
		[
			'as many at once as allowed',
			{
				requests: [
					call('create', 1, {
						concurrent: MAX_CONCURRENT.writes + MAX_CONCURRENT.reads,
						concurrentWrites: MAX_CONCURRENT.writes,
					}),
				],
			},
			{},
		],
	])('accepts %s', (_what, change, what) => {
		expect(after(change, what)).toEqual([]);
	});

	it('checks the order of each account separately', () => {
		const posts = [post(2, 1, { accountId: OTHER }), post(1, 2), post(0, 3)];
		expect(
			after(
				{ posts, results: [live(0), live(1), live(2)] },
				{ items: [...schedule().items, schedule().items[0]!] },
			),
		).toEqual(['out of order']);
	});

	it('lets a stopped run omit only the posts that an earlier execution reported as live', () => {
		const posts = [post(0, 1), post(1, 2)];
		const silent = execution({ results: [failed(), { status: 'nothing' }], posts: [posts[1]!], before: 1 });
		const earlier = (result: ItemResult) => execution({ results: [failed(), result], posts: [posts[1]!] });
		const both = (result: ItemResult) =>
			kinds(schedule({ onError: 'stopWorkflow', executions: 2 }), scheduleRun([earlier(result), silent]));
		expect(both(live(1))).toEqual([]);
		expect(both({ status: 'nothing' })).toEqual(['live as failed', 'live as failed']);
	});

	it('has a test for every kind of violation in a history', () => {
		const elsewhere = ['unknown without need', 'secret', 'broken'];
		expect(new Set(FOUND.flatMap(([, , , found]) => found))).toEqual(
			new Set(VIOLATION_KINDS.filter((kind) => !elsewhere.includes(kind))),
		);
	});
});

describe('findViolations: unknown outcomes', () => {
	/** Item 1 sends a publish at second 2 and is reported as unknown. */
	const unknown = (
		requests: LoggedRequest[],
		{ isLive = true, what = {} }: { isLive?: boolean; what?: Partial<Schedule> } = {},
	) =>
		after(
			{
				results: [live(0), failed('unknown')],
				posts: isLive ? [post(0, 1), post(1, 2)] : [post(0, 1)],
				requests,
			},
			what,
			[container(0), container(1, isLive ? { publishedAt: seconds(2) } : {})],
		);
	const unreadable = [publish(1, 2), statusRead(1, 3, refused), statusRead(1, 9, refused)];
	const needless = ['unknown without need'];

	it('accepts it if neither the container nor the feed could be read', () => {
		expect(unknown([...unreadable, call('list', 10, refused)])).toEqual([]);
		// The successful read may have been for another item.
		expect(unknown([...unreadable, call('list', 10, refused), call('list', 11)])).toEqual([]);
	});

	it('accepts it if the feed does not show the post and a read may have been too early', () => {
		expect(unknown([...unreadable, call('list', 10)], { isLive: false })).toEqual([]);
		expect(unknown([publish(1, 2), statusRead(1, 3), call('list', 4)], { isLive: false })).toEqual([]);
	});

	it('accepts it if the feed shows posts that look the same', () => {
		expect(unknown([...unreadable, call('list', 10)], { what: { captions: 'same' } })).toEqual([]);
	});

	it.each<[string, number, number | undefined]>([
		['a rate limit', 80002, undefined],
		['a dead token', 190, 463],
		['an app out of use', 200, undefined],
	])('accepts it if %s prevents further reads', (_what, code, subcode) => {
		const last = statusRead(1, 3, { ...refused, error: { code, subcode, message: '' } });
		expect(unknown([publish(1, 2), last])).toEqual([]);
	});

	it.each<[string, LoggedRequest[], boolean]>([
		['nothing was sent', [], false],
		['its container reads as published', [publish(1, 2), statusRead(1, 3)], true],
		[
			'its container reads twice as not published',
			[publish(1, 2), statusRead(1, 3), statusRead(1, 4)],
			false,
		],
		['the feed shows it', [...unreadable, call('list', 10)], true],
		['the feed was not read', unreadable, true],
		['its container was not read', [publish(1, 2), call('list', 3, refused)], true],
		[
			'a spam block at a read, which forbids nothing',
			[publish(1, 2), statusRead(1, 3, { ...refused, error: { code: 4, subcode: 2207051, message: '' } })],
			true,
		],
		['what was read came before the last publish', [publish(1, 0), statusRead(1, 1), publish(1, 2)], false],
	])('rejects it as unnecessary (%s)', (_what, requests, isLive) => {
		expect(unknown(requests, { isLive })).toEqual(needless);
	});
});

describe('findViolations: several executions', () => {
	const two = schedule({ executions: 2, deduplicationKey: true });

	it('finds nothing if the second publishes what the first could not', () => {
		const first = execution({ results: [live(0), failed(false)], posts: [post(0, 1)] });
		expect(kinds(two, scheduleRun([first, execution({ before: 1 })]))).toEqual([]);
	});

	it('finds a post that the second publishes again', () => {
		const second = execution({ posts: [post(0, 1), post(1, 2), post(0, 3, { id: 'again' })], before: 2 });
		expect(kinds(two, scheduleRun([execution(), second]))).toEqual(['duplicate']);
	});

	it('checks each execution against the posts that are live at its end', () => {
		const first = execution({ posts: [post(0, 1)] });
		expect(kinds(two, scheduleRun([first, execution({ before: 1 })]))).toEqual(['failed as live']);
	});

	it('checks the order of each execution separately', () => {
		const first = execution({ results: [failed(false), live(1)], posts: [post(1, 1)] });
		const second = execution({ posts: [post(1, 1), post(0, 2)], before: 1 });
		expect(kinds(two, scheduleRun([first, second]))).toEqual([]);
	});
});
