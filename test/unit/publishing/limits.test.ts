import { LIMITS } from '../../../nodes/Instagram/publishing/limits';

describe.each(Object.entries(LIMITS))('LIMITS: %s', (_name, limit) => {
	it('has ordered bounds, a source and a date', () => {
		expect(limit.max).toBeGreaterThan(limit.min);
		expect(limit.source).toMatch(/^https:\/\//);
		expect(limit.seen).toMatch(/^\d{4}-\d\d-\d\d$/);
		expect(Date.parse(limit.seen)).toBeLessThanOrEqual(Date.now());
	});
});
