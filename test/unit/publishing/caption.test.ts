import {
	countCharacters,
	countHashtags,
	countMentions,
	readAltText,
	readCaption,
} from '../../../nodes/Instagram/publishing/caption';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const caption = (value: unknown) => readCaption(value, 'Caption');
const tags = (count: number, sign: string) =>
	Array.from({ length: count }, (_, i) => `${sign}t${i}`).join(' ');

describe('readCaption: length', () => {
	it.each([1, 2199, 2200])('accepts %i characters', (length) => {
		expect(caption('a'.repeat(length))).toHaveLength(length);
	});

	it('rejects 2,201 characters and states the count', () => {
		const error = inputErrorOf(() => caption('a'.repeat(2201)));
		expect(error.parameter).toBe('Caption');
		expect(error.message).toBe("'Caption' has 2,201 characters; Instagram takes up to 2,200");
	});

	it('counts a character outside the Basic Multilingual Plane once', () => {
		expect(countCharacters('🎉é')).toBe(2);
		expect(caption('🎉'.repeat(2200))).toHaveLength(4400);
		expect(inputErrorOf(() => caption('🎉'.repeat(2201))).message).toContain('2,201');
	});

	it('preserves line breaks and spaces', () => {
		expect(caption(' one\n\n two ')).toBe(' one\n\n two ');
	});
});

describe('readCaption: hashtags', () => {
	it.each([
		['none', 0],
		['#one', 1],
		['#one #two', 2],
		['#one#two#three', 3],
		['(#one) "#two" \n#three', 3],
		['#ñandú #日本語 #Жизнь #हिन्दी', 4],
		['＃日本', 1],
		['#🎉 #love🎉', 2],
		['#2026', 1],
		['#_', 1],
		['C# and F#', 0],
		['number #', 0],
		['# heading', 0],
		['a#b', 0],
		['https://example.com/page#part', 0],
		['https://example.com/#part', 0],
		['Tom &#39;s', 0],
		['#️⃣', 0],
		['##one', 1],
	])('counts hashtags: %j has %i', (text, count) => {
		expect(countHashtags(text)).toBe(count);
	});

	it.each([29, 30])('accepts %i hashtags', (count) => {
		expect(caption(tags(count, '#'))).toBeTruthy();
	});

	it('rejects 31 hashtags, also without spaces between them', () => {
		for (const text of [tags(31, '#'), tags(31, '#').replaceAll(' ', '')]) {
			expect(inputErrorOf(() => caption(text)).message).toBe(
				"'Caption' has 31 hashtags; Instagram takes up to 30 in a caption",
			);
		}
	});
});

describe('readCaption: mentions', () => {
	it.each([
		['none', 0],
		['@anna', 1],
		['@anna, (@bob) and @c.d_e.', 3],
		['thanks:@anna', 1],
		['write to anna@example.com or b.c@example.org', 0],
		['https://example.com/@anna', 0],
		['@', 0],
		['@ anna', 0],
		['@anna@example.social', 1],
		['＠anna', 1],
	])('counts mentions: %j has %i', (text, count) => {
		expect(countMentions(text)).toBe(count);
	});

	it.each([19, 20])('accepts %i mentions', (count) => {
		expect(caption(tags(count, '@'))).toBeTruthy();
	});

	it('rejects 21 mentions but not 21 email addresses', () => {
		expect(inputErrorOf(() => caption(tags(21, '@'))).message).toContain('21 mentions');
		expect(caption(tags(21, 'me@'))).toBeTruthy();
	});
});

describe('readCaption: invalid values', () => {
	it.each([[{}], [['a']], [true], [Number.NaN]])('rejects %j', (value) => {
		expect(inputErrorOf(() => caption(value)).parameter).toBe('Caption');
	});

	it('converts a number to text', () => {
		expect(caption(2026)).toBe('2026');
	});

	it('rejects half of an emoji and explains how to shorten text', () => {
		const error = inputErrorOf(() => caption('party 🎉'.slice(0, -1)));
		expect(error.message).toBe("'Caption' contains an incomplete emoji");
		expect(error.description).toContain('[...text]');
	});
});

describe('readAltText', () => {
	it.each([1, 999, 1000])('accepts %i characters', (length) => {
		expect(readAltText('é'.repeat(length), 'Alt Text')).toHaveLength(length);
	});

	it('rejects 1,001 characters', () => {
		const error = inputErrorOf(() => readAltText('a'.repeat(1001), 'Carousel Items > Item 2 > Alt Text'));
		expect(error.parameter).toBe('Carousel Items > Item 2 > Alt Text');
		expect(error.message).toContain('1,001 characters; Instagram takes up to 1,000');
	});
});
