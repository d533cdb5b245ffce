import type { ErrorRow } from '../row';
import { GRAPH_CODES, PUBLISHING_CODES } from '../row';

/** What Meta marks as passing (`is_transient`, HTTP 5xx), whatever its code. */
export const PASSING: ErrorRow = {
	kind: 'transient',
	message: 'Meta could not answer for a reason that passes',
	remedy: 'Try again in a few minutes.',
	retry: 'sameRequest',
	outcome: 'unknown',
	quote: true,
	...GRAPH_CODES,
};

export const UNKNOWN_CODE: ErrorRow = {
	kind: 'validation',
	message: 'Meta refused the call',
	remedy: "Meta's documentation of the Instagram Platform explains the code.",
	retry: 'never',
	quote: true,
	...GRAPH_CODES,
};

/** A container in state ERROR without a subcode that is known. */
export const MEDIA_SPOILT: ErrorRow = {
	kind: 'container',
	message: 'Instagram could not process the media',
	remedy: 'Check that the file is what Instagram takes, then try again with a new container.',
	retry: 'newContainer',
	quote: true,
	...PUBLISHING_CODES,
};
