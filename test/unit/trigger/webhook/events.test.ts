import fc from 'fast-check';

import { EVENT_TABLE } from '../../../../nodes/Instagram/trigger/webhook/eventTypes';
import {
	eventsOf,
	hasStandby,
	isDelivery,
	isEcho,
	isEmptyEdit,
	isWanted,
} from '../../../../nodes/Instagram/trigger/webhook/events';
import type { EventName, InstagramEvent } from '../../../../nodes/Instagram/trigger/webhook/eventTypes';
import {
	ACCOUNT,
	commentEntry,
	delivery,
	entryOf,
	itemOf,
	otherEntryOf,
	PERSON,
	sampleOf,
	SAMPLES,
	SENT_AT,
} from '../../../doubles/payloads';

const RECEIVED_AT = SENT_AT + 2000;

const events = (payload: unknown) => eventsOf(payload, RECEIVED_AT);

function one(payload: unknown): InstagramEvent {
	const [event, ...more] = events(payload);
	if (!event || more.length > 0) throw new Error('not exactly one event');
	return event;
}

const message = (fields: object, around: object = {}) =>
	entryOf({
		event: 'messages',
		messaging: { message: { mid: 'aWdfMQ', ...fields }, ...around },
		item: {},
	});

describe('eventsOf', () => {
	it('has a sample of every event', () => {
		expect(SAMPLES.map(({ event }) => event).sort()).toEqual(Object.keys(EVENT_TABLE).sort());
	});

	describe.each(SAMPLES.map((sample) => [sample.event, sample] as const))('%s', (_event, sample) => {
		it('returns one flat item', () => {
			expect(events(delivery(entryOf(sample)))).toEqual([itemOf(sample)]);
		});

		it('returns the same item for the other form', () => {
			expect(events(delivery(otherEntryOf(sample)))).toEqual([itemOf(sample)]);
		});

		it('returns the same item if wrapped in a list, as in the samples', () => {
			expect(events([delivery(entryOf(sample))])).toEqual([itemOf(sample)]);
		});

		it('starts with the common fields', () => {
			expect(Object.keys(one(delivery(entryOf(sample)))).slice(0, 3)).toEqual(['event', 'accountId', 'time']);
		});
	});

	it.each(['comments', 'live_comments'] as const)('uses one name for the ID of %s', (event) => {
		const { id, ...value } = sampleOf(event).value!;
		const other = { event, value: { ...value, comment_id: id }, item: {} };
		expect(one(delivery(entryOf(other)))).toEqual(itemOf(sampleOf(event)));
		expect(one(delivery(otherEntryOf(other)))).toEqual(itemOf(sampleOf(event)));
	});

	it('prefers id to comment_id, and drops the latter', () => {
		const { id, comment_id: second } = one(delivery(commentEntry('1', { comment_id: '2' })));
		expect(id).toBe('1');
		expect(second).toBeUndefined();
	});

	it('returns IDs as text at any depth, and leaves other numbers unchanged', () => {
		const value = { id: 1, parent_id: 2, from: { id: 3, username: 'a' }, media: { id: 4 }, likes: 5 };
		expect(one(delivery(entryOf({ event: 'comments', value, item: {} }, 6)))).toMatchObject({
			accountId: '6',
			id: '1',
			parent_id: '2',
			from: { id: '3', username: 'a' },
			media: { id: '4' },
			likes: 5,
		});
	});

	it('keeps the fields next to a message', () => {
		const postback = { mid: 'aWdfMg', title: 'Start', payload: 'START' };
		const entry = entryOf({ event: 'messaging_postbacks', messaging: { is_self: true, postback }, item: {} });
		expect(one(delivery(entry))).toMatchObject({
			event: 'messaging_postbacks',
			is_self: true,
			mid: 'aWdfMg',
		});
	});

	it('distinguishes a message with a referral from a referral', () => {
		expect(one(delivery(message({ referral: { ref: 'a' } })))).toMatchObject({
			event: 'messages',
			referral: { ref: 'a' },
		});
		expect(one(delivery(message({}, { referral: { ref: 'a' } }))).event).toBe('messages');
	});

	it('keeps attachments', () => {
		const attachments = [{ type: 'image', payload: { url: 'https://lookaside.example/1' } }];
		expect(one(delivery(message({ attachments }))).attachments).toEqual(attachments);
	});

	it('does not let a field of the value overwrite event, accountId or time', () => {
		const fields = { event: 'mentions', accountId: '1', time: 'never', text: 'kept' };
		expect(one(delivery(commentEntry('1', fields)))).toMatchObject({
			event: 'comments',
			accountId: ACCOUNT,
			time: new Date(Math.floor(SENT_AT / 1000) * 1000).toISOString(),
			text: 'kept',
		});
	});

	it('does not modify the payload', () => {
		const payload = delivery(commentEntry('1', { comment_id: 2 }));
		const before = structuredClone(payload);
		events(payload);
		expect(payload).toEqual(before);
	});

	it('is safe against __proto__', () => {
		const payload = JSON.parse(
			`{"object":"instagram","entry":[{"id":"${ACCOUNT}","changes":[{"field":"comments","value":{"id":"1","__proto__":{"is_echo":true}}}]}]}`,
		) as unknown;
		const event = one(payload);
		expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
		expect(event.is_echo).toBeUndefined();
	});
});

