import { compareShapes, isSerious, shapeOf } from '../../scripts/live/shapes';

const compare = (expected: unknown, seen: unknown) => compareShapes(shapeOf(expected), shapeOf(seen));

const post = {
	id: '17890000000000001',
	caption: 'Fresh from the kiln',
	comments_count: 2,
	permalink: 'https://www.instagram.com/p/abc/',
	timestamp: '2026-11-22T05:00:00+0000',
};

describe('compareShapes', () => {
	it('ignores values', () => {
		const other = { ...post, id: '18000000000000005', comments_count: 0, caption: '12345678' };
		expect(compare({ data: [post, post] }, { data: [other] })).toEqual([]);
	});

	it('reports missing fields, extra fields and other types', () => {
		const { timestamp: _left, ...rest } = post;
		expect(compare({ data: [post] }, { data: [{ ...rest, comments_count: '2', mood: 'good' }] })).toEqual([
			{ path: 'data[].timestamp', what: 'missing' },
			{ path: 'data[].comments_count', what: 'type', expected: 'number', seen: 'text' },
			{ path: 'data[].mood', what: 'extra', seen: 'text' },
		]);
	});

	it.each([
		['text instead of an ID', { id: 'abc' }, 'id'],
		['a time in another format', { timestamp: '1763787600' }, 'timestamp'],
		['a path instead of a URL', { permalink: '/p/abc/' }, 'permalink'],
		['null', { comments_count: null }, 'comments_count'],
		['a list', { comments_count: [2] }, 'comments_count'],
	])('reports %s as another type', (_name, changed, path) => {
		expect(compare(post, { ...post, ...changed })).toMatchObject([{ path, what: 'type' }]);
	});

	it('ignores fields that Meta omits when they are empty', () => {
		const { caption: _left, ...rest } = post;
		expect(compare(post, rest)).toEqual([]);
		expect(compare(post, { ...post, caption: null })).toEqual([]);
		expect(compare({ data: [post], paging: { cursors: { after: 'x' } } }, { data: [] })).toEqual([]);
	});

	it('reports a field as missing only when all expected records have it and no actual record does', () => {
		const { comments_count: _left, ...rest } = post;
		expect(compare([post, rest], [rest])).toEqual([]);
		expect(compare([post], [rest, post])).toEqual([]);
		expect(compare([post], [rest, rest])).toEqual([{ path: '[].comments_count', what: 'missing' }]);
	});

	it('does not count an extra field as serious', () => {
		expect(compare({ id: '12345' }, { id: '12345', name: 'x' }).filter(isSerious)).toEqual([]);
	});
});
