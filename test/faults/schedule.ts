import type { FaultOptions } from '../../sandbox/faults';
import type { Behaviour } from '../../sandbox/model';
import type { Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT } from '../../tools/n8n-harness/arrange';
import type { Dice } from './dice';
import { diceOf } from './dice';
import type { OnError } from './drawFaults';
import { blindness, failureOf, faultInWords, faultOf, outage } from './drawFaults';

export type Kind = 'image' | 'reel' | 'story image' | 'story video' | 'carousel';

/** The post of one item. */
export interface ItemPlan {
	kind: Kind;
	/** Seconds that Meta processes the media. */
	processing: number;
	/** The account it is posted to, by id. */
	account: string;
	/** Subcode with which the processing fails; such an item never goes live. */
	failure?: number;
}

/** Executions of one workflow and what goes wrong in them. Everything follows from the seed. */
export interface Schedule {
	seed: number;
	login: Login;
	items: ItemPlan[];
	captions: 'distinct' | 'same' | 'none';
	/** Captions and URLs change at every evaluation, as with `$now` or a cache buster. */
	drifts: boolean;
	retryOnFail: boolean;
	onError: OnError;
	deduplicationKey: boolean;
	/** How often the workflow is executed with the same items; more than once only with a key. */
	executions: number;
	/** n8n is restarted between two executions. */
	restarts: boolean;
	includePermalink: boolean;
	/** Seconds. */
	maxWait: number;
	behaviour: Partial<Behaviour>;
	/** Real milliseconds of every answer up to the first publish: without any, calls are over before others begin. */
	latencyMs: number;
	faults: FaultOptions[];
}

const SINGLES: Kind[] = ['image', 'image', 'reel', 'story image', 'story video'];

const SEVERAL_ACCOUNTS = [ACCOUNT.facebook, '17841400000000005', '17841400000000007'];

/** More items than the package processes concurrently. */
const MANY = 24;

/** Subcodes with which the processing of a video fails. */
const FAILURES = [2207026, 2207053, 2207082, 2207085];

function isVideo(kind: Kind): boolean {
	return kind === 'reel' || kind === 'story video';
}

/** How many items and of which kinds: one, a few, or more than run concurrently. */
function kindsOf(dice: Dice): Kind[] {
	const size = dice.weighted<'one' | 'few' | 'many'>([
		['one', 5],
		['few', 14],
		['many', 1],
	]);
	if (size === 'many')
		return Array<Kind>(dice.between(25, 45)).fill(dice.one(['image', 'image', 'carousel'] as const));
	const count = size === 'one' ? 1 : dice.between(2, 10);
	const uniform = dice.chance(0.5) ? dice.one<Kind>(['image', 'reel', 'carousel', 'story image']) : undefined;
	return Array.from({ length: count }, () => uniform ?? dice.one(SINGLES));
}

function itemsOf(dice: Dice, login: Login): ItemPlan[] {
	const isSpread = login === 'facebook' && dice.chance(0.4);
	return kindsOf(dice).map((kind): ItemPlan => {
		const failure = isVideo(kind) && dice.chance(0.06) ? dice.one(FAILURES) : undefined;
		return {
			kind,
			processing: isVideo(kind)
				? dice.between(1, 40)
				: dice.weighted([
						[0, 4],
						[4, 1],
					]),
			account: isSpread ? dice.one(SEVERAL_ACCOUNTS) : ACCOUNT[login],
			...(failure === undefined ? {} : { failure }),
		};
	});
}

/** What is known of Meta only from reports, or not at all. */
function behaviourOf(dice: Dice): Partial<Behaviour> {
	return {
		quotaTotal: 100,
		republish: dice.weighted<Behaviour['republish']>([
			['notFound', 4],
			['notReady', 3],
			['postsAgain', 3],
		]),
		childrenMustBeFinished: dice.chance(0.5),
		errorWithoutStatusCode: dice.chance(0.2),
		...(dice.chance(0.12) ? { freshReadsRefusedSeconds: dice.one([60, 300, 1200]) } : {}),
		...(dice.chance(0.1) ? { notReadySeconds: dice.one([5, 30, 90]) } : {}),
		...(dice.chance(0.12) ? { firstFetchFails: dice.one(['9004', '100', 'container'] as const) } : {}),
	};
}

function faultsOf(
	dice: Dice,
	items: number,
	{ retryOnFail, onError }: Pick<Schedule, 'retryOnFail' | 'onError'>,
): FaultOptions[] {
	return [
		...(retryOnFail && dice.chance(0.7) ? [failureOf(dice, items, onError)] : []),
		...(dice.chance(0.2) ? blindness(dice, items) : []),
		...(dice.chance(0.05) ? outage(dice) : []),
		...Array.from({ length: dice.between(1, 4) }, () => faultOf(dice, items)),
	];
}

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
	const dice = diceOf(seed);
	const login = dice.one<Login>(['instagram', 'facebook']);
	const items = itemsOf(dice, login);
	const failing = {
		retryOnFail: dice.chance(0.5),
		onError: dice.one<OnError>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']),
	};
	const deduplicationKey = dice.chance(0.3);
	return {
		seed,
		login,
		items,
		...failing,
		captions: dice.weighted([
			['distinct', 3],
			['same', 2],
			['none', 1],
		]),
		drifts: dice.chance(0.4),
		deduplicationKey,
		executions: deduplicationKey && dice.chance(0.5) ? 2 : 1,
		restarts: dice.chance(0.5),
		includePermalink: dice.chance(0.7),
		maxWait: dice.weighted([
			[300, 5],
			[20, 1],
		]),
		behaviour: behaviourOf(dice),
		latencyMs: items.length > MANY ? 100 : 0,
		faults: faultsOf(dice, items.length, failing),
	};
}

function itemInWords({ kind, processing, account, failure }: ItemPlan): string {
	const more = [
		`${processing} s`,
		failure === undefined ? '' : `fails with ${failure}`,
		`…${account.slice(-3)}`,
	];
	return `${kind} (${more.filter(Boolean).join(', ')})`;
}

/** Describes a schedule for the report of a failed test. */
export function inWords(schedule: Schedule): string {
	const { login, items, captions, retryOnFail, onError, includePermalink, behaviour, faults } = schedule;
	const { drifts, deduplicationKey, executions, restarts, maxWait } = schedule;
	return [
		`${login} login, ${items.length} items: ${items.map(itemInWords).join(', ')}`,
		[
			`captions ${captions}${drifts ? ' and others at every try' : ''}`,
			onError,
			`Retry on Fail ${retryOnFail ? 'on' : 'off'}`,
			`Max Wait ${maxWait} s`,
			deduplicationKey ? 'with deduplication keys' : '',
			executions > 1 ? `${executions} executions${restarts ? ' with a restart between' : ''}` : '',
			includePermalink ? '' : 'without permalink',
		]
			.filter(Boolean)
			.join(', '),
		`Meta: ${JSON.stringify(behaviour)}`,
		...faults.map((fault) => `fault: ${faultInWords(fault)}`),
	].join('\n    ');
}
