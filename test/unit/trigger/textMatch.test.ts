import { comparableText, containsAny } from '../../../nodes/Instagram/trigger/textMatch';

const contains = (text: string, phrase: string, wholeWords = false) =>
	containsAny(text, [comparableText(phrase)], wholeWords);

describe('containsAny', () => {
	it.each([
		['Send me the LINK please', 'link'],
		['link', 'LINK'],
		['Blinking', 'link'],
		['Straße', 'STRASSE'],
		['ΟΔΟΣ', 'οδος'],
		['LİNK', 'link'],
		['lınk', 'LINK'],
		['ЦЕНА?', 'цена'],
		['cafe\u0301', 'café'],
		['𝐋𝐢𝐧𝐤', 'link'],
		['ｌｉｎｋ', 'link'],
		['I ❤ it', '❤️'],
		['free\n  guide', 'free guide'],
		['資料をください', '資料'],
		['100 %', '100 %'],
		['a.b', 'a.b'],
		["i'm in", 'I’m in'],
		['Send “it”', '"it"'],
		['li\u00ADn\u2060k\u200F', '\u202Elink'],
		['I want it', 'i\u0307'],
		['رَابِــط', 'رابط'],
		['می\u200Cخواهم', 'میخواهم'],
		['👍🏽', '👍'],
		['👩🏽\u200D🚀', '👩\u200D🚀'],
		['❤️\u200D🔥', '❤\u200D🔥'],
	])('finds in %j the phrase %j', (text, phrase) => {
		expect(contains(text, phrase)).toBe(true);
	});

	it.each([
		['lin k', 'link'],
		['axb', 'a.b'],
		['', 'link'],
		['cafe', 'café'],
	])('does not find in %j the phrase %j', (text, phrase) => {
		expect(contains(text, phrase)).toBe(false);
	});

	it('finds any of several phrases', () => {
		expect(containsAny('What is the price?', ['LINK', 'PRICE'], false)).toBe(true);
		expect(containsAny('Nice!', ['LINK', 'PRICE'], false)).toBe(false);
	});
});

describe('containsAny with whole words', () => {
	it.each([
		['the link, please', 'link'],
		['LINK!!!', 'link'],
		['#link', 'link'],
		['#link', '#link'],
		['(link)', 'link'],
		['blink link', 'link'],
		['Größe?', 'größe'],
		['quel prix ?', 'prix'],
		['資料をください', '資料'],
		['send me the free guide now', 'free guide'],
		['❤️link❤️', 'link'],
		['🔥🔥', '🔥'],
		['ПРИВЕТ', 'привет'],
		['link.please', 'link'],
		['Go:link', 'link'],
		["l'info", 'info'],
		['l’info', 'info'],
		['👍🏽👍🏽', '👍'],
	])('finds in %j the phrase %j', (text, phrase) => {
		expect(contains(text, phrase, true)).toBe(true);
	});

	it.each([
		['blinking', 'link'],
		['links', 'link'],
		['größer', 'größe'],
		['e\u0301tat', 'tat'],
		['link2', 'link'],
		['my_link', 'link'],
		['привета', 'привет'],
		['free guides', 'free guide'],
		['👩‍👩‍👧', '👧'],
		['3.5', '3'],
		['1,000', '1'],
	])('does not find in %j the phrase %j', (text, phrase) => {
		expect(contains(text, phrase, true)).toBe(false);
	});
});
