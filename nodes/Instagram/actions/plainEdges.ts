import type { IDataObject } from 'n8n-workflow';

function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== 'object' || value === null) return value;
	const { data } = value as { data?: unknown };
	if (Array.isArray(data)) return data.map(plain);
	return withPlainEdges(value as IDataObject);
}

/**
 * A record whose edges (children, replies, participants, attachments) are plain lists, without Meta's envelope: that holds
 * the address of the next page, and with it the token.
 */
export function withPlainEdges(record: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(record).map(([name, value]) => [name, plain(value)]),
	) as IDataObject;
}
