import type { ErrorRow } from '../errorRow';

/** What Meta marks as passing (`is_transient`, HTTP 5xx), whatever its code. */
export const PASSING: ErrorRow = {
	kind: 'transient',
	message: 'Meta could not answer for a reason that passes',
	remedy: 'Try again in a few minutes.',
	retry: 'sameRequest',
	outcome: 'unknown',
	quote: true,
};

export const UNKNOWN_CODE: ErrorRow = {
	kind: 'validation',
	message: 'Meta refused the call',
	remedy: "Meta's documentation of the Instagram Platform explains the code.",
	retry: 'never',
	quote: true,
};

export const NO_CODE: ErrorRow = {
	kind: 'validation',
	message: 'Meta refused the call',
	remedy: 'Check the parameters and the credential.',
	retry: 'never',
	// Meta's own refusals have a code: this may come from a proxy that has passed the call on.
	outcome: 'unknown',
	quote: true,
};

/**
 * An answer of api.instagram.com.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
export const LOGIN_REFUSED: ErrorRow = {
	kind: 'token',
	message: 'Instagram gave no access token',
	remedy:
		'Check that the app ID and app secret in the credential are those of the Instagram app (in the Meta App Dashboard: Instagram > API setup with Instagram login), then connect again.',
	retry: 'never',
	quote: true,
};

/** A container in state ERROR without a subcode that is known. */
export const MEDIA_SPOILT: ErrorRow = {
	kind: 'container',
	message: 'Instagram could not process the media',
	remedy: 'Check that the file is what Instagram takes, then try again with a new container.',
	retry: 'newContainer',
	quote: true,
};

/** `retriable` uploads go on at the offset that was reached. */
export const UPLOAD_BROKEN: ErrorRow = {
	kind: 'transient',
	message: 'The upload to Meta broke off',
	remedy: 'Try again in a few minutes.',
	retry: 'sameRequest',
	quote: true,
};

export const UPLOAD_REFUSED: ErrorRow = {
	kind: 'container',
	message: 'Meta did not take the upload',
	remedy: 'Check that the file is what Instagram takes, then try again with a new container.',
	retry: 'newContainer',
	quote: true,
};

export const UPLOAD_NOT_ALLOWED: ErrorRow = {
	kind: 'permission',
	message: 'This credential may not upload to the container',
	remedy: 'Use the credential with which the container was made. If it is the same, reconnect it.',
	retry: 'never',
	quote: true,
};
