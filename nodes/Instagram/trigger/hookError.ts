import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toError } from '../shared/toError';

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * The error that n8n shows for a failed activation or test. Everything is in the message, because n8n 2.40 shows nothing
 * else of it.
 */
export function hookError(node: INode, thrown: unknown): NodeOperationError {
	if (thrown instanceof NodeOperationError) return thrown;
	const { message, description } = toError(thrown) as Error & { description?: unknown };
	const remedy = typeof description === 'string' && description !== '' ? [sentence(description)] : [];
	return new NodeOperationError(node, [sentence(message), ...remedy].join(' '));
}
