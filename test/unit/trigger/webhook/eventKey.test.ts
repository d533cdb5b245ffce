import { createHash } from 'node:crypto';

import { eventKey } from '../../../../nodes/Instagram/trigger/webhook/eventDeduplicator';
import { eventsOf } from '../../../../nodes/Instagram/trigger/webhook/events';
import type { EventName, InstagramEvent } from '../../../../nodes/Instagram/trigger/webhook/eventTypes';
import {
	ACCOUNT,
	delivery,
	entryOf,
	otherEntryOf,
	sampleOf,
	SAMPLES,
	SENT_AT,
} from '../../../doubles/payloads';

const LATER = SENT_AT + 3_600_000;

function eventOf(entry: object, receivedAt = LATER): InstagramEvent {
	return eventsOf(delivery(entry), receivedAt)[0]!;
}

function message(messaging: object, event: InstagramEvent['event'] = 'messages'): InstagramEvent {
	return eventOf(entryOf({ event, messaging: messaging as never, item: {} }));
}

/** Key of an event with some of its fields changed. */
function keyWith(event: InstagramEvent, fields: Partial<InstagramEvent>): string {
	return eventKey({ ...event, ...fields });
}

describe('eventKey', () => {
	it('is short, and does not change between releases, because it is stored', () => {
		const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
		const keyOf = (name: EventName) => eventKey(eventOf(entryOf(sampleOf(name))));
		expect(keyOf('comments')).toBe(hash('["comments","17841400000000001","17900000000000001"]'));
		expect(keyOf('messages')).toBe(hash('["messages","17841400000000001","aWdfMQ",null,null]'));
	});

	it('differs between all samples', () => {
		const keys = SAMPLES.map((sample) => eventKey(eventOf(entryOf(sample))));
		expect(new Set(keys).size).toBe(SAMPLES.length);
	});

	describe.each(SAMPLES.map((sample) => [sample.event, sample] as const))(
		'eventKey > %s',
		(_name, sample) => {
			const event = eventOf(entryOf(sample));

			it('is the same for each redelivery, in any form', () => {
				expect(eventKey(eventOf(entryOf(sample), LATER + 1))).toBe(eventKey(event));
				expect(eventKey(eventOf(otherEntryOf(sample), LATER + 2))).toBe(eventKey(event));
				expect(eventKey(eventOf({ ...entryOf(sample), time: Math.floor(LATER / 1000) }))).toBe(
					eventKey(event),
				);
			});

			it('differs between accounts', () => {
				expect(keyWith(event, { accountId: '17841400000000002' })).not.toBe(eventKey(event));
			});
		},
	);

	it('identifies a comment by its ID alone', () => {
		const comment = eventOf(entryOf(sampleOf('comments')));
		expect(keyWith(comment, { id: '2' })).not.toBe(eventKey(comment));
		expect(keyWith(comment, { text: 'changed', time: new Date(LATER).toISOString() })).toBe(
			eventKey(comment),
		);
		expect(keyWith(comment, { event: 'live_comments' })).not.toBe(eventKey(comment));
	});

	it('identifies a mention by media and comment', () => {
		const mention = eventOf(entryOf(sampleOf('mentions')));
		expect(keyWith(mention, { comment_id: '2' })).not.toBe(eventKey(mention));
		expect(keyWith(mention, { comment_id: undefined })).not.toBe(eventKey(mention));
		expect(keyWith(mention, { media_id: '2' })).not.toBe(eventKey(mention));
	});

	it('distinguishes a message from its echo and from its deletion', () => {
		const keys = [{}, { is_echo: true }, { is_deleted: true }].map((fields) =>
			eventKey(message({ message: { mid: 'a', text: 'b', ...fields } })),
		);
		expect(new Set(keys).size).toBe(3);
	});

	it('distinguishes the edits of a message', () => {
		const edit = (num: number) =>
			eventKey(message({ message_edit: { mid: 'a', num_edit: num } }, 'message_edit'));
		expect(edit(1)).toBe(edit(1));
		expect(edit(1)).not.toBe(edit(2));
	});

	it('distinguishes a reaction from its removal, from another one and from the same one later', () => {
		const reaction = eventOf(entryOf(sampleOf('message_reactions')));
		const others: Array<Partial<InstagramEvent>> = [
			{ action: 'unreact' },
			{ reaction: 'sad' },
			{ emoji: '😢' },
			{ sender: { id: '2' } },
			{ mid: 'b' },
			{ time: new Date(LATER).toISOString() },
		];
		const keys = others.map((fields) => keyWith(reaction, fields));
		expect(new Set([...keys, eventKey(reaction)]).size).toBe(others.length + 1);
	});

	it('distinguishes who has seen a message', () => {
		const seen = eventOf(entryOf(sampleOf('messaging_seen')));
		expect(keyWith(seen, { sender: { id: '2' } })).not.toBe(eventKey(seen));
		expect(keyWith(seen, { time: new Date(LATER).toISOString() })).toBe(eventKey(seen));
	});

	it('uses all metrics of a story, which have no ID', () => {
		const story = eventOf(entryOf(sampleOf('story_insights')));
		expect(keyWith(story, { reach: 45 })).not.toBe(eventKey(story));
		expect(keyWith(story, { media_id: '2' })).not.toBe(eventKey(story));
	});

	it('uses all fields if the IDs are missing', () => {
		const change = (value: object, time: number) =>
			eventKey(eventOf({ id: ACCOUNT, time, field: 'comments', value }));
		expect(change({ text: 'a' }, 1)).toBe(change({ text: 'a' }, 2));
		expect(change({ text: 'a' }, 1)).not.toBe(change({ text: 'b' }, 1));

		const said = (text: string, timestamp: number) => eventKey(message({ timestamp, message: { text } }));
		expect(said('a', SENT_AT)).toBe(said('a', SENT_AT));
		expect(said('a', SENT_AT)).not.toBe(said('a', LATER));
		expect(said('a', SENT_AT)).not.toBe(said('b', SENT_AT));
	});

	it('accepts malformed IDs without an error', () => {
		const odd = eventOf({ id: ACCOUNT, field: 'comments', value: { id: { deep: [1] } } });
		expect(eventKey(odd)).toMatch(/^[0-9a-f]{16}$/);
		const nobody = message({ sender: null, read: { mid: null } }, 'messaging_seen');
		expect(eventKey(nobody)).toMatch(/^[0-9a-f]{16}$/);
	});
});
