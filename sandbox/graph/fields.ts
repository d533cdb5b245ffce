import { GraphFailure, invalidParameter } from './errors';

/** One entry of a `fields` parameter: `media.limit(5){id,caption}`. */
export interface FieldRequest {
	name: string;
	/** `limit` → `5` */
	arguments: Record<string, string>;
	fields?: FieldRequest[];
}

/**
 * Reads a `fields` parameter with Graph's field expansion.
 *
 * @throws GraphFailure code 2500 where the syntax is wrong.
 */
export function parseFields(text: string): FieldRequest[] {
	let at = 0;
	const peek = () => text[at];
	const wrong = () =>
		new GraphFailure(2500, `Syntax error "Expected name." at character ${at + 1}: ${text}`);

	function name(): string {
		const match = /^\s*([A-Za-z0-9_]+)\s*/.exec(text.slice(at));
		if (!match?.[1]) throw wrong();
		at += match[0].length;
		return match[1];
	}

	function list(): FieldRequest[] {
		const fields: FieldRequest[] = [];
		for (;;) {
			fields.push(one());
			if (peek() !== ',') return fields;
			at += 1;
		}
	}

	function one(): FieldRequest {
		const field: FieldRequest = { name: name(), arguments: {} };
		while (peek() === '.') {
			at += 1;
			const argument = name();
			const end = text.indexOf(')', at);
			if (peek() !== '(' || end < 0) throw wrong();
			field.arguments[argument] = text.slice(at + 1, end);
			at = end + 1;
		}
		if (peek() === '{') {
			at += 1;
			field.fields = list();
			if (peek() !== '}') throw wrong();
			at += 1;
		}
		return field;
	}

	const fields = list();
	if (at < text.length) throw wrong();
	return fields;
}

/** How a kind of object shows its fields; `undefined` leaves the field out of the answer, as Meta does. */
export type FieldTable<T, C> = Record<string, (object: T, context: C, request: FieldRequest) => unknown>;

/**
 * An object as asked for. `id` is always in the answer.
 *
 * @param nodeType - Meta's name of the kind of object, for the message about an unknown field.
 * @throws GraphFailure code 100 that names a field which the kind of object does not have.
 */
export function project<T, C>(
	table: FieldTable<T, C>,
	nodeType: string,
	object: T,
	context: C,
	requests: readonly FieldRequest[],
): Record<string, unknown> {
	const answer: Record<string, unknown> = {};
	const asked = requests.some((request) => request.name === 'id')
		? requests
		: [...requests, { name: 'id', arguments: {} }];
	for (const request of asked) {
		if (!Object.hasOwn(table, request.name)) {
			throw invalidParameter(`Tried accessing nonexisting field (${request.name}) on node type (${nodeType})`);
		}
		const value = table[request.name]?.(object, context, request);
		if (value !== undefined) answer[request.name] = value;
	}
	return answer;
}

/** `2019-09-26T22:36:43+0000`: UTC, without a colon in the offset. */
export function graphTime(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}+0000`;
}
