import type { ErrorRow } from '../row';
import { GRAPH_CODES, PUBLISHING_CODES } from '../row';

/** Temporary errors (`is_transient`, HTTP 5xx), with any code. */
export const TRANSIENT: ErrorRow = {
	kind: 'transient',
	message: 'Meta could not answer at the moment',
	remedy: 'Try again in a few minutes.',
	retry: 'sameRequest',
	outcome: 'unknown',
	quote: true,
	...GRAPH_CODES,
};

export const UNKNOWN_CODE: ErrorRow = {
	kind: 'validation',
	message: 'Meta refused the call',
	remedy: "Look up the code in Meta's documentation of the Instagram Platform.",
	retry: 'never',
	quote: true,
	...GRAPH_CODES,
};

/** A container with status ERROR and without a known subcode. */
export const MEDIA_UNUSABLE: ErrorRow = {
	kind: 'container',
	message: 'Instagram could not process the media',
	remedy: 'Check that Instagram takes files like this one, then try again with a new container.',
	retry: 'newContainer',
	quote: true,
	...PUBLISHING_CODES,
};
