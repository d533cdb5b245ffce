import type { ErrorRow } from '../row';
import { observed, RESUMABLE_UPLOADS } from '../row';

/** Final answers of rupload.facebook.com, identified by their text. The last row matches all others. */
export const UPLOAD_ROWS: readonly ErrorRow[] = [
	{
		says: /NotAuthorized|unauthori[sz]ed/i,
		kind: 'permission',
		message: 'This credential does not have permission to upload to the container',
		remedy: 'Use the credential that created the container. If it is the same, reconnect it.',
		retry: 'never',
		quote: true,
		...RESUMABLE_UPLOADS,
	},
	{
		says: /FileUrlProcessing/i,
		kind: 'mediaFetch',
		message: 'Meta could not fetch the file from its URL',
		remedy:
			"The server of the file must allow Meta to fetch it: check the status in Meta's text, the server's robots.txt and its bot protection.",
		retry: 'newContainer',
		quote: true,
		...observed('public code'),
	},
	{
		says: /Request processing failed/i,
		kind: 'container',
		message: 'Meta could not process the upload, without giving a reason',
		remedy:
			'Try again with a new container. If this persists, check that Instagram takes files like this one.',
		retry: 'newContainer',
		// Sometimes the container became ready nevertheless.
		outcome: 'unknown',
		quote: true,
		...observed('public code'),
	},
	{
		kind: 'container',
		message: 'Meta did not accept the upload',
		remedy: 'Check that Instagram takes files like this one, then try again with a new container.',
		retry: 'newContainer',
		quote: true,
		...RESUMABLE_UPLOADS,
	},
];

/** Uploads that Meta calls `retriable` resume at the offset that Meta has reached. */
export const UPLOAD_INTERRUPTED: ErrorRow = {
	kind: 'transient',
	message: 'The upload to Meta was interrupted',
	remedy: 'Try again in a few minutes.',
	retry: 'sameRequest',
	quote: true,
	...RESUMABLE_UPLOADS,
};
