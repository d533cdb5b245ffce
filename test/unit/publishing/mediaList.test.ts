import {
	byNaturalOrder,
	readBinaryNames,
	readMediaList,
} from '../../../nodes/Instagram/publishing/mediaList';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const LABEL = 'Media List';
const urls = (value: unknown) => readMediaList(value, LABEL).map(({ url }) => url);
const A = 'https://example.com/a.jpg';
const B = 'https://example.com/b.mp4';
/** URLs of image services can contain commas. */
const COMMA = 'https://res.example.com/w_100,h_100,c_fill/c.jpg?v=1,2';

describe('readMediaList', () => {
	it.each<[string, unknown, string[]]>([
		['one line', A, [A]],
		['lines, with empty ones between', `\n${A}\n\n  ${B}  \r\n`, [A, B]],
		['commas', `${A}, ${B},${A},`, [A, B, A]],
		['URLs with commas', `${COMMA},${COMMA}\n${COMMA}, ${A}`, [COMMA, COMMA, COMMA, A]],
		['a list', [A, B], [A, B]],
		['a list with empty entries', [null, A, '', undefined, ' ', B, {}], [A, B]],
		['a JSON text', JSON.stringify([A, B]), [A, B]],
		['quoted addresses', `"${A}", <${B}>`, [A, B]],
		['quoted addresses without blanks', `"${A}","${B}"`, [A, B]],
		['Windows line ends', `${A}\r\n${B}\r\n`, [A, B]],
		['tabs, as a spreadsheet copies a row', `${A}\t${COMMA}\t\t${B}`, [A, COMMA, B]],
		['semicolons and blanks', `${A};${B}; ${COMMA} ${A}`, [A, B, COMMA, A]],
		['bullets', `- ${A}\n* ${B}\n• ${A}\n`, [A, B, A]],
		['numbers', `1. ${A}\n2) ${B}`, [A, B]],
		['links of Markdown', `![A bowl, blue](${A})\n- [b](${COMMA})\n[c](${B} "title")`, [A, COMMA, B]],
		['a block of text', `\`\`\`\n${A}\n${B}\n\`\`\``, [A, B]],
		['JSON in a block', `\`\`\`json\n["${A}",\n"${B}"]\n\`\`\``, [A, B]],
		['one object', { url: A }, [A]],
		['objects with empty ones', [{ url: A }, { url: '', altText: '' }, { url: B }], [A, B]],
		['objects as JSON text', `[{"url":"${A}"}]`, [A]],
	])('accepts %s', (_what, value, expected) => {
		expect(urls(value)).toEqual(expected);
	});

	it('preserves the properties of an object and numbers the labels from 1', () => {
		const tags = [{ username: 'anna' }];
		expect(
			readMediaList(['', { binary: 'data', mediaType: 'image', altText: 'A bowl', userTags: tags }], LABEL),
		).toEqual([
			{
				binary: 'data',
				mediaType: 'image',
				altText: 'A bowl',
				userTags: tags,
				label: 'Media List > Entry 2',
			},
		]);
	});

	it.each<[string, unknown, string, string]>([
		['nothing', '', LABEL, 'is empty'],
		['empty entries only', ['', null, {}], LABEL, 'is empty'],
		[
			'11 addresses',
			Array.from({ length: 11 }, () => A),
			LABEL,
			'contains 11 files; Instagram takes up to 10',
		],
		['a number', 7, LABEL, 'must be a list of URLs, not a number'],
		['a number in a list', [A, 7], 'Media List > Entry 2', 'must be a URL or an object, not a number'],
		['a list in a list', [[A]], 'Media List > Entry 1', 'must be a URL or an object, not a list'],
		['a wrong key', [{ url: A, alt: 'x' }], 'Media List > Entry 1', "has a key that is not known: 'alt'"],
		[
			'two files in one entry',
			[A, { url: A, binary: 'data' }],
			'Media List > Entry 2',
			'has both url and binary',
		],
		[
			'an entry without a file',
			[{ altText: 'A bowl' }],
			'Media List > Entry 1',
			'has neither url nor binary',
		],
	])('rejects %s', (_what, value, parameter, message) => {
		expect(inputErrorOf(() => readMediaList(value, LABEL))).toMatchObject({
			parameter,
			message: `'${parameter}' ${message}`,
		});
	});
});

describe('readBinaryNames', () => {
	const read = (value: unknown, available = ['data_10', 'data_2', 'cover']) =>
		readBinaryNames(value, available, 'Input Binary Fields');

	it('returns all fields in natural order when no field is named', () => {
		expect(read('')).toEqual(['cover', 'data_2', 'data_10']);
		expect(read(undefined)).toEqual(['cover', 'data_2', 'data_10']);
		expect(['b', 'a10', 'a9'].sort(byNaturalOrder)).toEqual(['a9', 'a10', 'b']);
	});

	it('keeps the order in which fields are named', () => {
		expect(read('data_10, cover')).toEqual(['data_10', 'cover']);
		expect(read(['data_2', ' cover ', ''])).toEqual(['data_2', 'cover']);
	});

	it('rejects an item without files, too many files, and invalid names', () => {
		expect(() => read('', [])).toThrow('finds no file: the item has no binary data');
		expect(() =>
			read(
				'',
				Array.from({ length: 11 }, (_none, index) => `f${index}`),
			),
		).toThrow('contains 11 files');
		expect(() => read([7])).toThrow('must name binary fields, but contains a number');
	});
});
