import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { LoginMethod } from '../graph/types';

/**
 * Checks and converts the value of a parameter.
 *
 * @param value from the editor, an expression or an AI agent: any type
 * @param label the parameter's name in the editor, for errors
 * @param loginMethod of the credential that the item uses
 * @throws InputError that begins with the label
 */
export type Reader<T> = (value: unknown, label: string, loginMethod: LoginMethod) => T;

/** A parameter: how the editor shows it, and how its value is read. */
export interface Parameter<T = unknown> {
	readonly property: INodeProperties;
	readonly read: Reader<T>;
	/** Default where the node is a tool of an AI agent, if it is another one: a model pays for each word it reads. */
	readonly toolDefault?: INodeProperties['default'];
}

/** Describes a parameter and says how it is read. Its label and default are those of the property. */
export function defineParameter<T>(property: INodeProperties, read: Reader<T>): Parameter<T> {
	return { property, read };
}

/** Reads a value as it is: of any type. */
export function readRaw(value: unknown): unknown {
	return value;
}

/** Says how a property is read that is described in a list, by its name there. */
export function parameterIn<T>(
	properties: readonly INodeProperties[],
	name: string,
	read: Reader<T>,
): Parameter<T> {
	const property = properties.find((one) => one.name === name);
	if (!property) throw new Error(`No parameter is called ${name}`);
	return defineParameter(property, read);
}

/**
 * Reads a parameter of one item, expressions resolved. Items may share the result: do not change it.
 *
 * @param entry the values of a collection, for a parameter inside it; else the value is the node's own
 * @param path label of that collection or entry, for errors: `Buttons 1`
 */
export type ReadParameter = <T>(
	parameter: Parameter<T>,
	entry?: Readonly<Record<string, unknown>>,
	path?: string,
) => T;

/** Whether a stored parameter contains an expression, at any depth. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

/**
 * Reads parameters for the items of a run. A parameter without an expression is the same for every item, so n8n resolves
 * it once: resolving the parameters of an item takes n8n longer than reading Meta's answer.
 */
export function parameterReader(
	context: IExecuteFunctions,
): (itemIndex: number, loginMethod: LoginMethod) => ReadParameter {
	/** By name; `undefined` for parameters that differ between items. */
	const constants = new Map<string, { value: unknown } | undefined>();

	function valueOf({ name, default: fallback }: INodeProperties, itemIndex: number): unknown {
		if (!constants.has(name)) {
			const stored = context.getNodeParameter(name, itemIndex, fallback, { rawExpressions: true });
			const value: unknown = context.getNodeParameter(name, itemIndex, fallback);
			constants.set(name, hasExpression(stored) ? undefined : { value });
			return value;
		}
		const constant = constants.get(name);
		return constant ? constant.value : context.getNodeParameter(name, itemIndex, fallback);
	}

	return (itemIndex, loginMethod) =>
		({ property, read }, entry, path) => {
			const { name, displayName, default: fallback } = property;
			const value = entry ? (entry[name] ?? fallback) : valueOf(property, itemIndex);
			return read(value, path === undefined ? displayName : `${path} > ${displayName}`, loginMethod);
		};
}
