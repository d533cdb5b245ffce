import type { IDataObject } from 'n8n-workflow';

import {
	applyFilter,
	describeLeftOut,
	leftOutBy,
	readEventFilter,
} from '../../../nodes/Instagram/trigger/eventFilter';

const POST = '18000000000000001';
const OTHER = '18000000000000002';

const comment = (fields: IDataObject = {}): IDataObject => ({
	event: 'comments',
	text: 'The link, please',
	media: { id: POST, media_product_type: 'FEED' },
	...fields,
});
const message = (fields: IDataObject = {}): IDataObject => ({
	event: 'messages',
	kind: 'text',
	text: 'Hi',
	...fields,
});
const reply = { parent_id: '17900000000000001' };
const storyReply = (id: string) => message({ kind: 'story_reply', reply_to: { story: { id } } });

describe('leftOutBy', () => {
	const cases: Array<[string, IDataObject, IDataObject, string | undefined]> = [
		['no options pass everything', {}, comment(reply), undefined],
		['a text with a word', { textContains: 'price, LINK' }, comment(), undefined],
		['a text without', { textContains: 'price' }, comment(), 'Text Contains'],
		['words as a list', { textContains: ['a, b', 'link'] }, comment(), undefined],
		['a number as word', { textContains: 2026 }, comment({ text: 'in 2026' }), undefined],
		['part of a word', { textContains: 'lin' }, comment(), undefined],
		['whole words', { textContains: 'lin', wholeWords: true }, comment(), 'Text Contains'],
		['whole words alone', { wholeWords: true }, comment(), undefined],
		['a comment without text', { textContains: 'link' }, comment({ text: undefined }), 'Text Contains'],
		['a live comment', { textContains: 'price' }, comment({ event: 'live_comments' }), 'Text Contains'],
		['a message', { textContains: 'link' }, message(), 'Text Contains'],
		['an edit', { textContains: 'link' }, { event: 'message_edit', text: 'Hi' }, 'Text Contains'],
		[
			'a story mention has no text',
			{ textContains: 'link' },
			{ ...message(), text: undefined },
			'Text Contains',
		],
		['a postback', { textContains: 'link' }, { event: 'messaging_postbacks', title: 'Yes' }, undefined],
		['a mention', { textContains: 'link' }, { event: 'mentions', media_id: OTHER }, undefined],
		['the post', { mediaIds: `${OTHER}, ${POST}` }, comment(), undefined],
		['another post', { mediaIds: OTHER }, comment(), 'Media IDs'],
		['the posts as a list', { mediaIds: [OTHER, POST] }, comment(), undefined],
		[
			'an ad made from the post',
			{ mediaIds: POST },
			comment({ media: { id: OTHER, ad_id: '23859104472250381', original_media_id: POST } }),
			undefined,
		],
		['a mention on another post', { mediaIds: POST }, { event: 'mentions', media_id: OTHER }, 'Media IDs'],
		['insights of the story', { mediaIds: POST }, { event: 'story_insights', media_id: POST }, undefined],
		['a reply to the story', { mediaIds: POST }, storyReply(POST), undefined],
		['a reply to another story', { mediaIds: POST }, storyReply(OTHER), 'Media IDs'],
		['an answer to a message', { mediaIds: POST }, message({ reply_to: { mid: 'a' } }), undefined],
		['a message', { mediaIds: POST }, message(), undefined],
		['a comment', { ignoreReplies: true }, comment(), undefined],
		['a reply', { ignoreReplies: true }, comment(reply), 'Ignore Replies'],
		['an answer to a story', { ignoreReplies: true }, storyReply(POST), undefined],
		['the kind', { messageKinds: ['text', 'media'] }, message(), undefined],
		['the kind as text', { messageKinds: 'text, media' }, message(), undefined],
		['another kind', { messageKinds: ['media'] }, message(), 'Message Kinds'],
		['a comment has no kind', { messageKinds: ['media'] }, comment(), undefined],
		['all kinds', { messageKinds: [] }, message(), undefined],
	];

	it.each(cases)('%s (%j)', (_name, options, event, option) => {
		expect(leftOutBy(event, readEventFilter(options))).toBe(option);
	});
});

describe('readEventFilter', () => {
	it.each([undefined, null, '', '  ', []])('takes %j as no filter', (empty) => {
		const filter = readEventFilter({
			textContains: empty,
			wholeWords: empty,
			mediaIds: empty,
			ignoreReplies: empty,
			messageKinds: empty,
		});
		expect(leftOutBy(comment(reply), filter)).toBeUndefined();
		expect(leftOutBy(message(), filter)).toBeUndefined();
	});

	it.each([
		[{ mediaIds: 'https://www.instagram.com/p/abc/' }, "'Media IDs' is not an ID"],
		[{ mediaIds: [true] }, "'Media IDs' is empty"],
		[{ mediaIds: { id: 1 } }, "'Media IDs' must be a comma-separated list"],
		[{ textContains: { a: 1 } }, "'Text Contains' must be a comma-separated list"],
		[{ textContains: [['a']] }, "'Text Contains' must be text"],
		[{ textContains: ' , ,' }, "'Text Contains' contains no word"],
		[{ textContains: '\u200B' }, "'Text Contains' contains no word"],
		[{ mediaIds: ', ' }, "'Media IDs' contains no media ID"],
		[{ messageKinds: ',' }, "'Message Kinds' contains no kind"],
		[{ messageKinds: ['story'] }, "'Message Kinds' cannot be 'story'"],
		[{ ignoreReplies: 'perhaps' }, "'Ignore Replies' must be true or false"],
		[{ wholeWords: 7 }, "'Whole Words' must be true or false"],
		['all', "'Options' must be an object"],
	])('rejects %j', (options, complaint) => {
		expect(() => readEventFilter(options)).toThrow(complaint);
	});
});

describe('applyFilter', () => {
	it('keeps the order, and counts by option what is left out', () => {
		const filter = readEventFilter({ textContains: 'link', ignoreReplies: true });
		const events = [
			comment({ id: 1 }),
			comment(reply),
			comment({ text: 'Hi' }),
			message(),
			comment({ id: 2 }),
		];
		const { passed, leftOut } = applyFilter(events, (event) => event, filter);
		expect(passed.map(({ id }) => id)).toEqual([1, 2]);
		expect(describeLeftOut(leftOut)).toBe(
			'the options left out 3 events (Ignore Replies 1, Text Contains 2).',
		);
		expect(describeLeftOut(new Map())).toBeUndefined();
	});
});
