/** What was sent to the control API cannot be used; answered with 400. */
export class ControlError extends Error {}

/** A body that must be a JSON object. @throws ControlError where it is none */
export function object<T>(body: unknown): T {
	if (typeof body !== 'object' || body === null) throw new ControlError('Send a JSON object');
	return body as T;
}
