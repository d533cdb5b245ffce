import type { EventName } from '../../nodes/Instagram/trigger/webhook/eventTypes';

/** The account that receives all events. */
export const ACCOUNT = '17841400000000001';

/** Another person, identified by Meta's app-scoped id. */
export const PERSON = '900000000000001';

/** Milliseconds. */
export const SENT_AT = Date.UTC(2026, 10, 22, 6, 0, 0, 349);

type Json = Record<string, unknown>;

interface Sample {
	event: EventName;
	/** The `value` of a change. */
	value?: Json;
	/** The content of `messaging` besides sender, recipient and timestamp. */
	messaging?: Json;
	/** The fields of the item besides event, accountId and time. */
	item: Json;
}

const PEOPLE = { sender: { id: PERSON }, recipient: { id: ACCOUNT } };

const COMMENT = {
	from: { id: PERSON, username: 'reader' },
	text: 'Bonjour ❤',
	media: { id: '18000000000000001', media_product_type: 'FEED' },
};

const COMMENT_ID = '17900000000000001';

const STORY = { media_id: '18000000000000009', impressions: 444, reach: 44, taps_forward: 4, exits: 3 };

/** One sample of each event, as documented by Meta. */
export const SAMPLES: Sample[] = [
	{
		event: 'comments',
		value: { ...COMMENT, id: COMMENT_ID, parent_id: '17900000000000000' },
		item: { ...COMMENT, id: COMMENT_ID, parent_id: '17900000000000000' },
	},
	{
		event: 'live_comments',
		value: { ...COMMENT, id: COMMENT_ID },
		item: { ...COMMENT, id: COMMENT_ID },
	},
	{
		event: 'mentions',
		value: { comment_id: COMMENT_ID, media_id: '18000000000000002' },
		item: { comment_id: COMMENT_ID, media_id: '18000000000000002' },
	},
	{ event: 'story_insights', value: STORY, item: STORY },
	{
		event: 'messages',
		messaging: { message: { mid: 'aWdfMQ', text: 'Hello', reply_to: { mid: 'aWdfMA' } } },
		item: { ...PEOPLE, kind: 'text', mid: 'aWdfMQ', text: 'Hello', reply_to: { mid: 'aWdfMA' } },
	},
	{
		event: 'message_reactions',
		messaging: { reaction: { mid: 'aWdfMQ', action: 'react', reaction: 'love', emoji: '❤' } },
		item: { ...PEOPLE, mid: 'aWdfMQ', action: 'react', reaction: 'love', emoji: '❤' },
	},
	{
		event: 'messaging_postbacks',
		messaging: { postback: { mid: 'aWdfMg', title: 'Start', payload: 'START' } },
		item: { ...PEOPLE, mid: 'aWdfMg', title: 'Start', payload: 'START' },
	},
	{
		event: 'messaging_referral',
		messaging: { referral: { ref: 'campaign', source: 'IG_ME_LINK', type: 'OPEN_THREAD' } },
		item: { ...PEOPLE, ref: 'campaign', source: 'IG_ME_LINK', type: 'OPEN_THREAD' },
	},
	{
		event: 'messaging_seen',
		messaging: { read: { mid: 'aWdfMw' } },
		item: { ...PEOPLE, mid: 'aWdfMw' },
	},
	{
		event: 'message_edit',
		messaging: { message_edit: { mid: 'aWdfMQ', text: 'Hello!', num_edit: 1 } },
		item: { ...PEOPLE, mid: 'aWdfMQ', text: 'Hello!', num_edit: 1 },
	},
];

/** A delivery with entries. */
export function delivery(...entry: unknown[]): Json {
	return { object: 'instagram', entry };
}

/** An entry for a sample: `time` is in seconds for changes and in milliseconds for messages. */
export function entryOf({ event, value, messaging }: Sample, id: unknown = ACCOUNT): Json {
	return value
		? { id, time: Math.floor(SENT_AT / 1000), changes: [{ field: event, value }] }
		: { id, time: SENT_AT + 150, messaging: [{ ...PEOPLE, timestamp: SENT_AT, ...messaging }] };
}

/** The alternative form: a change's field and value on the entry, and a message as the value of a change. */
export function otherEntryOf({ event, value, messaging }: Sample): Json {
	const time = Math.floor(SENT_AT / 1000);
	return value
		? { id: ACCOUNT, time, field: event, value }
		: {
				id: ACCOUNT,
				time,
				changes: [{ field: event, value: { ...PEOPLE, timestamp: String(SENT_AT), ...messaging } }],
			};
}

/** The item that results from a sample. */
export function itemOf({ event, value, item }: Sample): Json {
	const time = new Date(value ? Math.floor(SENT_AT / 1000) * 1000 : SENT_AT).toISOString();
	return { event, accountId: ACCOUNT, time, ...item };
}

export function sampleOf(event: EventName): Sample {
	return SAMPLES.find((sample) => sample.event === event)!;
}

/** A comment with its own id and fields. */
export function commentEntry(id: string, fields: Json = {}, account: unknown = ACCOUNT): Json {
	return entryOf({ event: 'comments', value: { ...COMMENT, id, ...fields }, item: {} }, account);
}
