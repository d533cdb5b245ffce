import type { INodeProperties } from 'n8n-workflow';

import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { defineOperation, defineResource } from '../../../nodes/Instagram/actions/operation';
import { resourceOptions, resources } from '../../../nodes/Instagram/actions/resources';
import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import { defineParameter, readRaw } from '../../../nodes/Instagram/parameters/parameter';

const text: INodeProperties = { displayName: 'Text', name: 'text', type: 'string', default: '' };
const notice: INodeProperties = { displayName: 'Read this', name: 'notice', type: 'notice', default: '' };

const update = defineOperation({
	name: 'Update',
	action: 'Update thing',
	description: 'Change a thing',
	parameters: [notice, defineParameter({ ...text, displayOptions: { show: { kind: ['big'] } } }, readRaw)],
	execute: async () => await Promise.resolve({ updated: true }),
});

const getMany = defineOperation({
	name: 'Get Many',
	action: 'Get many things',
	description: 'List things',
	only: 'facebook',
	parameters: [defineParameter(text, readRaw)],
	execute: async () => await Promise.resolve([{ id: '1' }]),
});

const thing = defineResource({
	name: 'Thing',
	value: 'thing',
	default: 'update',
	operations: { update, getMany },
});

/** An item whose credential uses this login method. */
const item = (loginMethod: string) => ({ connection: { settings: { loginMethod } } }) as unknown as ItemRun;

describe('defineResource', () => {
	it('lists the operations by name, and says which need one login method', () => {
		expect(thing.properties[0]).toEqual({
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: ['thing'] } },
			options: [
				{
					name: 'Get Many',
					value: 'getMany',
					action: 'Get many things',
					description: 'List things (Facebook Login only)',
				},
				{ name: 'Update', value: 'update', action: 'Update thing', description: 'Change a thing' },
			],
			default: 'update',
		});
	});

	it('shows the parameters of each operation for that operation only', () => {
		const shown = thing.properties.slice(1).map(({ name, displayOptions }) => [name, displayOptions?.show]);
		expect(shown).toEqual([
			['notice', { resource: ['thing'], operation: ['update'] }],
			['text', { resource: ['thing'], operation: ['update'], kind: ['big'] }],
			['loginMethodNotice', { resource: ['thing'], operation: ['getMany'] }],
			['text', { resource: ['thing'], operation: ['getMany'] }],
		]);
	});

	it('has a parameter of several operations once, where that keeps the order of each', () => {
		const [first, second, third] = ['first', 'second', 'third'].map((name) => ({ ...text, name }));
		const operation = (name: string, ...parameters: Array<INodeProperties | undefined>) =>
			defineOperation({ ...update, name, parameters: parameters.filter((one) => one !== undefined) });
		const { properties } = defineResource({
			name: 'Shared',
			value: 'shared',
			default: 'a',
			operations: {
				a: operation('A', first, third),
				b: operation('B', first, second, third),
				c: operation('C', third, first),
				d: operation('D', first, { ...third!, default: 'another' }),
			},
		});
		const shown = properties.slice(1).map(({ name, default: value, displayOptions }) => {
			const { resource, operation: operations } = displayOptions?.show ?? {};
			return [name, value, resource, operations];
		});
		expect(shown).toEqual([
			['first', '', ['shared'], ['a', 'b', 'd']],
			['third', 'another', ['shared'], ['d']],
			['second', '', ['shared'], ['b']],
			['third', '', ['shared'], ['a', 'b', 'c']],
			['first', '', ['shared'], ['c']],
		]);
	});

	it('fails an operation with a login method that does not offer it', async () => {
		const error: unknown = await thing.operations.getMany
			?.execute(item('instagram'))
			.catch((caught) => caught);
		expect(error).toBeInstanceOf(InputError);
		expect(error).toMatchObject({
			message: "'Operation' is Thing > Get Many, which Meta offers with Facebook Login only",
			description:
				"The credential uses Instagram Login. Choose a credential whose 'Login Method' is Facebook Login.",
		});
		expect(await thing.operations.getMany?.execute(item('facebook'))).toEqual([{ id: '1' }]);
		expect(await thing.operations.update?.execute(item('instagram'))).toEqual({ updated: true });
	});
});

describe('resources', () => {
	it('are offered by name and found by value', () => {
		const names = resourceOptions.map(({ name }) => name);
		expect(names).toEqual([...names].sort());
		expect(resourceOptions.map(({ value }) => resources[value]?.value)).toEqual(Object.keys(resources));
	});

	it.each(Object.values(resources))('$name has its default operation', ({ properties, operations }) => {
		expect(Object.keys(operations)).toContain(properties[0]?.default);
	});

	it.each(Object.values(resources))('$name describes a parameter once per operation', ({ operations }) => {
		for (const { parameters } of Object.values(operations)) {
			const described = parameters
				.map((parameter) => ('property' in parameter ? parameter.property : parameter))
				.map(({ name, displayOptions }) => JSON.stringify([name, displayOptions]));
			expect(new Set(described).size).toBe(described.length);
		}
	});
});
