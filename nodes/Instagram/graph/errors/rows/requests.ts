import type { ErrorRow } from '../row';
import { GRAPH_CODES, observed, PUBLISHING_CODES, UNVERIFIED } from '../row';
import { NOT_FETCHED } from './media';

const passing = { kind: 'transient', retry: 'sameRequest', outcome: 'unknown', quote: true } as const;

const NO_ACCOUNT = {
	kind: 'notFound',
	retry: 'never',
	remedy:
		"Check 'Username'. Personal accounts and accounts with an age limit cannot be looked up through the API.",
} as const;

/** What a code says where no subcode says more, and what reading meets. */
export const REQUEST_ROWS: readonly ErrorRow[] = [
	{
		code: 100,
		subcode: 33,
		kind: 'notFound',
		message: 'The object does not exist, this credential may not see it, or it does not take this call',
		remedy:
			'Check the ID, that it belongs to the account in use, and that the credential has the permission for it. A lost permission gives this answer too.',
		retry: 'never',
		objectMissing: true,
		permissionHint: true,
		...GRAPH_CODES,
	},
	{
		code: 803,
		kind: 'notFound',
		message: 'There is no object with this ID',
		remedy: 'Check the ID: it consists of digits only, and a username or URL does not do.',
		retry: 'never',
		objectMissing: true,
		...observed('several projects'),
	},
	{
		subcode: 2207013,
		...NO_ACCOUNT,
		message: 'Instagram shows no such professional account',
		...observed('public code'),
	},
	{ code: 110, ...NO_ACCOUNT, message: 'Instagram shows no such account', ...UNVERIFIED },
	{
		code: 20,
		subcode: 1772107,
		kind: 'unreadable',
		message: 'Meta did not tell what it has written',
		remedy: 'Look at the post before you try again: the comment may be there.',
		retry: 'never',
		// Four comments were written and answered so.
		outcome: 'unknown',
		...observed('brightbean-studio PR #140'),
	},
	{
		code: 24,
		kind: 'notFound',
		message: 'Instagram does not find what the call is about',
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
		message: 'There are no insights for posts from before the account became professional',
		remedy: 'Leave this post out: Meta has counted nothing for it.',
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
			"Ask for fewer fields, or set a smaller 'Limit'. Smaller pages of a list have already been tried.",
		retry: 'smallerPage',
		quote: true,
		...observed('sns-sdks/python-facebook #45, #49'),
	},
	{
		code: 12,
		kind: 'validation',
		message: 'Meta does not offer this any more',
		remedy:
			"Its text names what is gone: leave that field or metric out, or choose another 'API Version' in the credential.",
		retry: 'never',
		quote: true,
		...observed('amuramoto/messenger-node #4'),
	},
	{
		code: 2500,
		kind: 'validation',
		message: 'Meta does not know the path of the call',
		remedy:
			"Check the ID in it, and the 'API Version' in the credential: another version may have other paths.",
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
		message: 'Meta does not take one of the values',
		remedy: 'Its text names the value; change the parameter that it comes from.',
		retry: 'never',
		quote: true,
		...GRAPH_CODES,
	},
	{
		code: 1,
		...passing,
		message: 'Meta could not answer because of a fault on its own side',
		remedy:
			'Try again in a few minutes. If it stays so, check the values of the parameters: Meta answers some combinations like this.',
		...GRAPH_CODES,
	},
	{
		code: 2,
		...passing,
		message: 'Meta is not available at the moment',
		remedy: 'Try again in a few minutes.',
		...GRAPH_CODES,
	},
	{
		code: -1,
		...passing,
		message: 'Instagram could not answer because of a fault on its own side',
		remedy: 'Try again in a few minutes.',
		...PUBLISHING_CODES,
	},
	{
		code: -2,
		...passing,
		message: 'Instagram took too long over the call',
		remedy: 'Try again in a few minutes.',
		...PUBLISHING_CODES,
	},
];
