import type { ErrorRow } from '../errorRow';

const observed = { evidence: 'observed' } as const;

/** Messages and private replies. Subcodes 2534xxx are unique, whatever code they come with. */
export const MESSAGING_ROWS: readonly ErrorRow[] = [
	{
		code: 10,
		subcode: 2534022,
		kind: 'policy',
		message: 'The time for an answer to this person is over',
		remedy:
			"A message can be sent within 24 hours of the last one that the person wrote; a person who answers by hand has 7 days, with the option 'Human Agent'. A private reply can be sent within 7 days of the comment.",
		retry: 'never',
		...observed,
	},
	{
		subcode: 2534025,
		kind: 'policy',
		message: 'This comment has already had its private reply',
		remedy:
			'Instagram takes one private reply per comment. Once the person answers it, send a message to them instead.',
		retry: 'never',
		...observed,
	},
	{
		subcode: 2534014,
		kind: 'notFound',
		message: 'Instagram does not find the recipient',
		remedy:
			"Check 'Recipient ID': it is the ID from a message that this person has sent to the account, not a username, and another account has another ID for the same person.",
		retry: 'never',
		...observed,
	},
	{
		subcode: 2534001,
		kind: 'notFound',
		message: 'The conversation has been archived or deleted',
		remedy: 'Wait for a new message of this person.',
		retry: 'never',
		...observed,
	},
	{
		subcode: 2534013,
		kind: 'policy',
		message: 'Instagram takes no more private replies for now',
		remedy:
			'Wait some hours and send fewer. A private reply can be sent within 7 days of the comment, one per comment.',
		retry: 'afterWait',
		...observed,
	},
	{
		code: 2,
		subcode: 1545133,
		kind: 'transient',
		message: 'Messaging is not available at the moment',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		...observed,
	},
	{
		subcode: 2534068,
		kind: 'account',
		message: 'This account cannot send several images in one message',
		remedy: 'Send one image per message.',
		retry: 'never',
		source: 'https://developers.facebook.com/docs/instagram-platform/changelog',
	},
];
