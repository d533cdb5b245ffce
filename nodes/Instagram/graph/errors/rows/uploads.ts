import type { ErrorRow } from '../row';
import { observed, RESUMABLE_UPLOADS } from '../row';

/** Answers of rupload.facebook.com that are final, told apart by their text. The last row fits all others. */
export const UPLOAD_ROWS: readonly ErrorRow[] = [
	{
		says: /NotAuthorized|unauthori[sz]ed/i,
		kind: 'permission',
		message: 'This credential may not upload to the container',
		remedy: 'Use the credential with which the container was made. If it is the same, reconnect it.',
		retry: 'never',
		quote: true,
		...RESUMABLE_UPLOADS,
	},
	{
		says: /FileUrlProcessing/i,
		kind: 'mediaFetch',
		message: 'Meta could not fetch the file from its URL',
		remedy:
			"The server of the file has to let Meta fetch it: look at the status in Meta's text, at the server's robots.txt and at its protection against bots.",
		retry: 'newContainer',
		quote: true,
		...observed('public code'),
	},
	{
		says: /Request processing failed/i,
		kind: 'container',
		message: 'Meta could not process the upload for a reason that it does not name',
		remedy: 'Try again with a new container. If it stays so, check that the file is what Instagram takes.',
		retry: 'newContainer',
		// The container became ready all the same now and then.
		outcome: 'unknown',
		quote: true,
		...observed('public code'),
	},
	{
		kind: 'container',
		message: 'Meta did not take the upload',
		remedy: 'Check that the file is what Instagram takes, then try again with a new container.',
		retry: 'newContainer',
		quote: true,
		...RESUMABLE_UPLOADS,
	},
];

/** Uploads that Meta calls `retriable` go on at the offset that was reached. */
export const UPLOAD_BROKEN: ErrorRow = {
	kind: 'transient',
	message: 'The upload to Meta broke off',
	remedy: 'Try again in a few minutes.',
	retry: 'sameRequest',
	quote: true,
	...RESUMABLE_UPLOADS,
};
