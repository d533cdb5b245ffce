import { LOGIN_NAMES } from '../graph/permissions';
import type { LoginMethod } from '../graph/types';
import { InputError } from './inputError';
import type { Parameter } from './parameter';
import { defineParameter } from './parameter';
import { readNames } from './readers';

/** A field of one of Meta's objects, as a picker offers it. */
export interface FieldRow {
	/** In the picker. */
	readonly name: string;
	/** Meta's name. */
	readonly value: string;
	readonly description: string;
	/** Absent if both login methods have the field. */
	readonly only?: LoginMethod;
	/** Sent instead of the name, to select fields of the object that the field contains. */
	readonly expansion?: string;
}

interface Picker {
	/** What has the fields, for errors: `a comment`. */
	of: string;
	displayName?: string;
	name?: string;
	default: string[];
	/** The fields that a model needs, for a tool of an AI agent; absent if it needs all of the default. */
	toolDefault?: string[];
	description: string;
}

const USUAL_NAMES = { displayName: 'Fields', name: 'fields' };

function fieldOf(
	field: string,
	rows: readonly FieldRow[],
	of: string,
	label: string,
	login: LoginMethod,
): string {
	const row = rows.find(({ value }) => value === field);
	if (!row) {
		throw new InputError(
			label,
			`has '${field}', which is not a field of ${of}`,
			`Allowed are ${rows.map(({ value }) => value).join(', ')}.`,
		);
	}
	if (row.only && row.only !== login) {
		throw new InputError(
			label,
			`has '${field}', which Meta offers with ${LOGIN_NAMES[row.only]} only`,
			`The credential uses ${LOGIN_NAMES[login]}. Remove the field.`,
		);
	}
	return row.expansion ?? field;
}

/**
 * A picker of the fields to return. It reads the fields as Meta's `fields` parameter takes them, `id` first; its reader
 * throws an InputError for a field that does not exist, or not with the credential's login method.
 */
export function fieldPicker(
	rows: readonly FieldRow[],
	{ of, toolDefault, ...texts }: Picker,
): Parameter<string[]> {
	const options = rows.map(({ name, value, description }) => ({ name, value, description }));
	const picker = defineParameter(
		{ ...USUAL_NAMES, ...texts, type: 'multiOptions', options },
		(value, label, login) => {
			const chosen = readNames(value, label).filter((field) => field !== 'id');
			return ['id', ...new Set(chosen.map((field) => fieldOf(field, rows, of, label, login)))];
		},
	);
	return { ...picker, toolDefault };
}
