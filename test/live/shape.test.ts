import { compareShapes, isSerious } from '../../scripts/live/compare';
import { shapeOf } from '../../scripts/live/shape';

const compare = (expected: unknown, seen: unknown) => compareShapes(shapeOf(expected), shapeOf(seen));

const post = {
	id: '17890000000000001',
	caption: 'Fresh from the kiln',
	comments_count: 2,
	permalink: 'https://www.instagram.com/p/abc/',
	timestamp: '2026-11-22T05:00:00+0000',
};

describe('the comparison of two answers', () => {
	it('finds nothing where only the values differ', () => {
		const other = { ...post, id: '18000000000000005', comments_count: 0, caption: '12345678' };
		expect(compare({ data: [post, post] }, { data: [other] })).toEqual([]);
	});

	it('finds what is missing, what is there as well, and what is of another type', () => {
		const { timestamp: _left, ...rest } = post;
		expect(compare({ data: [post] }, { data: [{ ...rest, comments_count: '2', mood: 'good' }] })).toEqual([
			{ path: 'data[].timestamp', what: 'missing' },
			{ path: 'data[].comments_count', what: 'type', expected: 'number', seen: 'text' },
			{ path: 'data[].mood', what: 'extra', seen: 'text' },
		]);
	});

	it.each([
		['an id that is none', { id: 'abc' }, 'id'],
		['a time of another form', { timestamp: '1763787600' }, 'timestamp'],
		['an address that is none', { permalink: '/p/abc/' }, 'permalink'],
		['null', { comments_count: null }, 'comments_count'],
		['a list', { comments_count: [2] }, 'comments_count'],
	])('takes %s for another type', (_name, changed, path) => {
		expect(compare(post, { ...post, ...changed })).toMatchObject([{ path, what: 'type' }]);
	});

	it('knows what Meta leaves out at times', () => {
		const { caption: _left, ...rest } = post;
		expect(compare(post, rest)).toEqual([]);
		expect(compare(post, { ...post, caption: null })).toEqual([]);
		expect(compare({ data: [post], paging: { cursors: { after: 'x' } } }, { data: [] })).toEqual([]);
	});

	it('misses only what every expected record has and no record that came', () => {
		const { comments_count: _left, ...rest } = post;
		expect(compare([post, rest], [rest])).toEqual([]);
		expect(compare([post], [rest, post])).toEqual([]);
		expect(compare([post], [rest, rest])).toEqual([{ path: '[].comments_count', what: 'missing' }]);
	});

	it('takes a field more for harmless', () => {
		expect(compare({ id: '12345' }, { id: '12345', name: 'x' }).filter(isSerious)).toEqual([]);
	});
});
