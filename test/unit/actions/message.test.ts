import { MESSAGE_LIMITS, readMessageText } from '../../../nodes/Instagram/actions/message/shared';
import { contentParameters } from '../../../nodes/Instagram/actions/message/draft';

describe.each(Object.entries(MESSAGE_LIMITS))('message limit %s', (_name, limit) => {
	it('has ordered bounds, a source and the day on which it was read', () => {
		expect(limit.max).toBeGreaterThan(limit.min);
		expect(limit.source).toMatch(/^https:\/\//);
		expect(limit.seen).toMatch(/^\d{4}-\d\d-\d\d$/);
		expect(Date.parse(limit.seen)).toBeLessThanOrEqual(Date.now());
	});
});

describe('readMessageText', () => {
	it.each([
		['a', 1000],
		['é', 500],
		['語', 333],
		['👋', 250],
	])('accepts %s up to %d times', (character, times) => {
		expect(readMessageText(character.repeat(times), 'Text')).toHaveLength(character.length * times);
		expect(() => readMessageText(character.repeat(times + 1), 'Text')).toThrow(/Instagram takes up to 1,000/);
	});

	it('keeps the text unchanged, and accepts a number', () => {
		expect(readMessageText(' two\n\nlines ', 'Text')).toBe(' two\n\nlines ');
		expect(readMessageText(42, 'Text')).toBe('42');
	});

	it.each([undefined, null, '', '  '])('rejects %p', (value) => {
		expect(() => readMessageText(value, 'Text')).toThrow("'Text' is empty");
	});
});

describe('message content in the editor', () => {
	it('shows at most one text per message type', () => {
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
