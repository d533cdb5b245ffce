import { MESSAGE_LIMITS, readMessageText } from '../../../nodes/Instagram/actions/message/shared';
import { contentParameters } from '../../../nodes/Instagram/actions/message/draft';

describe.each(Object.entries(MESSAGE_LIMITS))('the limit %s', (_name, limit) => {
	it('has bounds in order, and says where it is from and when that was read', () => {
		expect(limit.max).toBeGreaterThan(limit.min);
		expect(limit.source).toMatch(/^https:\/\//);
		expect(limit.seen).toMatch(/^\d{4}-\d\d-\d\d$/);
		expect(Date.parse(limit.seen)).toBeLessThanOrEqual(Date.now());
	});
});

describe('the text of a message', () => {
	it.each([
		['a', 1000],
		['é', 500],
		['語', 333],
		['👋', 250],
	])('of %s may repeat %d times', (character, times) => {
		expect(readMessageText(character.repeat(times), 'Text')).toHaveLength(character.length * times);
		expect(() => readMessageText(character.repeat(times + 1), 'Text')).toThrow(/Instagram takes up to 1,000/);
	});

	it('is kept as it is, and may be a number', () => {
		expect(readMessageText(' two\n\nlines ', 'Text')).toBe(' two\n\nlines ');
		expect(readMessageText(42, 'Text')).toBe('42');
	});

	it.each([undefined, null, '', '  '])('is not %p', (value) => {
		expect(() => readMessageText(value, 'Text')).toThrow("'Text' is empty");
	});
});

describe('what the editor shows', () => {
	it('has at most one text for each kind of message', () => {
		const shown = contentParameters
			.map((parameter) => ('property' in parameter ? parameter.property : parameter))
			.filter(({ name }) => name === 'text')
			.map(({ displayOptions }) => displayOptions?.show);
		expect(shown).toEqual([
			{ messageType: ['quickReplies', 'text'] },
			{ messageType: ['template'], templateType: ['button'] },
		]);
	});
});
