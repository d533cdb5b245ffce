import type { INodeProperties } from 'n8n-workflow';

import type { GraphParameters, LoginMethod } from '../graph/types';
import { InputError, labelPath } from '../parameters/inputError';
import { enumerated, hasValue, readFlag } from '../parameters/readers';
import { caption } from './caption';
import { POST_FIELDS } from './fields';
import type { Placement } from './placements';
import { PLACEMENTS } from './placements';
import type { PostField } from './types';

/** A comment that is written once the post is live. It is no parameter of Meta's. */
export const firstComment: INodeProperties = {
	displayName: 'First Comment',
	name: 'firstComment',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. #pottery #handmade',
	description:
		"Text to comment on the post with, right after it is published. Requires the permission 'Manage Comments'. If the comment fails, the post stays and the output has commentError. Not for stories; Container > Create does not use it.",
};

/** A cover that is a file of the item. */
export const coverBinary: INodeProperties = {
	displayName: 'Cover Binary Field',
	name: 'coverBinaryPropertyName',
	type: 'string',
	default: '',
	placeholder: 'e.g. cover',
	description:
		"Name of the binary field with the image for the cover. n8n offers it to Meta, so n8n needs a public https address. Takes precedence over 'Thumbnail Offset'. Reels only.",
};

/**
 * The optional fields of a post. The editor offers all of them for every post type, because n8n silently drops the value
 * of a hidden field; {@link readFields} reports those that the post type or login method does not take.
 */
export const additionalFields: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [...POST_FIELDS.map(({ property }) => property), coverBinary, firstComment]
		.filter((property) => property !== caption)
		.sort((one, other) => one.displayName.localeCompare(other.displayName, 'en')),
};

function misplacedError({ placements }: PostField, placement: Placement, label: string): InputError {
	const allowed = [...new Set(placements.map((name) => PLACEMENTS[name].many))];
	return new InputError(
		label,
		`is not taken by ${PLACEMENTS[placement].one}, only by ${enumerated(allowed)}`,
		'Remove it, or choose another post type.',
	);
}

/** The fields of one container. */
export interface ReadFields {
	/** Meta's parameters. */
	parameters: GraphParameters;
	/** Labels of the fields that the placement does not take. */
	leftOut: string[];
}

/**
 * Reads the fields of one container into Meta's parameters. A field that the placement does not take is left out: one node
 * serves every row of a calendar. It is an error where that would change who sees the post or what it declares.
 *
 * @param values by the names of the fields in the editor; empty values count as not entered
 * @param collection path of the entry that contains the fields; absent for the fields of the post itself
 * @throws InputError if the login method does not offer a field, a declaration has no place, or a value exceeds Meta's limits
 */
export function readFields(
	values: Readonly<Record<string, unknown>>,
	placement: Placement,
	login: LoginMethod,
	collection?: string,
): ReadFields {
	const parameters: GraphParameters = {};
	const leftOut: string[] = [];
	for (const field of POST_FIELDS) {
		const { name, displayName } = field.property;
		const value = values[name];
		const label = collection === undefined ? displayName : labelPath(collection, displayName);
		if (!(field.isFilledIn ?? hasValue)(value) || (field.omitWhenFalse && !readFlag(value, label))) continue;
		if (!field.placements.includes(placement)) {
			if (field.isDeclaration) throw misplacedError(field, placement, label);
			leftOut.push(label);
			continue;
		}
		if (field.login && field.login !== login) {
			throw new InputError(
				label,
				'is offered by Facebook Login only',
				'This credential uses Instagram Login. Remove the field, or use a credential with Facebook Login.',
			);
		}
		for (const { parameter, read } of [field, ...(field.companion ? [field.companion] : [])]) {
			const sent = read(value, label, placement);
			// A list of nothing but commas is empty once it is read.
			if (hasValue(sent)) parameters[parameter] = sent;
		}
	}
	return { parameters, leftOut };
}
