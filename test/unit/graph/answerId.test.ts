import { decimalIdIn } from '../../../nodes/Instagram/graph/answer';

describe('the id in an answer', () => {
	it('is decimal text', () => {
		expect(decimalIdIn({ id: '17841400000000001' })).toBe('17841400000000001');
	});

	it.each([
		[{}],
		[{ id: null }],
		[{ id: '' }],
		[{ id: 'abc' }],
		[{ id: '1 2' }],
		[{ id: 12 }],
		[{ success: true }],
	])('is not in %j', (answer) => {
		expect(decimalIdIn(answer)).toBeUndefined();
	});

	it.each([[true], [[]], [null], [undefined], ['17841400000000001']])('is not in %j', (answer) => {
		expect(decimalIdIn(answer)).toBeUndefined();
	});
});
