import type { INode, JsonObject, NodeOperationError } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { GraphError } from '../../graph/errors';
import { hookError } from '../hookError';

/**
 * What n8n shows of a poll that failed, and hands to the error workflow. A refused activation shows the message only,
 * so the remedy is in it.
 */
export function pollError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const told = hookError(node, error);
	if (!(error instanceof GraphError)) return told;
	const { message } = told;
	const { code, subcode, httpCode, fbtraceId } = error;
	const facts = [
		code === undefined ? undefined : `Meta's code ${code}${subcode === undefined ? '' : `/${subcode}`}`,
		fbtraceId ? `trace ${fbtraceId}` : undefined,
	].filter(Boolean);
	return new NodeApiError(node, { message } as JsonObject, {
		message,
		...(facts.length > 0 ? { description: facts.join(', ') } : {}),
		...(httpCode === undefined ? {} : { httpCode: String(httpCode) }),
	});
}