describe('eventsOf > order', () => {
	it('is the order of the delivery', () => {
		const entries = ['1', '2', '3'].map((id) => commentEntry(id));
		expect(events(delivery(...entries)).map(({ id }) => id)).toEqual(['1', '2', '3']);
	});

	it('reads several changes and messages of one entry, and several accounts', () => {
		const first = {
			id: ACCOUNT,
			time: 1,
			changes: [
				{ field: 'comments', value: { id: '1' } },
				{ field: 'mentions', value: { media_id: '2' } },
			],
		};
		const second = {
			id: '17841400000000002',
			time: SENT_AT,
			messaging: [
				{ sender: { id: PERSON }, message: { mid: 'a' } },
				{ sender: { id: PERSON }, read: { mid: 'a' } },
			],
		};
		expect(events(delivery(first, second)).map(({ event, accountId }) => [event, accountId])).toEqual([
			['comments', ACCOUNT],
			['mentions', ACCOUNT],
			['messages', '17841400000000002'],
			['messaging_seen', '17841400000000002'],
		]);
	});

	it('is kept for a thousand events', () => {
		const ids = Array.from({ length: 1000 }, (_, index) => String(index));
		const changes = ids.map((id) => ({ field: 'comments', value: { id } }));
		const inOneEntry = events(delivery({ id: ACCOUNT, time: 1, changes }));
		const inEntries = events(delivery(...ids.map((id) => commentEntry(id))));
		expect(inOneEntry.map(({ id }) => id)).toEqual(ids);
		expect(inEntries.map(({ id }) => id)).toEqual(ids);
	});
});

describe('eventsOf > time', () => {
	const timeOf = (entry: object) => one(delivery(entry)).time;
	const at = (time: unknown) => timeOf({ id: ACCOUNT, time, field: 'comments', value: { id: '1' } });

	it.each([
		[1_700_000_000, '2023-11-14T22:13:20.000Z'],
		['1700000000', '2023-11-14T22:13:20.000Z'],
		[1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
		['1700000000123', '2023-11-14T22:13:20.123Z'],
		[1_700_000_000.5, '2023-11-14T22:13:20.500Z'],
	])('of %p is %s', (time, iso) => {
		expect(at(time)).toBe(iso);
	});

	it.each([undefined, null, '', ' ', 'soon', 0, -1, NaN, Infinity, 1e300, {}, [], true])(
		'of %p is the time of receipt',
		(time) => {
			expect(at(time)).toBe(new Date(RECEIVED_AT).toISOString());
		},
	);

	it("of a message is its own time, or else the entry's", () => {
		const sent = { sender: { id: PERSON }, message: { mid: 'a' } };
		const own = { id: ACCOUNT, time: SENT_AT + 150, messaging: [{ ...sent, timestamp: SENT_AT }] };
		expect(timeOf(own)).toBe(new Date(SENT_AT).toISOString());
		expect(timeOf({ ...own, messaging: [sent] })).toBe(new Date(SENT_AT + 150).toISOString());
	});
});

describe('eventsOf > ignored', () => {
	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['text', 'instagram'],
		['a number', 1],
		['an empty list', []],
		['a list in a list', [[delivery(commentEntry('1'))]]],
		['another object', { ...delivery(commentEntry('1')), object: 'page' }],
		['no object', { entry: [commentEntry('1')] }],
		['no entries', { object: 'instagram' }],
		['entries that are text', delivery('a', 1, null)],
		['an entry without account', delivery(commentEntry('1', {}, null))],
		['an entry whose account is an object', delivery(commentEntry('1', {}, {}))],
		['an entry whose account is empty', delivery(commentEntry('1', {}, ''))],
		[
			'an unknown field',
			delivery({ id: ACCOUNT, changes: [{ field: 'story_reactions', value: { id: '1' } }] }),
		],
		[
			'a field of every object',
			delivery({ id: ACCOUNT, changes: [{ field: 'constructor', value: { id: '1' } }] }),
		],
		[
			'a field that is a list',
			delivery({ id: ACCOUNT, changes: [{ field: ['comments'], value: { id: '1' } }] }),
		],
		['a change without value', delivery({ id: ACCOUNT, changes: [{ field: 'comments' }] })],
		['a value that is text', delivery({ id: ACCOUNT, changes: [{ field: 'comments', value: 'a' }] })],
		['changes that are text', delivery({ id: ACCOUNT, changes: 'comments' })],
		['changes of nothing', delivery({ id: ACCOUNT, changes: [null, 1, 'a', []] })],
		['messaging of nothing', delivery({ id: ACCOUNT, messaging: [null, 1, 'a', [], {}] })],
		['a message that is text', delivery({ id: ACCOUNT, messaging: [{ message: 'a' }] })],
		['a message that is null', delivery({ id: ACCOUNT, messaging: [{ message: null }] })],
		['an unknown kind of message', delivery({ id: ACCOUNT, messaging: [{ optin: { type: 'a' } }] })],
		['the standby channel', delivery({ id: ACCOUNT, standby: [{ message: { mid: 'a' } }] })],
	])('%s', (_name, payload) => {
		expect(events(payload)).toEqual([]);
	});

	it('does not affect the rest of the delivery', () => {
		const payload = delivery(null, commentEntry('1'), { id: ACCOUNT, changes: [7] }, commentEntry('2'));
		expect(events(payload).map(({ id }) => id)).toEqual(['1', '2']);
	});

	it('returns nothing for malformed payloads', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(Array.isArray(events(value))).toBe(true);
				expect(Array.isArray(events(delivery(value)))).toBe(true);
				const parts = { id: ACCOUNT, field: 'comments', value, changes: value, messaging: value };
				for (const event of events(delivery(parts))) {
					expect(event).toMatchObject({ accountId: ACCOUNT });
					expect(new Date(event.time).toISOString()).toBe(event.time);
				}
			}),
		);
	});
});

