import type { IExecuteFunctions } from 'n8n-workflow';

/** Reads a parameter of one item by its name, expressions resolved. */
export type ParameterReader = (name: string, fallback?: unknown) => unknown;

/** Whether a parameter as it is stored holds an expression, however deep. */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
}

/**
 * Reads parameters for the items of a run. One without an expression is the same for every item and is read once: n8n
 * takes longer to resolve the parameters of an item than to read Meta's answer.
 */
export function parameterReader(context: IExecuteFunctions): (itemIndex: number) => ParameterReader {
	/** By name and fallback; `undefined` for those that have to be read for each item. */
	const constants = new Map<string, { value: unknown } | undefined>();

	return (itemIndex) => (name, fallback) => {
		const key = fallback === undefined ? name : `${name} ${JSON.stringify(fallback)}`;
		if (!constants.has(key)) {
			const stored = context.getNodeParameter(name, itemIndex, fallback, { rawExpressions: true });
			const value: unknown = context.getNodeParameter(name, itemIndex, fallback);
			constants.set(key, hasExpression(stored) ? undefined : { value });
			return value;
		}
		const constant = constants.get(key);
		return constant ? constant.value : context.getNodeParameter(name, itemIndex, fallback);
	};
}
