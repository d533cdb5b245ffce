import type { FieldRow } from '../descriptions/fieldPicker';
import { InputError } from '../parameters/inputError';
import type { ItemRun } from './operation';
import { LOGIN_NAMES } from './operation';
import { readNames } from './parameters';

interface Picker {
	/** Name and label of the parameter. */
	name: string;
	label: string;
	/** What has the fields: `a comment`. */
	of: string;
}

/**
 * Reads a picker of fields; `id` is always among them.
 *
 * @returns the fields as they are sent
 * @throws InputError that names a field which does not exist, or not with the credential's login method
 */
export function askedFields(
	{ parameter, connection }: ItemRun,
	rows: readonly FieldRow[],
	{ name, label, of }: Picker,
): string[] {
	const { loginMethod } = connection.settings;
	const asked = readNames(parameter(name, []), label).filter((field) => field !== 'id');
	const fields = asked.map((field) => {
		const row = rows.find(({ value }) => value === field);
		if (!row) {
			throw new InputError(
				label,
				`has '${field}', which is not a field of ${of}`,
				`Allowed are ${rows.map(({ value }) => value).join(', ')}.`,
			);
		}
		if (row.only && row.only !== loginMethod) {
			throw new InputError(
				label,
				`has '${field}', which Meta offers with ${LOGIN_NAMES[row.only]} only`,
				`The credential uses ${LOGIN_NAMES[loginMethod]}. Remove the field.`,
			);
		}
		return row.expansion ?? field;
	});
	return ['id', ...new Set(fields)];
}
