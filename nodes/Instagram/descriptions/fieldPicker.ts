import type { INodeProperties } from 'n8n-workflow';

import type { LoginMethod } from '../graph/types';

/** A field that can be asked for, as a picker offers it. */
export interface FieldRow {
	/** In the picker. */
	readonly name: string;
	/** Meta's name. */
	readonly value: string;
	readonly description: string;
	/** Absent where both login methods have it. */
	readonly only?: LoginMethod;
	/** What is sent instead of the name: fields of the object that the field holds. */
	readonly expansion?: string;
}

/** A picker of fields. */
export function fieldPicker(
	rows: readonly FieldRow[],
	picker: Pick<INodeProperties, 'displayName' | 'name' | 'description'> & { default: string[] },
): INodeProperties {
	return {
		...picker,
		type: 'multiOptions',
		options: rows.map(({ name, value, description }) => ({ name, value, description })),
	};
}
