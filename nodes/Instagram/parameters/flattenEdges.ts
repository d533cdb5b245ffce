import type { IDataObject } from 'n8n-workflow';

function flattenValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(flattenValue);
	if (typeof value !== 'object' || value === null) return value;
	const { data } = value as { data?: unknown };
	if (Array.isArray(data)) return data.map(flattenValue);
	return flattenEdges(value as IDataObject);
}

/**
 * Turns the edges of a record (children, replies, participants, attachments) into plain lists. Meta's envelope must not
 * reach the output: it contains the URL of the next page, and with it the token.
 */
export function flattenEdges(record: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([name, value]) => [name, flattenValue(value)]),
	) as IDataObject;
}
