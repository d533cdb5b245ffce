import { decimalIdIn } from '../../../nodes/Instagram/graph/answer';

describe('decimalIdIn', () => {
	it('returns an id of decimal digits', () => {
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
	])('returns no id for %j', (answer) => {
		expect(decimalIdIn(answer)).toBeUndefined();
	});

	it.each([[true], [[]], [null], [undefined], ['17841400000000001']])('returns no id for %j', (answer) => {
		expect(decimalIdIn(answer)).toBeUndefined();
	});
});
