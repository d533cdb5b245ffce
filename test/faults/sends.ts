import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import type { FaultOptions } from '../../sandbox/faults';
import type { LoggedRequest } from '../../sandbox/requests';
import type { Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT, connectedCredential, run } from '../../tools/n8n-harness/arrange';
import { describeFault, WITHOUT_ID } from './generateFaults';
import type { SeededChoice, Weighted } from './seededChoice';
import { seededChoice } from './seededChoice';
import type { Violation, ViolationKind } from './violations';

/** Comments or messages that one workflow run sends, and what goes wrong. */
export interface SendSchedule {
	seed: number;
	login: Login;
	what: 'comment' | 'message';
	count: number;
	/** Texts change at every evaluation. */
	changesEachTry: boolean;
	retryOnFail: boolean;
	faults: FaultOptions[];
}

/** The result of an item in the workflow. */
export type SendResult =
	| { status: 'sent'; id: unknown }
	| { status: 'failed'; isUnknown: boolean; text: string }
	| { status: 'nothing' };

export interface SendRun {
	results: SendResult[];
	/** What exists in the sandbox, oldest first. */
	sent: Array<{ item: number; id: string; at: number }>;
	requests: LoggedRequest[];
	hits: number;
}

/** The endpoint of the write, and the endpoint that finds it. */
const ENDPOINTS = {
	comment: { write: 'comment', lookup: 'comments' },
	message: { write: 'send', lookup: 'conversations' },
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

function writeFault(choice: SeededChoice, count: number, endpoint: string): FaultOptions {
	const answer = choice.chance(0.2)
		? choice.one(REFUSED)
		: choice.chance(0.4)
			? { recorded: choice.one(WITHOUT_ID), workDone: choice.chance(0.5) }
			: choice.weighted(UNCLEAR)(choice.chance(0.5));
	return { endpoint, ...answer, nth: choice.between(1, count + 1), times: choice.one([1, 1, 1, 2]) };
}

export function sendScheduleOf(seed: number): SendSchedule {
	const choice = seededChoice(seed, 0x7a1c);
	const what = choice.one(['comment', 'message'] as const);
	const { write, lookup } = ENDPOINTS[what];
	const count = choice.between(1, 5);
	const lookupFaults = choice.chance(0.4)
		? [
				{
					endpoint: lookup,
					...choice.one(UNREADABLE),
					nth: choice.between(1, 3),
					times: choice.one([1, 2, 4, 99]),
				},
			]
		: [];
	return {
		seed,
		login: choice.one<Login>(['instagram', 'facebook']),
		what,
		count,
		changesEachTry: choice.chance(0.5),
		retryOnFail: choice.chance(0.7),
		faults: [
			...Array.from({ length: choice.between(1, 3) }, () => writeFault(choice, count, write)),
			...lookupFaults,
		],
	};
}

const RECIPIENT = '17841499000000101';

/** Which item wrote a text. */
function itemOf(text = ''): number | undefined {
	const [, item] = /^Item (\d+):/.exec(text) ?? [];
	return item === undefined ? undefined : Number(item);
}

function sentIn({ world }: Sandbox, { login, what }: SendSchedule): SendRun['sent'] {
	const all =
		what === 'comment'
			? [...world.engagement.comments.values()]
			: (world.inboxes.with(ACCOUNT[login], RECIPIENT)?.messages ?? []);
	return all.flatMap(({ id, at, text }) => {
		const item = itemOf(text);
		return item === undefined ? [] : [{ item, id, at }];
	});
}

function resultOf({ error, details, id, message_id: messageId }: IDataObject): SendResult {
	if (error === undefined) return { status: 'sent', id: id ?? messageId };
	const isUnknown =
		/may already have been (posted|sent)/.test(String(error)) ||
		(details as IDataObject | undefined)?.published === 'unknown';
	return { status: 'failed', isUnknown, text: String(error) };
}

/** Runs a schedule in a new world. @throws Error if a secret is found in what the run leaves behind */
export async function runSends(sandbox: Sandbox, schedule: SendSchedule): Promise<SendRun> {
	const { seed, login, what, count, changesEachTry, retryOnFail, faults } = schedule;
	const { world } = sandbox;
	world.reset(seed);
	resetProcessState();
	const connected = await connectedCredential(sandbox, login, 'accessToken');
	for (const fault of faults) world.faults.add(fault);
	const text = `={{ "Item " + $json.item + ":" ${changesEachTry ? '+ Math.random().toString(36)' : ''} }}`;
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
	const results = Array<SendResult>(count).fill({ status: 'nothing' });
	for (const { json, pairedItem } of last.outputs[0] ?? []) {
		results[(pairedItem as { item: number }).item] = resultOf(json);
	}
	return {
		results,
		sent: sentIn(sandbox, schedule),
		requests: [...world.requests.list()],
		hits: world.faults.list().reduce((sum, { hits }) => sum + hits, 0),
	};
}

/** Whether a read could have shown it. A failed read may have been the one for this item. */
function isVisible({ requests }: SendRun, { what }: SendSchedule, at: number): boolean {
	const lookups = requests.filter(
		({ endpoint, method, time }) =>
			method === 'GET' && endpoint === ENDPOINTS[what].lookup && Date.parse(time) >= at,
	);
	return lookups.length > 0 && lookups.every(({ status, fault }) => status === 200 && fault === undefined);
}

/** Compares the results of the workflow with what exists in the sandbox. */
export function findSendViolations(schedule: SendSchedule, sendRun: SendRun): Violation[] {
	return sendRun.results.flatMap((result, item): Violation[] => {
		const violations: Violation[] = [];
		const note = (kind: ViolationKind, text: string) =>
			violations.push({ kind, text: `item ${item}: ${text}` });
		const mine = sendRun.sent.filter((one) => one.item === item);
		const [first] = mine;
		if (mine.length > 1) note('duplicate', `${mine.length} times: ${mine.map(({ id }) => id).join(', ')}`);
		if (result.status === 'nothing') note('item lost', 'nothing came out for it');
		else if (result.status === 'sent') {
			if (!first) note('failed as live', `reported as ${String(result.id)}, and it is not there`);
			else if (!mine.some(({ id }) => id === result.id))
				note('wrong id', `reported as ${String(result.id)}, and it is ${first.id}`);
		} else if (first && !result.isUnknown) {
			note('live as failed', `${first.id} is there: ${result.text}`);
		} else if (first && isVisible(sendRun, schedule, first.at)) {
			note('unknown without need', `the lookups could have found ${first.id}: ${result.text}`);
		}
		return violations;
	});
}

/** Describes a schedule for the report of a failed test. */
export function describeSends(schedule: SendSchedule): string {
	const { login, what, count, changesEachTry, retryOnFail, faults } = schedule;
	return [
		`${login} login, ${count} times a ${what}${changesEachTry ? ' with another text at every try' : ''}, Retry on Fail ${retryOnFail ? 'on' : 'off'}`,
		...faults.map((fault) => `fault: ${describeFault(fault)}`),
	].join('\n    ');
}
