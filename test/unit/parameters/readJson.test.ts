import { readEntries } from '../../../nodes/Instagram/parameters/readers';

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
