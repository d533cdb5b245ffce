import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../parameters/inputError';
import type { ItemRun } from './operation';

/** The value of a resource locator; a plain value by expression is accepted too. */
export function readLocator({ parameter }: ItemRun, name: string): unknown {
	const value = parameter(name, '');
	return value !== null && typeof value === 'object' && 'value' in value
		? (value as { value: unknown }).value
		: value;
}

/** A collection's values; an expression may have made it something else. */
export function readCollection({ parameter }: ItemRun, name: string, label: string): IDataObject {
	const value = parameter(name, {});
	if (value === null || value === undefined || value === '') return {};
	if (typeof value !== 'object' || Array.isArray(value)) {
		throw new InputError(
			label,
			'must be an object',
			'Remove the expression, or let it give an object with the names of the fields.',
		);
	}
	return value as IDataObject;
}

/**
 * A whole number within limits.
 *
 * @throws InputError naming the parameter and what is allowed
 */
export function readWholeNumber(
	value: unknown,
	label: string,
	{ min, max }: { min: number; max: number },
): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
		throw new InputError(
			label,
			`must be a whole number from ${min} to ${max}`,
			`It is ${JSON.stringify(value) ?? 'empty'}.`,
		);
	}
	return number;
}

/** A list that the editor gives as an array, and an expression perhaps as comma-separated text. */
export function readNames(value: unknown, label: string): string[] {
	if (value === undefined || value === null) return [];
	const entries = typeof value === 'string' ? value.split(',') : value;
	if (!Array.isArray(entries) || entries.some((entry) => typeof entry !== 'string')) {
		throw new InputError(
			label,
			'must be a list of names',
			'Choose from the list, or give the names as comma-separated text.',
		);
	}
	return (entries as string[]).map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/** How many records a Get Many may give: `limit`, or no end with `returnAll`. */
export function readLimit({ parameter }: ItemRun): number {
	if (parameter('returnAll', false) === true) return Number.POSITIVE_INFINITY;
	return readWholeNumber(parameter('limit', 50), 'Limit', { min: 1, max: 1_000_000 });
}
