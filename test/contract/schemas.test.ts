import { readFileSync } from 'node:fs';
import path from 'node:path';

import { resources } from '../../nodes/Instagram/actions/resources';
import { propertiesOf } from '../../nodes/Instagram/actions/operation';
import type { OutputSchema } from '../../tools/n8n-harness/outputSchema';
import { mergeSchemas, mismatches, schemaOf } from '../../tools/n8n-harness/outputSchema';
import { filesBelow, root } from './sources';

const nodes = path.join(root, 'nodes');

const operations = Object.values(resources).flatMap(({ value, operations: own }) =>
	Object.entries(own).map(([name, operation]) => ({
		file: `Instagram/__schema__/v1.0.0/${value}/${name}.json`,
		properties: propertiesOf(operation),
	})),
);

const read = (file: string) =>
	JSON.parse(readFileSync(path.join(nodes, file), 'utf8')) as OutputSchema & { version?: number };

/** The fields that an operation offers to return, by the picker's name. */
const pickers = operations.flatMap(({ file, properties }) =>
	properties
		.filter(({ name, type }) => type === 'multiOptions' && /fields$/i.test(name))
		.map(({ name, options = [] }) => ({
			file,
			picker: name,
			fields: options.flatMap((option) => ('value' in option ? [String(option.value)] : [])),
		})),
);

function knows({ properties = {}, items }: OutputSchema, field: string): boolean {
	if (field in properties) return true;
	return [...Object.values(properties), ...(items ? [items] : [])].some((inner) => knows(inner, field));
}

describe('the output schemas', () => {
	it('are there for every operation and both triggers, and for nothing else', () => {
		const found = filesBelow(nodes).filter((file) => file.includes('__schema__'));
		const wanted = [
			...operations.map(({ file }) => file),
			'InstagramPollingTrigger/__schema__/v1.0.0/output.json',
			'InstagramTrigger/__schema__/v1.0.0/output.json',
		];
		expect(found).toEqual(wanted.sort());
	});

	it("have the form of n8n's own", () => {
		for (const { file } of operations) {
			expect({ file, ...read(file) }).toMatchObject({
				file,
				type: 'object',
				properties: expect.any(Object),
				version: 1,
			});
		}
	});

	it('know every field that an operation offers to return', () => {
		expect(pickers.length).toBeGreaterThan(5);
		const unknown = pickers.flatMap(({ file, picker, fields }) =>
			fields.filter((field) => !knows(read(file), field)).map((field) => `${file}: ${picker} ${field}`),
		);
		expect(unknown).toEqual([]);
	});
});

describe('schemaOf and mergeSchemas', () => {
	it('join the properties and types of several outputs', () => {
		const outputs = [
			{ id: null, list: [] },
			{ id: '1', list: [{ url: 'a' }, { size: 2 }], extra: true },
		];
		expect(outputs.map(schemaOf).reduce(mergeSchemas, {})).toEqual({
			type: 'object',
			properties: {
				id: { type: ['string', 'null'] },
				list: {
					type: 'array',
					items: { type: 'object', properties: { url: { type: 'string' }, size: { type: 'number' } } },
				},
				extra: { type: 'boolean' },
			},
		});
	});
});

describe('mismatches', () => {
	const schema = schemaOf({ id: '1', media: { id: '2' }, list: [{ url: 'a' }] });

	it('is empty for an output that fits, also without some of the properties', () => {
		expect(mismatches(schema, { id: '3', list: [{ url: 'b' }, {}] })).toEqual([]);
	});

	it('names a wrong type and an unknown property, at any depth', () => {
		expect(mismatches(schema, { id: 1, media: { name: 'x' }, list: [{ url: null }], more: 1 })).toEqual([
			{ place: 'id', problem: 'is of type number, not string' },
			{ place: 'media.name', problem: 'is not a property of the schema' },
			{ place: 'list[0].url', problem: 'is of type null, not string' },
			{ place: 'more', problem: 'is not a property of the schema' },
		]);
	});
});
