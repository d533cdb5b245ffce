import { InputError } from '../../nodes/Instagram/parameters/inputError';

/** Runs code that should throw, and returns the error. */
export function inputErrorOf(run: () => unknown): InputError {
	try {
		run();
	} catch (error) {
		if (error instanceof InputError) return error;
		throw error;
	}
	throw new Error('Expected an InputError, but none was thrown');
}
