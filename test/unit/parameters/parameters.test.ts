import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import {
	readCollection,
	readLimit,
	readNames,
	readLocator,
	readWholeNumber,
} from '../../../nodes/Instagram/actions/parameters';
import { refusal } from '../../doubles/refusal';

/** An item whose parameters are these. */
function run(parameters: Record<string, unknown>): ItemRun {
	const parameter = (name: string, fallback?: unknown) => (name in parameters ? parameters[name] : fallback);
	return { parameter } as unknown as ItemRun;
}

describe('a resource locator', () => {
	it.each([
		[{ __rl: true, mode: 'list', value: '178' }, '178'],
		[{ mode: 'id', value: '' }, ''],
		['178', '178'],
		[178, 178],
		[null, null],
	])('%j gives %j', (account, value) => {
		expect(readLocator(run({ account }), 'account')).toBe(value);
	});

	it('is empty where it is missing', () => {
		expect(readLocator(run({}), 'account')).toBe('');
	});
});

describe('a collection', () => {
	it('is what it holds', () => {
		expect(readCollection(run({ options: { maxWait: 5 } }), 'options', 'Options')).toEqual({ maxWait: 5 });
	});

	it.each([[null], [undefined], ['']])('may be %j', (options) => {
		expect(readCollection(run({ options }), 'options', 'Options')).toEqual({});
	});

	it.each([['text'], [7], [[{ maxWait: 5 }]]])('cannot be %j', (options) => {
		const { message, description } = refusal(() => readCollection(run({ options }), 'options', 'Options'));
		expect(message).toBe("'Options' must be an object");
		expect(description).toContain('expression');
	});
});

describe('a whole number', () => {
	const read = (value: unknown) => readWholeNumber(value, 'Max Wait', { min: 0, max: 100 });

	it.each([
		[0, 0],
		[100, 100],
		['7', 7],
		[' 7 ', 7],
	])('%j is %j', (value, number) => {
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
	])('%j is none', (value) => {
		expect(refusal(() => read(value)).message).toBe("'Max Wait' must be a whole number from 0 to 100");
	});
});

describe('a list', () => {
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
	])('%j gives %j', (value, entries) => {
		expect(readNames(value, 'Fields')).toEqual(entries);
	});

	it.each([[7], [{}], [[1]], [[null]]])('%j is none', (value) => {
		expect(refusal(() => readNames(value, 'Fields')).message).toBe("'Fields' must be a list of names");
	});
});

describe('how many records', () => {
	it('is the limit, or all of them', () => {
		expect(readLimit(run({ limit: 3 }))).toBe(3);
		expect(readLimit(run({}))).toBe(50);
		expect(readLimit(run({ returnAll: true, limit: 3 }))).toBe(Infinity);
	});

	it('is at least one', () => {
		expect(refusal(() => readLimit(run({ limit: 0 }))).parameter).toBe('Limit');
	});
});
