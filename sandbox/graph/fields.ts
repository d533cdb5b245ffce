import { invalidParameter } from './errors';

/** A field that was asked for, with those inside its braces. */
export interface AskedField {
	name: string;
	inner?: AskedField[];
	/** `edge.limit(5)` and the like. */
	modifiers: Record<string, string>;
}

/** Reads `a,b{c,d},edge.limit(5){e}`. @throws MetaRefusal 100 where it cannot be read */
export function parseFields(text: string): AskedField[] {
	let position = 0;
	const list = (): AskedField[] => {
		const fields: AskedField[] = [];
		for (;;) {
			const name = /^[\w]+/.exec(text.slice(position))?.[0];
			if (!name) throw invalidParameter(`Syntax error "Expected name." at character ${position}: ${text}`);
			position += name.length;
			const field: AskedField = { name, modifiers: {} };
			for (let modifier; (modifier = /^\.(\w+)\(([^)]*)\)/.exec(text.slice(position)));) {
				field.modifiers[modifier[1] ?? ''] = modifier[2] ?? '';
				position += modifier[0].length;
			}
			if (text[position] === '{') {
				position += 1;
				field.inner = list();
				if (text[position] !== '}')
					throw invalidParameter(`Syntax error "Expected }." at character ${position}: ${text}`);
				position += 1;
			}
			fields.push(field);
			if (text[position] !== ',') return fields;
			position += 1;
		}
	};
	const fields = list();
	if (position < text.length)
		throw invalidParameter(`Syntax error "Expected end of string." at character ${position}: ${text}`);
	return fields;
}

/** How a node's fields are read; `undefined` leaves a field out of the answer, as Meta does with empty ones. */
export type Readers = Record<string, (asked: AskedField) => unknown>;

/**
 * The asked fields of a node; `id` is always there.
 *
 * @throws MetaRefusal 100 for a field that the node does not have
 */
export function pick(fields: AskedField[], readers: Readers, nodeType: string): Record<string, unknown> {
	const answer: Record<string, unknown> = {};
	for (const asked of fields) {
		const read = Object.hasOwn(readers, asked.name) ? readers[asked.name] : undefined;
		if (!read)
			throw invalidParameter(`Tried accessing nonexisting field (${asked.name}) on node type (${nodeType})`);
		const value = read(asked);
		if (value !== undefined) answer[asked.name] = value;
	}
	if (!('id' in answer) && readers.id) answer.id = readers.id({ name: 'id', modifiers: {} });
	return answer;
}

/** The fields inside the braces of one asked field, or these if there are none. */
export function innerFields(asked: AskedField, defaults: string): AskedField[] {
	return asked.inner ?? parseFields(defaults);
}
