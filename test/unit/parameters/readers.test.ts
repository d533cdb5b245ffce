import { InputError, readId } from '../../../nodes/Instagram/parameters/inputError';
import {
	choice,
	flagOr,
	readCollection,
	readEntries,
	readLocator,
	readNames,
	wholeNumber,
} from '../../../nodes/Instagram/parameters/readers';
import { inputErrorOf } from '../../doubles/inputErrorOf';

describe('readId', () => {
	it.each([
		['17841400000000001', '17841400000000001'],
		[' 17841400000000001\n', '17841400000000001'],
		['0', '0'],
		['9'.repeat(32), '9'.repeat(32)],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('%j is read as %j', (value, id) => {
		expect(readId(value, 'Container ID')).toBe(id);
	});

	it.each([[''], ['   '], [null], [undefined], [{}], [[]], [true]])('%j is empty', (value) => {
		expect(inputErrorOf(() => readId(value, 'Container ID')).message).toBe("'Container ID' is empty");
	});

	it.each([
		['9'.repeat(33)],
		['17841400000000001/media'],
		['1784?fields=id'],
		['-1'],
		['1e9'],
		['@north.pottery'],
		['１２３'],
		[-1],
		[1.5],
		[NaN],
		[Infinity],
	])('%j is none', (value) => {
		const { message } = inputErrorOf(() => readId(value, 'Container ID'));
		expect(message).toMatch(/^'Container ID' is not an ID: '/);
	});

	it('that has lost digits as a number is refused with the reason', () => {
		const { message, description } = inputErrorOf(() => readId(17841400000000001, 'Account'));
		expect(message).toBe("'Account' is a number that is too large to be exact");
		expect(description).toContain('as text');
	});

	it('is quoted in part only', () => {
		expect(inputErrorOf(() => readId('x'.repeat(500), 'Account')).message.length).toBeLessThan(120);
	});
});

describe('InputError', () => {
	it('names the parameter first', () => {
		const error = new InputError('Caption', 'is too long', 'Shorten it.');
		expect(error).toMatchObject({
			name: 'InputError',
			parameter: 'Caption',
			message: "'Caption' is too long",
			description: 'Shorten it.',
		});
	});

	it('needs no remedy', () => {
		expect(new InputError('Caption', 'is too long').description ?? undefined).toBeUndefined();
	});
});

describe('readLocator', () => {
	it.each([
		[{ __rl: true, mode: 'list', value: '178' }, '178'],
		[{ mode: 'id', value: '' }, ''],
		['178', '178'],
		[178, 178],
		[null, null],
	])('reads %j as %j', (account, value) => {
		expect(readLocator(account)).toBe(value);
	});
});

describe('readCollection', () => {
	it('returns the values', () => {
		expect(readCollection({ maxWait: 5 }, 'Options')).toEqual({ maxWait: 5 });
	});

	it.each([[null], [undefined], ['']])('returns no values for %j', (options) => {
		expect(readCollection(options, 'Options')).toEqual({});
	});

	it.each([['text'], [7], [[{ maxWait: 5 }]]])('rejects %j', (options) => {
		const { message, description } = inputErrorOf(() => readCollection(options, 'Options'));
		expect(message).toBe("'Options' must be an object");
		expect(description).toContain('expression');
	});
});

describe('wholeNumber', () => {
	const read = (value: unknown) => wholeNumber(0, 100)(value, 'Max Wait');

	it.each([
		[0, 0],
		[100, 100],
		['7', 7],
		[' 7 ', 7],
	])('reads %j as %j', (value, number) => {
		expect(read(value)).toBe(number);
	});

	it.each([
		[-1],
		[101],
		[1.5],
		[NaN],
		[Infinity],
		[''],
		['  '],
		['many'],
		[null],
		[undefined],
		[true],
		[[]],
		[{}],
	])('rejects %j', (value) => {
		expect(inputErrorOf(() => read(value)).message).toBe("'Max Wait' must be a whole number from 0 to 100");
	});
});

describe('readNames', () => {
	it.each([
		[
			['a', 'b'],
			['a', 'b'],
		],
		['a, b ,', ['a', 'b']],
		['', []],
		[[], []],
		[null, []],
		[undefined, []],
	])('reads %j as %j', (value, entries) => {
		expect(readNames(value, 'Fields')).toEqual(entries);
	});

	it.each([[7], [{}], [[1]], [[null]]])('rejects %j', (value) => {
		expect(inputErrorOf(() => readNames(value, 'Fields')).message).toBe("'Fields' must be a list of names");
	});
});

describe('choice', () => {
	const read = (value: unknown) => choice(['top', 'recent'])(value, 'Posts to List');

	it('reads one of the choices', () => {
		expect(read(' top ')).toBe('top');
	});

	it('rejects anything else, and names the choices', () => {
		const { message, description } = inputErrorOf(() => read('newest'));
		expect(message).toBe("'Posts to List' cannot be 'newest'");
		expect(description).toBe('Choose top or recent.');
	});
});

describe('flagOr', () => {
	it.each([
		[true, true],
		['false', false],
		['', true],
		[null, true],
		[undefined, true],
	])('reads %j as %j when empty means true', (value, flag) => {
		expect(flagOr(true)(value, 'Simplify')).toBe(flag);
	});

	it.each([['no'], [0], [{ a: 1 }]])('rejects %j', (value) => {
		expect(inputErrorOf(() => flagOr(true)(value, 'Simplify')).message).toContain(
			"'Simplify' must be true or false",
		);
	});
});

describe('readEntries with JSON text', () => {
	it.each<[string, string]>([
		['a list', '[{"username":"anna"}]'],
		['one entry', '{"username":"anna"}'],
		["the editor's form", '{"tag":[{"username":"anna"}]}'],
		['a block of Markdown', '```json\n[{"username":"anna"}]\n```'],
	])('reads %s', (_what, text) => {
		expect(readEntries(text, 'tag', 'User Tags')).toEqual([{ username: 'anna' }]);
	});

	it('reads a list without entries as none', () => {
		expect(readEntries('[]', 'tag', 'User Tags')).toEqual([]);
	});

	it.each(['anna', '[{"username":"anna"', '["anna"]', '[1]'])('throws for %p', (text) => {
		expect(() => readEntries(text, 'tag', 'User Tags')).toThrow(
			/^'User Tags' must be a list of entries, but contains a (string|number)$/,
		);
	});
});
