import type { INode } from 'n8n-workflow';

import { InputError } from '../parameters/inputError';

/** n8n reads the name of its function in any case. */
const FROM_AI = /\$fromAI\s*\(/i;

/** n8n adds this to the type of a node that is a tool of an AI agent. */
const TOOL_TYPE = /Tool$/;

/**
 * Whether a model may have chosen the value of a parameter: it contains `$fromAI`, or any expression in a tool of an AI
 * agent, where `$json` is what the model has filled in.
 *
 * @param node with its parameters as they are stored, expressions not resolved
 */
export function isChosenByModel(
	{ type, parameters }: Pick<INode, 'type' | 'parameters'>,
	name: string,
): boolean {
	const value = parameters[name];
	if (typeof value !== 'string' || !value.startsWith('=')) return false;
	return TOOL_TYPE.test(type) || FROM_AI.test(value);
}

/**
 * Lets only a user choose to delete something.
 *
 * @param names of the parameters that choose it
 * @param label of the parameter to name in the error, with its value
 * @throws InputError if a model may have chosen one of them
 */
export function assertChosenByUser(
	node: Pick<INode, 'type' | 'parameters'>,
	names: readonly string[],
	[label, value]: readonly [label: string, value: string],
): void {
	if (!names.some((name) => isChosenByModel(node, name))) return;
	throw new InputError(
		label,
		`is '${value}', which an AI model may not choose`,
		`Nothing was deleted. To let an agent delete, select '${label}' in a tool of its own, without an expression.`,
	);
}
