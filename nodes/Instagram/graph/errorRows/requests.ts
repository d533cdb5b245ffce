import type { ErrorRow } from '../errorRow';
import { GRAPH_CODES } from '../errorRow';

const source = GRAPH_CODES;

/** What a code says where no subcode says more. */
export const REQUEST_ROWS: readonly ErrorRow[] = [
	{
		code: 100,
		subcode: 33,
		kind: 'notFound',
		message: 'The object does not exist, this credential may not see it, or it does not take this call',
		remedy:
			'Check the ID, that it belongs to the account in use, and that the credential has the permission for it. A lost permission gives this answer too.',
		retry: 'never',
		source,
	},
	{
		code: 803,
		kind: 'notFound',
		message: 'There is no object with this ID',
		remedy: 'Check the ID: it consists of digits only, and a username or URL does not do.',
		retry: 'never',
		evidence: 'unverified',
	},
	{
		code: 110,
		kind: 'notFound',
		message: 'Instagram shows no such account',
		remedy:
			"Check 'Username'. Personal accounts and accounts with an age limit cannot be looked up through the API.",
		retry: 'never',
		evidence: 'unverified',
	},
	{
		code: 24,
		kind: 'notFound',
		message: 'Instagram does not find what the call is about',
		remedy: "Check the ID and 'Account'.",
		retry: 'never',
		quote: true,
		source,
	},
	{
		code: 9004,
		kind: 'mediaFetch',
		message: 'Meta could not fetch the media from its URL',
		remedy:
			'The URL has to open in a private browser window, without a login, and give the file itself. For a file from n8n, the n8n instance must be reachable from the internet under its configured URL.',
		retry: 'never',
		quote: true,
		source,
	},
	{
		code: 9007,
		kind: 'notReady',
		message: 'Instagram is still processing the media of the container',
		remedy: "Nothing has been published. Publish the container later, or raise 'Max Wait'.",
		retry: 'afterWait',
		quote: true,
		source,
	},
	{
		code: 100,
		kind: 'validation',
		message: 'Meta does not take one of the values',
		remedy: 'Its text names the value; change the parameter that it comes from.',
		retry: 'never',
		quote: true,
		source,
	},
	{
		code: 1,
		kind: 'transient',
		message: 'Meta could not answer because of a fault on its own side',
		remedy:
			'Try again in a few minutes. If it stays so, check the values of the parameters: Meta answers some combinations like this.',
		retry: 'sameRequest',
		outcome: 'unknown',
		quote: true,
		source,
	},
	{
		code: 2,
		kind: 'transient',
		message: 'Meta is not available at the moment',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		quote: true,
		source,
	},
	{
		code: -1,
		kind: 'transient',
		message: 'Instagram could not answer because of a fault on its own side',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		quote: true,
		source,
	},
	{
		code: -2,
		kind: 'transient',
		message: 'Instagram took too long over the call',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		quote: true,
		source,
	},
];
