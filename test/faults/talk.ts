import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import type { FaultOptions } from '../../sandbox/faults';
import type { LoggedRequest } from '../../sandbox/requests';
import type { Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT, inUse, run } from '../../tools/n8n-harness/arrange';
import type { Dice, Weighted } from './dice';
import { diceOf } from './dice';
import { faultInWords, WITHOUT_ID } from './drawFaults';
import type { Finding, Wrong } from './judge';

/** Comments or messages that one workflow run sends, and what goes wrong. */
export interface TalkSchedule {
	seed: number;
	login: Login;
	what: 'comment' | 'message';
	count: number;
	/** Texts change at every evaluation. */
	drifts: boolean;
	retryOnFail: boolean;
	faults: FaultOptions[];
}

/** The result of an item in the workflow. */
export type TalkTold =
	{ told: 'sent'; id: unknown } | { told: 'failed'; isUnknown: boolean; text: string } | { told: 'nothing' };

export interface TalkPlayed {
	told: TalkTold[];
	/** What exists in the sandbox, oldest first. */
	sent: Array<{ item: number; id: string; at: number }>;
	requests: LoggedRequest[];
	struck: number;
}

/** The endpoint of the write, and the endpoint that finds it. */
const ENDPOINTS = {
	comment: { write: 'comment', look: 'comments' },
	message: { write: 'send', look: 'conversations' },
} as const;

type Answer = Omit<FaultOptions, 'endpoint' | 'nth' | 'times'>;

/** Answers to a write whose outcome is unknown; errors only if reports or Meta's documents say so. */
const UNCLEAR: Weighted<(done: boolean) => Answer> = [
	[(done) => ({ action: done ? 'reset-after' : 'reset-before' }), 3],
	[(done) => ({ action: done ? 'hang-after' : 'hang' }), 1],
	[() => ({ action: 'truncated' }), 2],
	[(workDone) => ({ action: '5xx', workDone }), 2],
	[(workDone) => ({ action: 'html', workDone }), 2],
	[(workDone) => ({ action: 'error', code: 2, workDone }), 2],
	[(workDone) => ({ recorded: 'blocked', workDone }), 2],
	[(workDone) => ({ action: 'error', code: 20, subcode: 1772107, workDone }), 1],
];

/** Errors after which nothing was written. */
const REFUSED: Answer[] = [
	{ action: 'error', code: 100 },
	{ action: 'error', code: 80002 },
	{ action: 'error', code: 190, subcode: 463 },
];

const UNREADABLE: Answer[] = [
	{ action: 'reset-before' },
	{ recorded: 'authorizationError' },
	{ action: '5xx' },
	{ recorded: 'emptyObject' },
];

function writeFault(dice: Dice, count: number, endpoint: string): FaultOptions {
	const answer = dice.chance(0.2)
		? dice.one(REFUSED)
		: dice.chance(0.4)
			? { recorded: dice.one(WITHOUT_ID), workDone: dice.chance(0.5) }
			: dice.weighted(UNCLEAR)(dice.chance(0.5));
	return { endpoint, ...answer, nth: dice.between(1, count + 1), times: dice.one([1, 1, 1, 2]) };
}

export function talkScheduleOf(seed: number): TalkSchedule {
	const dice = diceOf(seed, 0x7a1c);
	const what = dice.one(['comment', 'message'] as const);
	const { write, look } = ENDPOINTS[what];
	const count = dice.between(1, 5);
	const blind = dice.chance(0.4)
		? [{ endpoint: look, ...dice.one(UNREADABLE), nth: dice.between(1, 3), times: dice.one([1, 2, 4, 99]) }]
		: [];
	return {
		seed,
		login: dice.one<Login>(['instagram', 'facebook']),
		what,
		count,
		drifts: dice.chance(0.5),
		retryOnFail: dice.chance(0.7),
		faults: [...Array.from({ length: dice.between(1, 3) }, () => writeFault(dice, count, write)), ...blind],
	};
}

const RECIPIENT = '17841499000000101';

/** Which item wrote a text. */
function itemOf(text = ''): number | undefined {
	const [, item] = /^Item (\d+):/.exec(text) ?? [];
	return item === undefined ? undefined : Number(item);
}

