import type { ErrorRow } from '../row';
import { INSTAGRAM_CHANGELOG, MESSENGER_CHANGELOG, MESSENGER_CODES, observed } from '../row';

const policy = { kind: 'policy', retry: 'never' } as const;

const WINDOW_OVER = {
	...policy,
	message: 'Meta says that the time for an answer to this person is over',
	remedy:
		"A message can be sent within 24 hours of the last one that the person wrote; a person who answers by hand has 7 days, with the option 'Human Agent'. A private reply can be sent within 7 days of the comment. If that time is not over, check that the person has written to this account (a reaction or a comment is not enough), that the ID is from an event of this app, and that the account has accepted the message request.",
	quote: true,
} as const;

const UNAVAILABLE = {
	...policy,
	message: 'This person cannot be written to: they have blocked the account, or are gone',
	remedy: 'No permission helps. Leave this person out.',
	quote: true,
} as const;

const NO_RECIPIENT = {
	kind: 'notFound',
	message: 'Instagram does not find the recipient',
	remedy:
		"Check the ID. 'Recipient ID' takes the one from a message that this person has sent to the account, not a username, and another account has another ID for the same person. Where another app owns the conversation, the IDs of its events do not work here.",
	retry: 'never',
	objectMissing: true,
} as const;

/** Messages and private replies. Subcodes 2534xxx are unique, whatever code they come with; so are 1545xxx and 2018xxx. */
export const MESSAGING_ROWS: readonly ErrorRow[] = [
	{ code: 10, subcode: 2534022, ...WINDOW_OVER, ...observed('ComposioHQ/composio #3604, #3974') },
	{ code: 10, subcode: 2018278, ...WINDOW_OVER, ...MESSENGER_CODES },
	{
		code: 10,
		subcode: 2018108,
		...policy,
		message: 'This person has not written to the account',
		remedy: 'Only a person who has written first can be sent a message. Wait for a message of theirs.',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 10,
		subcode: 1893063,
		...policy,
		retry: 'afterWait',
		message: 'Meta lets the Page send no messages for some time',
		remedy:
			'Wait some hours and send fewer. No permission helps. Look at the notices in the Meta Business Suite and in the Instagram app (Account Status).',
		quote: true,
		...MESSENGER_CHANGELOG,
	},
	{
		code: -1,
		subcode: 2534023,
		...policy,
		message: 'This comment has already had its private reply',
		remedy:
			'Instagram takes one private reply per comment. Once the person answers it, send a message to them instead.',
		...observed('public code'),
	},
	{
		subcode: 2534025,
		...policy,
		message: 'This comment has already had its private reply',
		remedy:
			'Instagram takes one private reply per comment. Once the person answers it, send a message to them instead.',
		...observed('public code'),
	},
	{ code: 100, subcode: 2534014, ...NO_RECIPIENT, ...observed('public code') },
	{ code: 100, subcode: 2018001, ...NO_RECIPIENT, ...MESSENGER_CODES },
	{ code: 9010, ...NO_RECIPIENT, ...observed('chatwoot/chatwoot PR #11496, #11773') },
	{
		subcode: 2534001,
		kind: 'notFound',
		message: 'The conversation has been archived or deleted',
		remedy: 'Wait for a new message of this person.',
		retry: 'never',
		...observed('public code'),
	},
	{
		code: 100,
		subcode: 2534013,
		kind: 'account',
		message: 'The Page is not linked to an Instagram account, or that account is not a professional one',
		remedy:
			'Link the Page to a professional account, allow access to messages in the Instagram app (Settings > Messages and story replies > Connected tools), then connect the credential again.',
		retry: 'never',
		...observed('public code'),
	},
	{
		code: 100,
		subcode: 2534037,
		...policy,
		message: 'Another app owns this conversation',
		remedy:
			"Remove apps that are no longer used from the account, or make your app the primary one under the account's conversation routing in the Meta Business Suite.",
		quote: true,
		...observed('public code'),
	},
	{
		code: 508,
		subcode: 2534122,
		...policy,
		retry: 'afterWait',
		message: 'Instagram takes no links from this account for some time',
		remedy: 'Send the message without a link, or wait some hours.',
		quote: true,
		...observed('public code'),
	},
	{
		subcode: 2534029,
		...policy,
		retry: 'afterWait',
		message: 'Instagram lets this account send no messages for some time',
		remedy: 'Wait some hours and send fewer. Look at Account Status in the Instagram app.',
		quote: true,
		...observed('public code'),
	},
	{ code: 551, ...UNAVAILABLE, ...observed('Ptt-alertor #75; chatwoot/chatwoot') },
	{ subcode: 1545041, ...UNAVAILABLE, ...observed('Ptt-alertor #75; Salesforce help') },
	{
		code: 230,
		...policy,
		message: 'Instagram shows the profile only of a person who has written to the account',
		remedy:
			'Wait until this person has sent a message, or tapped an ice breaker or the menu; a comment is not enough.',
		quote: true,
		...observed('chatwoot/chatwoot PR #5509'),
	},
	{
		code: 200,
		subcode: 2018028,
		kind: 'permission',
		message: 'The app may write only to people who have a role on it',
		remedy:
			'Publish the app (Live) with Advanced Access for messages, or add the person as a tester in the Meta App Dashboard.',
		retry: 'never',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 1,
		subcode: 99,
		kind: 'permission',
		message: 'The app lacks a permission for messages, or the review of it',
		remedy:
			'Check in the Meta App Dashboard that the app has the permission for messages; people without a role on the app need Advanced Access.',
		retry: 'never',
		quote: true,
		permissionHint: true,
		...MESSENGER_CODES,
	},
	{
		code: 2,
		subcode: 2018344,
		kind: 'account',
		message: "Meta's terms for messages have not been accepted for the Page",
		remedy: "An admin of the Page has to accept them: sign in at facebook.com, open the Page's inbox.",
		retry: 'never',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 100,
		subcode: 2018109,
		kind: 'validation',
		message: 'The file is larger than Instagram takes in a message',
		remedy: 'An image may have 8 MB; a video, a sound or another file 25 MB.',
		retry: 'never',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 1200,
		kind: 'transient',
		message: 'Meta could not send the message for a reason that passes',
		remedy: 'Look at the conversation before you send it again: the message may be there.',
		retry: 'sameRequest',
		outcome: 'unknown',
		...MESSENGER_CODES,
	},
	{
		code: 1,
		subcode: 1357046,
		kind: 'transient',
		message: 'Meta got an answer of its own that it could not read',
		remedy: 'Look at the conversation before you send it again: the message may be there.',
		retry: 'sameRequest',
		outcome: 'unknown',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 2,
		subcode: 1545133,
		kind: 'transient',
		message: 'Messaging is not available at the moment',
		remedy: 'Try again in a few minutes.',
		retry: 'sameRequest',
		outcome: 'unknown',
		...observed('public code'),
	},
	{
		subcode: 2534068,
		kind: 'account',
		message: 'This account cannot send several images in one message',
		remedy: 'Send one image per message.',
		retry: 'never',
		...INSTAGRAM_CHANGELOG,
	},
];
