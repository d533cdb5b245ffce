import type { IDataObject } from 'n8n-workflow';

function flattenValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(flattenValue);
	if (typeof value !== 'object' || value === null) return value;
	const { data } = value as { data?: unknown };
	if (Array.isArray(data)) return data.map(flattenValue);
	return flattenEdges(value as IDataObject);
}

/**
 * A record whose edges (children, replies, participants, attachments) are plain lists, without Meta's envelope: that holds
 * the address of the next page, and with it the token.
 */
export function flattenEdges(record: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([name, value]) => [name, flattenValue(value)]),
	) as IDataObject;
}