describe('isDelivery', () => {
	it.each<[string, unknown, boolean]>([
		['one', delivery(commentEntry('1')), true],
		['one in a list', [delivery(commentEntry('1'))], true],
		['one of another object', { object: 'page', entry: [] }, true],
		['an empty list', [], false],
		['nothing', null, false],
		['text', 'a', false],
		['an object without entries', { object: 'instagram' }, false],
		['entries that are no list', { object: 'instagram', entry: {} }, false],
		['a list with something else in it', [delivery(), 1], false],
	])('%s', (_name, payload, expected) => {
		expect(isDelivery(payload)).toBe(expected);
	});
});

describe('isEcho', () => {
	const isEchoOf = (entry: object) => isEcho(one(delivery(entry)));

	it('is true for what the account itself wrote', () => {
		const author = { from: { id: ACCOUNT, username: 'me', self_ig_scoped_id: '1' } };
		expect(isEchoOf(commentEntry('1', author))).toBe(true);
		expect(isEchoOf(commentEntry('1', { from: { id: ACCOUNT } }))).toBe(true);
		expect(isEchoOf(commentEntry('1', { from: { id: Number('900'), self_ig_scoped_id: '900' } }))).toBe(true);
		expect(isEchoOf(message({ is_echo: true }))).toBe(true);
		expect(isEchoOf(message({}, { sender: { id: ACCOUNT } }))).toBe(true);
		expect(isEchoOf(message({}, { is_self: true }))).toBe(true);
		expect(isEchoOf(message({ is_self: true }))).toBe(true);
	});

	it('is true for every kind of message that the account sent', () => {
		for (const { event, messaging } of SAMPLES.filter((sample) => sample.messaging)) {
			const own = { ...messaging, sender: { id: ACCOUNT }, recipient: { id: PERSON } };
			expect(isEchoOf(entryOf({ event, messaging: own, item: {} }))).toBe(true);
		}
	});

	it('is false for what other accounts did', () => {
		for (const sample of SAMPLES) expect(isEchoOf(entryOf(sample))).toBe(false);
		expect(isEchoOf(message({ is_echo: false, is_self: false }))).toBe(false);
		expect(isEchoOf(commentEntry('1', { from: { id: PERSON, self_ig_scoped_id: '' } }))).toBe(false);
	});

	it('is false for events without an author', () => {
		expect(isEchoOf(commentEntry('1', { from: undefined }))).toBe(false);
		expect(isEchoOf(commentEntry('1', { from: 'me' }))).toBe(false);
		expect(isEchoOf(message({}, { sender: null }))).toBe(false);
	});
});

