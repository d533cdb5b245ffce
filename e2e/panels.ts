import type {
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

/** A node's panel with certain parameters set, and what it has to show then. */
export interface Panel {
	/** What was chosen to come here, by parameter; all else has its default. */
	chosen: INodeParameters;
	/** All parameters that are shown, with their values. */
	parameters: INodeParameters;
	visible: INodeProperties[];
}

const VERSION = { typeVersion: 1 };

/** n8n adds this choice to nodes whose credentials fit its HTTP Request node. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** n8n chooses it itself, by the credential. */
const CHOSEN_BY_N8N = ['authentication'];

function shown(
	description: INodeTypeDescription,
	properties: INodeProperties[],
	values: INodeParameters,
	root: INodeParameters = values,
): INodeProperties[] {
	return properties.filter(
		(property) =>
			!CHOSEN_BY_N8N.includes(property.name) &&
			NodeHelpers.displayParameter(values, property, VERSION, description, root),
	);
}

function panelOf(description: INodeTypeDescription, chosen: INodeParameters): Panel {
	const { properties } = description;
	const parameters =
		NodeHelpers.getNodeParameters(properties, chosen, true, false, VERSION, description) ?? {};
	return { chosen, parameters, visible: shown(description, properties, parameters) };
}

/** Names of the parameters on which it depends what is shown. */
function switchesOf({ properties }: INodeTypeDescription): Set<string> {
	const named = properties.flatMap(({ displayOptions: { show = {}, hide = {} } = {} }) => [
		...Object.keys(show),
		...Object.keys(hide),
	]);
	return new Set(named);
}

function valuesOf({ type, options = [] }: INodeProperties): Array<string | number | boolean> {
	if (type === 'boolean') return [false, true];
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	return values.filter((value) => value !== CUSTOM_API_CALL);
}

function looksLike(one: Panel, other: Panel): boolean {
	return (
		one.parameters.resource === other.parameters.resource &&
		one.parameters.operation === other.parameters.operation &&
		one.visible.length === other.visible.length &&
		one.visible.every((property, position) => property === other.visible[position])
	);
}

/**
 * Every panel of a node that shows something else than the others: each resource and operation, and within them each
 * choice that shows or hides parameters. Walked from top to bottom: a choice puts those below it back to their defaults.
 */
export function panelsOf(description: INodeTypeDescription): Panel[] {
	const switches = switchesOf(description);
	const panels = [panelOf(description, {})];
	// Panels are added while they are walked.
	for (const { chosen, visible } of panels) {
		const above: INodeParameters = {};
		for (const property of visible.filter(({ name }) => switches.has(name))) {
			const { name } = property;
			for (const value of valuesOf(property)) {
				const next = panelOf(description, { ...above, [name]: value });
				if (!panels.some((panel) => looksLike(panel, next))) panels.push(next);
			}
			if (name in chosen) above[name] = chosen[name];
		}
	}
	return panels;
}

function groupsOf({ options = [] }: INodeProperties): INodePropertyCollection[] {
	return options.filter((option): option is INodePropertyCollection => 'values' in option);
}

function membersOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter((option): option is INodeProperties => 'type' in option);
}

/** A value that shows all there is in a property: collections with every option, lists with one entry. */
function filledValue(property: INodeProperties): NodeParameterValueType {
	const of = (properties: INodeProperties[]) =>
		Object.fromEntries(properties.map((inner) => [inner.name, filledValue(inner)]));
	if (property.type === 'collection') return of(membersOf(property));
	if (property.type !== 'fixedCollection') return property.default;
	const entry = (values: INodeProperties[]) =>
		property.typeOptions?.multipleValues ? [of(values)] : of(values);
	return Object.fromEntries(groupsOf(property).map(({ name, values }) => [name, entry(values)]));
}

export function collectionsOf({ visible }: Panel): INodeProperties[] {
	return visible.filter(({ type }) => type === 'collection' || type === 'fixedCollection');
}

/** A panel with all of its collections filled. */
export function filled(panel: Panel): Panel {
	const collections = collectionsOf(panel);
	const values = Object.fromEntries(collections.map((property) => [property.name, filledValue(property)]));
	return { ...panel, parameters: { ...panel.parameters, ...values } };
}

/** The line that a parameter takes on the panel: its label and, where one chooses from a list, the chosen names. */
function line({ displayName, type, options = [] }: INodeProperties, value: unknown): string {
	if (type !== 'options' && type !== 'multiOptions') return displayName;
	const names = [value]
		.flat()
		.flatMap((chosen) => options.find((option) => 'value' in option && option.value === chosen)?.name ?? []);
	return names.length === 0 ? displayName : `${displayName}: ${names.join(', ')}`;
}

function linesOf(
	description: INodeTypeDescription,
	properties: INodeProperties[],
	values: INodeParameters,
	root: INodeParameters,
): string[] {
	return shown(description, properties, values, root).flatMap((property) => {
		const value = values[property.name];
		const own = line(property, value);
		const inner = (value ?? {}) as INodeParameters;
		if (property.type === 'collection') {
			const added = membersOf(property).filter(({ name }) => name in inner);
			return [own, ...linesOf(description, added, inner, root)];
		}
		if (property.type === 'fixedCollection') {
			const entries = groupsOf(property).flatMap((group) =>
				[inner[group.name] ?? []]
					.flat()
					.flatMap((entry) => linesOf(description, group.values, entry as INodeParameters, root)),
			);
			return [own, ...entries];
		}
		return [own];
	});
}

/** All that a panel has to show, by n8n's rules: a line for each label or notice, from top to bottom. */
export function expectedLines(description: INodeTypeDescription, panel: Panel): string[] {
	return linesOf(description, description.properties, panel.parameters, panel.parameters);
}
