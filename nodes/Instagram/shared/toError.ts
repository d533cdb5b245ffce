/** Whatever was thrown, as an Error: to pass on what a catch has looked at and is not about. */
export function toError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
