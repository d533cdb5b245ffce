import { LIMITS } from '../../../nodes/Instagram/publishing/limits';

describe.each(Object.entries(LIMITS))('the limit %s', (_name, limit) => {
	it('has bounds in order, and says where it is from and when that was read', () => {
		expect(limit.max).toBeGreaterThan(limit.min);
		expect(limit.source).toMatch(/^https:\/\//);
		expect(limit.seen).toMatch(/^\d{4}-\d\d-\d\d$/);
		expect(Date.parse(limit.seen)).toBeLessThanOrEqual(Date.now());
	});
});
