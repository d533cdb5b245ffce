import type { IDataObject, INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { GraphError } from '../graph/errors/explain';
import { PublishError } from '../publishing/publishError';

/** A post that is live although the run stops. */
export interface LivePost {
	itemIndex: number;
	/** The media ID, or a description if it is unknown. */
	id: string;
}

/** The `details` of a failed item. Workflows rely on these names. */
interface Details extends IDataObject {
	code?: number;
	subcode?: number;
	httpCode?: number;
	retryable: boolean;
	containerId?: string;
	/** The carousel item that failed, counted from 1, and the URL of its file. */
	carouselItem?: number;
	url?: string;
	published?: boolean | 'unknown';
	fbtraceId?: string;
}

interface ErrorOutput {
	message: string;
	description?: string;
	details: Details;
}

function definedOnly<T extends object>(values: T): T {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** Normalizes any error to message, description and details. */
function errorOutputOf(error: unknown): ErrorOutput {
	if (error instanceof PublishError) {
		const inner = errorOutputOf(error.reason ?? error.message);
		const { containerId, carouselItem, url, published, retryable } = error;
		return {
			message: error.message,
			description: error.description,
			details: definedOnly({
				...inner.details,
				retryable: retryable ?? inner.details.retryable,
				containerId,
				carouselItem,
				url,
				published,
			}),
		};
	}
	if (error instanceof GraphError) {
		const { code, subcode, httpCode, fbtraceId, retryable } = error;
		return {
			message: error.message,
			description: error.description,
			details: definedOnly({ code, subcode, httpCode, retryable, fbtraceId }),
		};
	}
	const { message, description } = error as { message?: unknown; description?: unknown };
	return {
		message: typeof message === 'string' && message ? message : String(error),
		description: typeof description === 'string' ? description : undefined,
		details: { retryable: false },
	};
}

/**
 * A failed item for continue-on-fail. n8n sends an item to the error output only if its json contains nothing but
 * `error`, `message` and `details`, so the remedy is part of the text.
 */
export function errorItem(error: unknown, itemIndex: number): INodeExecutionData {
	const { message, description, details } = errorOutputOf(error);
	return {
		json: { error: description ? `${message.replace(/\.$/, '')}. ${description}` : message, details },
		pairedItem: { item: itemIndex },
	};
}

/** The error that stops a run. Its description lists the posts that are live, so that they are not published again. */
export function nodeError(
	node: INode,
	error: unknown,
	itemIndex: number,
	live: LivePost[],
): NodeApiError | NodeOperationError {
	const { message, description, details } = errorOutputOf(error);
	const liveList = live.map((post) => `item ${post.itemIndex}: ${post.id}`).join(', ');
	const texts = [description, live.length > 0 ? `Already live: ${liveList}.` : undefined, traceOf(details)];
	const options = { message, description: texts.filter(Boolean).join(' '), itemIndex };
	if (details.code === undefined && details.httpCode === undefined)
		return new NodeOperationError(node, message, options);
	const answer: JsonObject = { message, ...definedOnly(details) } as JsonObject;
	const apiError = new NodeApiError(node, answer, {
		...options,
		httpCode: details.httpCode ? String(details.httpCode) : undefined,
	});
	apiError.context.data = details;
	return apiError;
}

function traceOf({ code, subcode, containerId, published, fbtraceId }: Details): string | undefined {
	const parts = [
		code === undefined ? undefined : `Meta's code ${code}${subcode === undefined ? '' : `/${subcode}`}`,
		containerId ? `container ${containerId}` : undefined,
		published === undefined ? undefined : `published: ${String(published)}`,
		fbtraceId ? `trace ${fbtraceId}` : undefined,
	].filter(Boolean);
	return parts.length > 0 ? `(${parts.join(', ')})` : undefined;
}
