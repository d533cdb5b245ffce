import type { ErrorRow } from '../row';
import { observed, PUBLISHING_CODES } from '../row';

/** Containers and published media. Subcodes 2207xxx are unique, with any code. */
export const CONTAINER_ROWS: readonly ErrorRow[] = [
	{
		code: -2,
		subcode: 2207020,
		kind: 'container',
		message: 'The container has expired',
		remedy: 'A container can be published for 24 hours. Create a new one and publish it within that time.',
		retry: 'newContainer',
		...PUBLISHING_CODES,
	},
	{
		code: -1,
		subcode: 2207001,
		kind: 'transient',
		message: 'Instagram could not answer because of a fault on its side',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		...PUBLISHING_CODES,
	},
	{
		code: -1,
		subcode: 2207032,
		kind: 'transient',
		message: 'Instagram could not create the container',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		...PUBLISHING_CODES,
	},
	{
		code: -1,
		subcode: 2207073,
		kind: 'validation',
		message: 'Instagram does not let this type of media be deleted through the API',
		remedy:
			'Delete it in the Instagram app. An item of a carousel can only be deleted together with the carousel.',
		retry: 'never',
		...PUBLISHING_CODES,
	},
	{
		code: 24,
		subcode: 2207006,
		kind: 'notFound',
		message: 'Instagram does not find the media or container, or this credential has no access to it',
		remedy:
			"Check the ID, and that 'Account' is the account that created it. If both are right, create a new container.",
		retry: 'newContainer',
		objectMissing: true,
		...PUBLISHING_CODES,
	},
	{
		code: 24,
		subcode: 2207008,
		kind: 'container',
		message: 'The container does not exist or has expired',
		remedy:
			'A new container may take up to two minutes before it can be used: try again then. After 24 hours, or if this persists, create a new one.',
		retry: 'sameRequest',
		...PUBLISHING_CODES,
	},
	{
		code: 9007,
		subcode: 2207027,
		kind: 'notReady',
		message: 'Instagram is still processing the media of the container',
		remedy: "Nothing has been published. Publish the container later, or raise 'Max Wait'.",
		retry: 'afterWait',
		withoutUserText: true,
		...PUBLISHING_CODES,
	},
	{
		subcode: 2207085,
		kind: 'transient',
		message: 'Instagram stopped without giving a reason ("Fatal")',
		remedy:
			'This happens when media is deleted: check in the Instagram app whether it is gone, and delete it there if not.',
		retry: 'never',
		outcome: 'unknown',
		...observed('public code'),
	},
];

/**
 * Meaning of subcodes in the status of a container, whose processing has failed. Other subcodes mean the same as in an
 * answer.
 */
export const CONTAINER_STATUS_ROWS: readonly ErrorRow[] = [
	{
		subcode: 2207001,
		kind: 'container',
		message: 'Instagram could not process the media because of a fault on its side',
		remedy: 'Try again with a new container.',
		retry: 'newContainer',
		...PUBLISHING_CODES,
	},
	{
		subcode: 2207032,
		kind: 'container',
		message: 'Instagram could not create the container',
		remedy: 'Try again with a new container.',
		retry: 'newContainer',
		...PUBLISHING_CODES,
	},
	{
		subcode: 2207003,
		kind: 'mediaFetch',
		message: 'Meta took too long to download the media',
		remedy:
			'Try again with a new container. If this persists, put the file on a faster server or make it smaller.',
		retry: 'newContainer',
		...PUBLISHING_CODES,
	},
	{
		subcode: 2207085,
		kind: 'mediaFetch',
		message: 'Meta could not process the media',
		remedy: 'Try again with a new container. If this persists, encode or save the file again.',
		retry: 'newContainer',
		...observed('gitroomhq/postiz-app PR #1992'),
	},
];
