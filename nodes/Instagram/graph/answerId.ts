/** Meta's ids are decimal text; they come as text from `parseWithTextIds`, too, because they are too large for a number. */
const DECIMAL = /^\d+$/;

/**
 * The id with which Meta says that a write has taken effect. `{}`, `true`, `{ "success": true }` and the like say
 * nothing of the sort, whatever the HTTP status.
 *
 * @param answer what a call has given
 * @returns decimal text; `undefined` where there is none
 */
export function decimalIdIn(answer: unknown): string | undefined {
	const { id } = (answer ?? {}) as { id?: unknown };
	return typeof id === 'string' && DECIMAL.test(id) ? id : undefined;
}