describe('isWanted', () => {
	const ALL = Object.keys(EVENT_TABLE) as EventName[];
	const wanted = { events: ALL, accountIds: [ACCOUNT], includeEcho: false, isTest: false };
	const comment = one(delivery(commentEntry('1')));
	const echo = one(delivery(message({ is_echo: true })));

	it('accepts the chosen events of the account', () => {
		for (const sample of SAMPLES) {
			const event = one(delivery(entryOf(sample)));
			expect(isWanted(event, { ...wanted, events: [sample.event] })).toBe(true);
			const others = ALL.filter((name) => name !== sample.event);
			expect(isWanted(event, { ...wanted, events: others })).toBe(false);
		}
	});

	it('rejects events of other accounts', () => {
		expect(isWanted(comment, { ...wanted, accountIds: ['17841400000000002'] })).toBe(false);
		expect(isWanted(comment, { ...wanted, accountIds: [] })).toBe(false);
		expect(isWanted(comment, { ...wanted, accountIds: ['17841400000000002', ACCOUNT] })).toBe(true);
	});

	it('rejects echoes unless they are included', () => {
		expect(isWanted(echo, wanted)).toBe(false);
		expect(isWanted(echo, { ...wanted, includeEcho: true })).toBe(true);
		expect(isWanted(comment, { ...wanted, includeEcho: true })).toBe(true);
	});

	it('rejects a message_edit with num_edit 0, as a number or text', () => {
		for (const edits of [0, '0']) {
			const entry = { id: ACCOUNT, time: 1, messaging: [{ message_edit: { mid: 'a', num_edit: edits } }] };
			const event = one(delivery(entry));
			expect(isEmptyEdit(event)).toBe(true);
			expect(isWanted(event, { ...wanted, includeEcho: true, isTest: true })).toBe(false);
		}
		expect(isEmptyEdit(one(delivery(entryOf(sampleOf('message_edit')))))).toBe(false);
	});

	it("accepts the dashboard's samples only while listening, including one that looks like an echo", () => {
		const author = { id: '232323232', username: 'test', self_ig_scoped_id: '232323232' };
		const event = one(delivery(commentEntry('1', { from: author }, '0')));
		expect(isWanted(event, wanted)).toBe(false);
		expect(isWanted(event, { ...wanted, accountIds: ['0'], includeEcho: true })).toBe(false);
		expect(isWanted(event, { ...wanted, isTest: true })).toBe(true);
		expect(isWanted(event, { ...wanted, isTest: true, events: ['messages'] })).toBe(false);
	});
});

describe('eventsOf > forms seen in the wild', () => {
	const sent = { sender: { id: PERSON }, recipient: { id: ACCOUNT } };
	const text = { ...sent, timestamp: SENT_AT, message: { mid: 'a', text: 'hi' } };

	it.each(['true', true])('reads is_deleted %p as a boolean', (deleted) => {
		const entry = { id: ACCOUNT, messaging: [{ ...sent, message: { mid: 'a', is_deleted: deleted } }] };
		expect(one(delivery(entry))).toMatchObject({ event: 'messages', is_deleted: true });
	});

	it('treats is_echo as text as an echo', () => {
		const entry = { id: ACCOUNT, messaging: [{ ...sent, message: { mid: 'a', is_echo: 'true' } }] };
		expect(isEcho(one(delivery(entry)))).toBe(true);
	});

	it('reads a time in ISO 8601', () => {
		const entry = { id: ACCOUNT, messaging: [{ ...text, timestamp: '2021-09-08T06:34:04+0000' }] };
		expect(one(delivery(entry)).time).toBe('2021-09-08T06:34:04.000Z');
	});

	it('reads messaging in the value of a change', () => {
		const entry = {
			id: ACCOUNT,
			time: 1,
			changes: [{ field: 'messages', value: { messaging: [text, null] } }],
		};
		expect(one(delivery(entry))).toMatchObject({ event: 'messages', mid: 'a', sender: { id: PERSON } });
	});

	it("treats an edit without a sender as the account's own", () => {
		const entry = { id: ACCOUNT, messaging: [{ message_edit: { mid: 'a', text: 'b', num_edit: 1 } }] };
		expect(isEcho(one(delivery(entry)))).toBe(true);
	});
});

describe('hasStandby', () => {
	it.each<[string, unknown, boolean]>([
		['standby entries', delivery({ id: ACCOUNT, standby: [{ message: { mid: 'a' } }] }), true],
		['a standby change', delivery({ id: ACCOUNT, changes: [{ field: 'standby', value: {} }] }), true],
		['an empty standby', delivery({ id: ACCOUNT, standby: [] }), false],
		['a comment', delivery(commentEntry('1')), false],
		['another object', { object: 'page', entry: [{ id: '1', standby: [{}] }] }, false],
		['nothing', null, false],
	])('%s', (_name, payload, expected) => {
		expect(hasStandby(payload)).toBe(expected);
	});
});
