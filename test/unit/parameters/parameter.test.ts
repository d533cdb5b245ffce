import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { paging, readLimit } from '../../../nodes/Instagram/descriptions/paging';
import { fieldPicker } from '../../../nodes/Instagram/parameters/fieldPicker';
import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import {
	defineParameter,
	parameterIn,
	parameterReader,
	readRaw,
} from '../../../nodes/Instagram/parameters/parameter';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const property: INodeProperties = {
	displayName: 'Max Wait',
	name: 'maxWait',
	type: 'number',
	default: 300,
};

/** Items of n8n whose stored parameters are these, and how each is resolved for an item. */
function readerOf(
	stored: Record<string, unknown>,
	resolved: (name: string, itemIndex: number) => unknown = (name) => stored[name],
	loginMethod: 'instagram' | 'facebook' = 'facebook',
) {
	const resolutions: string[] = [];
	const context = {
		getNodeParameter(name: string, itemIndex: number, fallback: unknown, options?: object) {
			if (!(name in stored)) return fallback;
			if (options) return stored[name];
			resolutions.push(`${name} ${itemIndex}`);
			return resolved(name, itemIndex);
		},
	} as unknown as IExecuteFunctions;
	const reader = parameterReader(context);
	return { resolutions, read: (itemIndex = 0) => reader(itemIndex, loginMethod) };
}

describe('parameterReader', () => {
	it('passes value, label and login method to the reader of the parameter', () => {
		const { read } = readerOf({ maxWait: 5 });
		const parameter = defineParameter(property, (...given) => given);
		expect(read()(parameter)).toEqual([5, 'Max Wait', 'facebook']);
	});

	it("takes the property's default for a parameter that is not stored", () => {
		expect(readerOf({}).read()(defineParameter(property, readRaw))).toBe(300);
	});

	it('reads from the values of a collection, with its path in the label', () => {
		const parameter = defineParameter(property, (value, label) => [value, label]);
		const read = readerOf({ maxWait: 5 }).read();
		expect(read(parameter, { maxWait: 7 })).toEqual([7, 'Max Wait']);
		expect(read(parameter, {}, 'Options 2')).toEqual([300, 'Options 2 > Max Wait']);
	});

	it('resolves a parameter without an expression once, and one with an expression for each item', () => {
		const { read, resolutions } = readerOf(
			{ maxWait: 5, nested: { mode: 'id', value: '={{ $json.id }}' } },
			(name, itemIndex) => (name === 'maxWait' ? 5 : `id ${itemIndex}`),
		);
		const nested = defineParameter({ ...property, name: 'nested' }, readRaw);
		const values = [0, 1, 2].map((item) => [
			read(item)(defineParameter(property, readRaw)),
			read(item)(nested),
		]);
		expect(values).toEqual([
			[5, 'id 0'],
			[5, 'id 1'],
			[5, 'id 2'],
		]);
		expect(resolutions).toEqual(['maxWait 0', 'nested 0', 'nested 1', 'nested 2']);
	});
});

describe('parameterIn', () => {
	it('finds the property by its name, and fails for one that is not there', () => {
		expect(parameterIn([property], 'maxWait', readRaw).property).toBe(property);
		expect(() => parameterIn([property], 'minWait', readRaw)).toThrow('minWait');
	});
});

describe('fieldPicker', () => {
	const fields = fieldPicker(
		[
			{ name: 'Text', value: 'text', description: 'The text' },
			{ name: 'Media', value: 'media', expansion: 'media{id}', description: 'The post' },
			{ name: 'Type', value: 'type', only: 'instagram', description: 'Instagram Login only' },
		],
		{ of: 'a comment', default: ['text'], description: 'Fields to return' },
	);
	const read = (value: unknown, loginMethod?: 'instagram' | 'facebook') =>
		readerOf({ fields: value }, undefined, loginMethod).read()(fields);

	it('returns each field once, expanded, and the id first', () => {
		expect(read(['media', 'id', 'media', 'text'])).toEqual(['id', 'media{id}', 'text']);
		expect(read('text, type', 'instagram')).toEqual(['id', 'text', 'type']);
	});

	it('offers the fields in the editor', () => {
		expect(fields.property).toMatchObject({ displayName: 'Fields', name: 'fields', type: 'multiOptions' });
		expect(fields.property.options).toContainEqual({
			name: 'Media',
			value: 'media',
			description: 'The post',
		});
	});

	it('rejects a field that the object does not have', () => {
		const { message, description } = inputErrorOf(() => read(['likes']));
		expect(message).toBe("'Fields' has 'likes', which is not a field of a comment");
		expect(description).toBe('Allowed are text, media, type.');
	});

	it('rejects a field of the other login method', () => {
		const { message, description } = inputErrorOf(() => read(['type'], 'facebook'));
		expect(message).toBe("'Fields' has 'type', which Meta offers with Instagram Login only");
		expect(description).toBe('The credential uses Facebook Login. Remove the field.');
	});
});

describe('readLimit', () => {
	const read = (stored: Record<string, unknown>) => readLimit(readerOf(stored).read());

	it('returns the limit, or infinity with Return All', () => {
		expect(read({ limit: 3 })).toBe(3);
		expect(read({})).toBe(50);
		expect(read({ returnAll: true, limit: 3 })).toBe(Infinity);
		expect(read({ returnAll: 'true', limit: 3 })).toBe(Infinity);
		expect(read({ returnAll: null, limit: 3 })).toBe(3);
	});

	it('rejects a limit below one and a Return All that is no yes or no', () => {
		expect(inputErrorOf(() => read({ limit: 0 })).parameter).toBe('Limit');
		expect(inputErrorOf(() => read({ returnAll: 'all' }))).toBeInstanceOf(InputError);
	});

	it('reads two parameters, Return All and Limit', () => {
		expect(paging.map((parameter) => parameter.property.name)).toEqual(['returnAll', 'limit']);
	});
});
