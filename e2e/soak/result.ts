import { growthOf, type Window } from './growth';
import type { PostCounts, StartCounts } from './ledger';

/** What a run has found, so far or at its end. */
export interface SoakResult {
	minutes: number;
	eventsPerSecond: number;
	/** Whether everything has come to its end, and the run was not broken off. */
	isComplete: boolean;
	/** Too short for its growth to count. */
	isShort: boolean;
	posts: PostCounts & { wrong: string[] };
	events: StartCounts & { wrong: string[]; redelivered: number };
	polled: StartCounts & { wrong: string[] };
	renewals: { done: number; failed: number; deadTokens: number };
	/** `unmoved`: the clocks could not be moved, because Meta had events left to deliver. */
	restarts: { kills: number; days: number; unmoved: number; failedStarts: number };
	windows: Window[];
	/** Growth of the heap within each long life of n8n. */
	withinLives: number[];
	/** By message. */
	errors: Array<[string, number]>;
}

/** What a run is held to. */
export interface Bar {
	what: string;
	bar: string;
	measured: string;
	/** `undefined`: measured, and not held against it. */
	passed: boolean | undefined;
}

/** The second half may have so much more than the first. */
const MOST_GROWTH = 0.05;

/** Credentials in use: Facebook Login by consent; Instagram Login by consent and two tokens that were entered. */
const CREDENTIALS = 4;

export function percent(part: number): string {
	if (!Number.isFinite(part)) return 'from nothing';
	return `${part >= 0 ? '+' : ''}${(part * 100).toFixed(1)} %`;
}

export function amount(value: number, unit: 'bytes' | 'rows'): string {
	if (unit === 'rows') return String(value);
	return value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

function none(what: string, count: number): Bar {
	return { what, bar: 'none', measured: String(count), passed: count === 0 };
}

/** Holds a run against the bars. Of a short run, growth is measured and not held against it. */
export function barsOf(result: SoakResult): Bar[] {
	const { posts, events, polled, renewals, restarts, windows, isShort } = result;
	const due = CREDENTIALS * (restarts.days + 1) - 2;
	return [
		none('posts published twice', posts.doubled),
		none('posts reported as failed, and live', posts.failedButLive),
		none('posts reported as published, and not live', posts.publishedButNotLive),
		none('events that a trigger answered with 200 and that started nothing', events.lost),
		none('events that started a workflow twice', events.doubled),
		none('comments and posts that polling skipped', polled.lost),
		none('comments and posts that polling repeated', polled.doubled),
		none('answers of Meta that a token is dead', renewals.deadTokens),
		{
			what: 'renewals of tokens',
			bar: `at least ${due}: each at first use or nine days later`,
			measured: String(renewals.done),
			passed: renewals.done >= due,
		},
		...growthOf(windows).map(({ what, unit, first, second, more }) => ({
			what: `second half: ${what}`,
			bar: `less than ${percent(MOST_GROWTH)}`,
			measured: `${percent(more)} (${amount(first, unit)}, ${amount(second, unit)})`,
			passed: isShort ? undefined : more < MOST_GROWTH,
		})),
	];
}

/** One line that says how it goes. */
export function lineOf(result: SoakResult): string {
	const { minutes, posts, events, polled, renewals, restarts, windows, isComplete } = result;
	const missing = isComplete ? 'lost' : 'not yet';
	const last = windows.at(-1);
	const memory = last?.heap === undefined ? '' : `, heap ${amount(last.heap, 'bytes')}`;
	return [
		`${minutes.toFixed(1)} min`,
		`posts ${posts.live}/${posts.asked}, ${posts.doubled} twice, ${posts.failedButLive} failed but live, ${posts.unknown + posts.cutOff} unknown`,
		`events ${events.started}/${events.due}, ${events.doubled} twice, ${events.lost} ${missing}, ${events.turnedAway} turned away`,
		`polled ${polled.started}/${polled.due}, ${polled.doubled} twice, ${polled.lost} ${missing}`,
		`renewals ${renewals.done}`,
		`restarts ${restarts.kills + restarts.days + restarts.unmoved}`,
		`kept ${amount((last?.sizes.staticData ?? 0) + (last?.sizes.processedBytes ?? 0), 'bytes')}${memory}`,
	].join(' | ');
}
