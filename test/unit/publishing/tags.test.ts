import type { TagPosition } from '../../../nodes/Instagram/publishing/tags';
import { readProductTags, readUserTags } from '../../../nodes/Instagram/publishing/tags';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const people = (value: unknown, position: TagPosition = 'required') =>
	readUserTags(value, position, 'User Tags', 'an image post');
const products = (value: unknown, medium: 'image' | 'reel' = 'image') =>
	readProductTags(value, medium, 'Product Tags', 'an image post');

const tag = (changes: object = {}) => ({ tag: [{ username: 'anna', x: 0.5, y: 0.25, ...changes }] });

describe('readUserTags', () => {
	it("accepts the editor's value, a single entry, or an array", () => {
		const expected = [{ username: 'anna', x: 0.5, y: 0.25 }];
		expect(people(tag())).toEqual(expected);
		expect(people({ tag: tag().tag[0] })).toEqual(expected);
		expect(people(tag().tag)).toEqual(expected);
	});

	it('accepts usernames with @, and numbers as text', () => {
		expect(people(tag({ username: '@anna.b_9', x: '0', y: ' 1 ' }))).toEqual([
			{ username: 'anna.b_9', x: 0, y: 1 },
		]);
	});

	it.each([0, 0.0001, 1])('accepts %d as a coordinate', (x) => {
		expect(people(tag({ x }))[0]).toMatchObject({ x });
	});

	it.each([[-0.01], [1.01], ['2'], [50], ['left'], [Number.NaN], [Infinity], [true], [[0.5]]])(
		'rejects %p as a coordinate',
		(y) => {
			expect(inputErrorOf(() => people(tag({ y }))).parameter).toBe('User Tags > Tag 1 > Y');
		},
	);

	it.each([undefined, null, ''])('requires both coordinates on an image, not %p', (missing) => {
		expect(inputErrorOf(() => people(tag({ x: missing }))).parameter).toBe('User Tags > Tag 1 > X');
		expect(inputErrorOf(() => people(tag({ x: missing, y: missing }))).message).toBe(
			"'User Tags > Tag 1 > X' is missing: a tag on an image post needs a position",
		);
	});

	it('accepts both coordinates or none when a position is optional', () => {
		expect(people(tag(), 'optional')).toEqual([{ username: 'anna', x: 0.5, y: 0.25 }]);
		expect(people(tag({ x: '', y: null }), 'optional')).toEqual([{ username: 'anna' }]);
		expect(inputErrorOf(() => people(tag({ y: '' }), 'optional')).message).toBe(
			"'User Tags > Tag 1 > Y' is missing: 'X' was entered without it",
		);
		expect(inputErrorOf(() => people(tag({ x: '' }), 'optional')).parameter).toBe('User Tags > Tag 1 > X');
	});

	it('rejects a position on a video', () => {
		expect(people(tag({ x: '', y: '' }), 'none')).toEqual([{ username: 'anna' }]);
		expect(inputErrorOf(() => people(tag({ y: '' }), 'none')).parameter).toBe('User Tags > Tag 1 > X');
		expect(inputErrorOf(() => people(tag({ x: '' }), 'none')).parameter).toBe('User Tags > Tag 1 > Y');
	});

	it.each([undefined, null, '', '@', 'two words', 'https://www.instagram.com/anna', 'ä', 'a'.repeat(31), {}])(
		'rejects %p as a username and names the entry',
		(username) => {
			const value = { tag: [...tag().tag, { username, x: 0, y: 0 }] };
			expect(inputErrorOf(() => people(value)).parameter).toBe('User Tags > Tag 2 > Username');
		},
	);

	it('accepts 20 tags and rejects 21', () => {
		const many = (count: number) => Array.from({ length: count }, () => tag().tag[0]);
		expect(people(many(20))).toHaveLength(20);
		expect(inputErrorOf(() => people(many(21))).message).toContain(
			'contains 21 tags; Instagram takes up to 20',
		);
	});

	it.each(['anna', 7, ['anna'], { tag: 'anna' }])('rejects %j as a list', (value) => {
		expect(inputErrorOf(() => people(value)).parameter).toBe('User Tags');
	});
});

describe('readProductTags', () => {
	const product = (changes: object = {}) => ({ productId: '3231775643511089', x: 0.5, y: 0.8, ...changes });

	it("converts an entry to Meta's field names", () => {
		expect(products({ tag: [product()] })).toEqual([{ product_id: '3231775643511089', x: 0.5, y: 0.8 }]);
		expect(products([product({ x: '', y: '' })], 'reel')).toEqual([{ product_id: '3231775643511089' }]);
	});

	it('requires a position on a photo and rejects one on a video', () => {
		expect(inputErrorOf(() => products([product({ y: null })])).parameter).toBe('Product Tags > Tag 1 > Y');
		expect(inputErrorOf(() => products([product()], 'reel')).parameter).toBe('Product Tags > Tag 1 > X');
	});

	it.each([undefined, '', 'shoe', '12a', 3231775643511089000, {}])(
		'rejects %p as a product id',
		(productId) => {
			expect(inputErrorOf(() => products([product({ productId })])).parameter).toBe(
				'Product Tags > Tag 1 > Product ID',
			);
		},
	);

	it("accepts one page of Meta's products and rejects duplicates", () => {
		const many = (count: number, position = { x: '0.5', y: '0.5' }) =>
			Array.from({ length: count }, (_, i) => ({ productId: String(i), ...position }));
		const nowhere = { x: '', y: '' };
		expect(products(many(20))).toHaveLength(20);
		expect(inputErrorOf(() => products(many(21))).parameter).toBe('Product Tags');
		expect(products(many(30, nowhere), 'reel')).toHaveLength(30);
		expect(inputErrorOf(() => products(many(31, nowhere), 'reel')).parameter).toBe('Product Tags');
		expect(inputErrorOf(() => products([product(), product()])).parameter).toBe(
			'Product Tags > Tag 2 > Product ID',
		);
	});
});
