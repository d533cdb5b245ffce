import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { cell, code, list, table } from './markdown';

const TYPES: Partial<Record<INodeProperties['type'], string>> = {
	boolean: 'true or false',
	dateTime: 'date and time',
	json: 'JSON object',
	multiOptions: 'several of a list',
	number: 'number',
	options: 'one of a list',
	string: 'text',
};

/** Parameters that hold no value of their own. */
const WITHOUT_VALUE: ReadonlySet<string> = new Set(['notice', 'hidden', 'button']);

/** A parameter and where it stands: `Options > Max Wait`, `options.maxWait`. */
interface Placed {
	property: INodeProperties;
	labels: string[];
	names: string[];
	neighbors: readonly INodeProperties[];
}

function isGroup(option: unknown): option is INodePropertyCollection {
	return typeof option === 'object' && option !== null && 'values' in option;
}

function isChoice(option: unknown): option is INodePropertyOptions {
	return typeof option === 'object' && option !== null && 'value' in option;
}

function insideOf(property: INodeProperties, labels: string[], names: string[]): Placed[] {
	const options = property.options ?? [];
	if (property.type === 'collection') return placed(options as INodeProperties[], labels, names);
	if (property.type !== 'fixedCollection') return [];
	return options
		.filter(isGroup)
		.flatMap((group) =>
			placed(group.values, labels, [
				...names,
				property.typeOptions?.multipleValues ? `${group.name}[]` : group.name,
			]),
		);
}

function placed(
	properties: readonly INodeProperties[],
	labels: string[] = [],
	names: string[] = [],
): Placed[] {
	return (
		properties
			.filter(({ type }) => !WITHOUT_VALUE.has(type))
			// The same parameter with another default, in a tool of an AI agent.
			.filter(({ displayOptions }) => displayOptions?.show?.['@tool'] === undefined)
			.flatMap((property) => {
				const own = [...labels, property.displayName];
				const name = [...names, property.name];
				const inside = insideOf(property, own, name);
				// A collection without a text of its own says nothing that its entries do not say.
				const itself = { property, labels: own, names: name, neighbors: properties };
				return inside.length > 0 && !property.description ? inside : [itself, ...inside];
			})
	);
}

const MODES: Readonly<Record<string, string>> = { list: 'from a list', id: 'ID', url: 'URL' };

function typeOf({ type, modes = [] }: INodeProperties): string {
	if (type === 'resourceLocator')
		return list(
			modes.map(({ name }) => MODES[name] ?? name),
			'or',
		);
	return TYPES[type] ?? 'group';
}

function givenDefault({ type, default: value, options = [] }: INodeProperties): string {
	if (type === 'multiOptions' && Array.isArray(value) && value.length > 0) {
		return value.length === options.length ? 'all' : 'those in bold';
	}
	const given = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
	return given === undefined || given === null || given === '' || typeof given === 'object'
		? ''
		: code(String(given));
}

function defaultOf(property: INodeProperties): string {
	return givenDefault(property) || (property.required ? 'required' : '');
}

function choices({ type, options = [], default: given }: INodeProperties): string | undefined {
	if (type !== 'options' && type !== 'multiOptions') return undefined;
	const chosen: readonly unknown[] = Array.isArray(given) && given.length < options.length ? given : [];
	const rows = options
		.filter(isChoice)
		.map(({ value }) => (chosen.includes(value) ? `**${code(String(value))}**` : code(String(value))));
	return rows.length > 0 ? `Values: ${rows.join(', ')}.` : undefined;
}

/** What other parameters have to say for this one to be shown. */
function conditions({ displayOptions }: INodeProperties, neighbors: readonly INodeProperties[]): string[] {
	const said = (kind: 'show' | 'hide', lead: string) =>
		Object.entries(displayOptions?.[kind] ?? {}).flatMap(([name, values]) => {
			const other = neighbors.find((neighbor) => neighbor.name === name);
			if (!other || !values) return [];
			const names = values.map((value) => {
				const option = (other.options ?? []).filter(isChoice).find((choice) => choice.value === value);
				return option?.name ?? String(value);
			});
			return [`${lead} **${other.displayName}** ${list(names, 'or')}.`];
		});
	return [...said('show', 'Only with'), ...said('hide', 'Not with')];
}

function sentence(text = ''): string {
	return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

/** All parameters of an operation or node, those inside of others below them, with what the editor says of each. */
export function parameterTable(properties: readonly INodeProperties[]): string | undefined {
	const rows = placed(properties).map(({ property, labels, names, neighbors }) => [
		`${labels.map(cell).join(' > ')}<br>${code(names.join('.'))}`,
		typeOf(property),
		defaultOf(property),
		[cell(sentence(property.description)), ...conditions(property, neighbors), choices(property)]
			.filter(Boolean)
			.join(' '),
	]);
	return rows.length > 0 ? table(['Parameter', 'Type', 'Default', 'What it does'], rows) : undefined;
}
