import type { ErrorRow } from '../row';
import { GRAPH_CODES, observed, PUBLISHING_CODES, UNVERIFIED } from '../row';
import { NOT_FETCHED } from './media';

const transient = { kind: 'transient', retry: 'sameRequest', outcome: 'unknown', quote: true } as const;

const NO_ACCOUNT = {
	kind: 'notFound',
	retry: 'never',
	remedy: "Check 'Username'. The API does not find personal accounts and accounts with an age limit.",
} as const;

/** Codes without a more specific subcode, and errors of reads. */
export const REQUEST_ROWS: readonly ErrorRow[] = [
	{
		code: 100,
		subcode: 33,
		kind: 'notFound',
		message:
			'The object does not exist, this credential has no access to it, or it does not support this call',
		remedy:
			'Check the ID, that it belongs to the account in use, and that the credential has the permission for it. Meta also answers like this after a permission was removed.',
		retry: 'never',
		objectMissing: true,
		permissionHint: true,
		...GRAPH_CODES,
	},
	{
		code: 803,
		kind: 'notFound',
		message: 'There is no object with this ID',
		remedy: 'Check the ID. A username or URL cannot be used.',
		retry: 'never',
		objectMissing: true,
		...observed('several projects'),
	},
	{
		subcode: 2207013,
		...NO_ACCOUNT,
		message: 'Instagram finds no professional account with this username',
		...observed('public code'),
	},
	{ code: 110, ...NO_ACCOUNT, message: 'Instagram finds no account with this username', ...UNVERIFIED },
	{
		code: 20,
		subcode: 1772107,
		kind: 'unreadable',
		message: 'Meta did not return what it has written',
		remedy: 'Check the post before you try again: the comment may be there.',
		retry: 'never',
		// Four comments were written although Meta answered with this error.
		outcome: 'unknown',
		...observed('brightbean-studio PR #140'),
	},
	{
		code: 24,
		kind: 'notFound',
		message: 'Instagram does not find the object of the call',
		remedy: "Check the ID and 'Account'.",
		retry: 'never',
		quote: true,
		objectMissing: true,
		...PUBLISHING_CODES,
	},
	{
		code: 100,
		subcode: 2108006,
		kind: 'notFound',
		message: 'There are no insights for posts from before the account became a professional account',
		remedy: 'Skip this post: Meta has no metrics for it.',
		retry: 'never',
		withoutUserText: true,
		...observed('airbytehq/airbyte #1814'),
	},
	{
		code: 1,
		says: /reduce the amount of data/i,
		kind: 'validation',
		message: 'Meta finds the answer too large',
		remedy:
			"Request fewer fields, or set a smaller 'Limit'. Smaller pages of a list have already been tried.",
		retry: 'smallerPage',
		quote: true,
		...observed('sns-sdks/python-facebook #45, #49'),
	},
	{
		code: 12,
		kind: 'validation',
		message: 'Meta no longer offers this',
		remedy: "Remove the field or metric that Meta names, or choose another 'API Version' in the credential.",
		retry: 'never',
		quote: true,
		...observed('amuramoto/messenger-node #4'),
	},
	{
		code: 2500,
		kind: 'validation',
		message: 'Meta does not know the path of the call',
		remedy: "Check the ID, and 'API Version' in the credential: other versions may have other paths.",
		retry: 'never',
		quote: true,
		...observed('restfb/restfb'),
	},
	{ code: 9004, ...NOT_FETCHED, quote: true, ...PUBLISHING_CODES },
	{
		code: 9007,
		kind: 'notReady',
		message: 'Instagram is still processing the media of the container',
		remedy: "Nothing has been published. Publish the container later, or raise 'Max Wait'.",
		retry: 'afterWait',
		quote: true,
		...PUBLISHING_CODES,
	},
	{
		code: 100,
		kind: 'validation',
		message: 'Meta rejected one of the values',
		remedy: 'Change the parameter with the value that Meta names.',
		retry: 'never',
		quote: true,
		...GRAPH_CODES,
	},
	{
		code: 1,
		...transient,
		message: 'Meta could not answer because of a fault on its side',
		remedy:
			'Try again in a few minutes. If this persists, check the values of the parameters: Meta reports some combinations like this.',
		...GRAPH_CODES,
	},
	{
		code: 2,
		...transient,
		message: 'Meta is not available at the moment',
		remedy: 'Try again in a few minutes.',
		...GRAPH_CODES,
	},
	{
		code: -1,
		...transient,
		message: 'Instagram could not answer because of a fault on its side',
		remedy: 'Try again in a few minutes.',
		...PUBLISHING_CODES,
	},
	{
		code: -2,
		...transient,
		message: 'Instagram took too long to answer the call',
		remedy: 'Try again in a few minutes.',
		...PUBLISHING_CODES,
	},
];