function sentIn({ world }: Sandbox, { login, what }: TalkSchedule): TalkPlayed['sent'] {
	const all =
		what === 'comment'
			? [...world.engagement.comments.values()]
			: (world.inboxes.with(ACCOUNT[login], RECIPIENT)?.messages ?? []);
	return all.flatMap(({ id, at, text }) => {
		const item = itemOf(text);
		return item === undefined ? [] : [{ item, id, at }];
	});
}

function toldBy({ error, details, id, message_id: messageId }: IDataObject): TalkTold {
	if (error === undefined) return { told: 'sent', id: id ?? messageId };
	const isUnknown =
		/may already have been (posted|sent)/.test(String(error)) ||
		(details as IDataObject | undefined)?.published === 'unknown';
	return { told: 'failed', isUnknown, text: String(error) };
}

/** Lets a schedule happen in a new world. @throws Error if a secret is found in what the run leaves behind */
export async function playTalk(sandbox: Sandbox, schedule: TalkSchedule): Promise<TalkPlayed> {
	const { seed, login, what, count, drifts, retryOnFail, faults } = schedule;
	const { world } = sandbox;
	world.reset(seed);
	resetProcessState();
	const connected = await inUse(sandbox, login, 'accessToken');
	for (const fault of faults) world.faults.add(fault);
	const text = `={{ "Item " + $json.item + ":" ${drifts ? '+ Math.random().toString(36)' : ''} }}`;
	const post = world.postsOf(ACCOUNT[login]).at(-1)!.id;
	const operation =
		what === 'comment'
			? { resource: 'comment', operation: 'create', mediaId: { __rl: true, mode: 'id', value: post } }
			: { resource: 'message', operation: 'send', recipientId: RECIPIENT };
	const { last } = await run(
		connected,
		{ ...operation, text },
		{
			items: Array.from({ length: count }, (_, item) => ({ item })),
			retryOnFail,
			onError: 'continueRegularOutput',
		},
	);
	const told = Array<TalkTold>(count).fill({ told: 'nothing' });
	for (const { json, pairedItem } of last.outputs[0] ?? []) {
		told[(pairedItem as { item: number }).item] = toldBy(json);
	}
	return {
		told,
		sent: sentIn(sandbox, schedule),
		requests: [...world.requests.list()],
		struck: world.faults.list().reduce((sum, { struck }) => sum + struck, 0),
	};
}

/** Whether a read could have shown it. A failed read may have been the one for this item. */
function isSeen({ requests }: TalkPlayed, { what }: TalkSchedule, at: number): boolean {
	const looks = requests.filter(
		({ endpoint, method, time }) =>
			method === 'GET' && endpoint === ENDPOINTS[what].look && Date.parse(time) >= at,
	);
	return looks.length > 0 && looks.every(({ status, fault }) => status === 200 && fault === undefined);
}

/** Compares the results of the workflow with what exists in the sandbox. */
export function judgeTalk(schedule: TalkSchedule, played: TalkPlayed): Finding[] {
	return played.told.flatMap((told, item): Finding[] => {
		const findings: Finding[] = [];
		const note = (wrong: Wrong, text: string) => findings.push({ wrong, text: `item ${item}: ${text}` });
		const mine = played.sent.filter((one) => one.item === item);
		const [first] = mine;
		if (mine.length > 1) note('duplicate', `${mine.length} times: ${mine.map(({ id }) => id).join(', ')}`);
		if (told.told === 'nothing') note('item lost', 'nothing came out for it');
		else if (told.told === 'sent') {
			if (!first) note('failed as live', `told as ${String(told.id)}, and it is not there`);
			else if (!mine.some(({ id }) => id === told.id))
				note('wrong id', `told as ${String(told.id)}, and it is ${first.id}`);
		} else if (first && !told.isUnknown) {
			note('live as failed', `${first.id} is there: ${told.text}`);
		} else if (first && isSeen(played, schedule, first.at)) {
			note('unknown without need', `somebody has looked where ${first.id} stands: ${told.text}`);
		}
		return findings;
	});
}

/** Describes a schedule for the report of a failed test. */
export function talkInWords({ login, what, count, drifts, retryOnFail, faults }: TalkSchedule): string {
	return [
		`${login} login, ${count} times a ${what}${drifts ? ', its text another at every try' : ''}, Retry on Fail ${retryOnFail ? 'on' : 'off'}`,
		...faults.map((fault) => `fault: ${faultInWords(fault)}`),
	].join('\n    ');
}
