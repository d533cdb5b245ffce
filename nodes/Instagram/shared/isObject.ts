import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object with named fields: part of an answer, of the user's input or of stored data. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
