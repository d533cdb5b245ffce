/**
 * Converts a caught value to an Error. n8n's linter forbids `throw error` inside a catch, so rethrow with
 * `throw toError(error)`.
 */
export function toError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
