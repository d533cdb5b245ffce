import type { ErrorRow } from '../row';
import { INSTAGRAM_CHANGELOG, MESSENGER_CHANGELOG, MESSENGER_CODES, observed } from '../row';

const policy = { kind: 'policy', retry: 'never' } as const;

const WINDOW_OVER = {
	...policy,
	message: 'The time to reply to this person is over',
	remedy:
		"A message can be sent within 24 hours of the last message from the person, or within 7 days if a human answers, with the option 'Human Agent' of Message > Send. A private reply can be sent within 7 days of the comment. If that time is not over, check that the person has written to this account (a reaction or a comment is not enough), that the ID comes from an event of this app, and that the account has accepted the message request.",
	quote: true,
} as const;

const UNAVAILABLE = {
	...policy,
	message: 'This person cannot receive messages: they have blocked the account or left Instagram',
	remedy: 'No permission helps. Skip this person.',
	quote: true,
} as const;

const NO_RECIPIENT = {
	kind: 'notFound',
	message: 'Instagram does not find the recipient',
	remedy:
		"Check the ID: it is the sender's ID in a message that this person has sent to the account, not a username. Each account has its own ID for the same person. If another app owns the conversation, the IDs of its events do not work here.",
	retry: 'never',
	objectMissing: true,
} as const;

const OPENS_THE_FILE = 'opens the file itself in a private browser window, without a login';

/** Messages and private replies. Subcodes 2534xxx are unique, with any code; so are 1545xxx and 2018xxx. */
export const MESSAGING_ROWS: readonly ErrorRow[] = [
	{ code: 10, subcode: 2534022, ...WINDOW_OVER, ...observed('ComposioHQ/composio #3604, #3974') },
	{ code: 10, subcode: 2018278, ...WINDOW_OVER, ...MESSENGER_CODES },
	{
		code: 10,
		subcode: 2018108,
		...policy,
		message: 'This person has not written to the account',
		remedy: 'Only people who have written first can receive a message. Wait for a message from this person.',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 10,
		subcode: 1893063,
		...policy,
		retry: 'afterWait',
		message: 'Meta has temporarily blocked the Page from sending messages',
		remedy:
			'Wait a few hours and send fewer messages. No permission helps. See the notices in the Meta Business Suite and in the Instagram app (Account Status).',
		quote: true,
		...MESSENGER_CHANGELOG,
	},
	{
		code: -1,
		subcode: 2534023,
		...policy,
		message: 'This comment has already received its private reply',
		remedy:
			'Instagram takes one private reply per comment. Once the person answers it, send them a message instead.',
		...observed('public code'),
	},
	{
		subcode: 2534025,
		...policy,
		message: 'This comment has already received its private reply',
		remedy:
			'Instagram takes one private reply per comment. Once the person answers it, send them a message instead.',
		...observed('public code'),
	},
	{ code: 100, subcode: 2534014, ...NO_RECIPIENT, ...observed('public code') },
	{ code: 100, subcode: 2018001, ...NO_RECIPIENT, ...MESSENGER_CODES },
	{ code: 9010, ...NO_RECIPIENT, ...observed('chatwoot/chatwoot PR #11496, #11773') },
	{
		subcode: 2534001,
		kind: 'notFound',
		message: 'The conversation has been archived or deleted',
		remedy: 'Wait for a new message from this person.',
		retry: 'never',
		...observed('public code'),
	},
	{
		code: 100,
		subcode: 2534013,
		kind: 'account',
		message: 'The Page is not linked to a professional Instagram account',
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
			"Remove unused apps from the account, or make your app the primary one in the account's conversation routing in the Meta Business Suite.",
		quote: true,
		...observed('public code'),
	},
	{
		code: 508,
		subcode: 2534122,
		...policy,
		retry: 'afterWait',
		message: 'Instagram temporarily takes no links from this account',
		remedy: 'Send the message without a link, or wait a few hours.',
		quote: true,
		...observed('public code'),
	},
	{
		subcode: 2534029,
		...policy,
		retry: 'afterWait',
		message: 'Instagram has temporarily blocked this account from sending messages',
		remedy: 'Wait a few hours and send fewer messages. See Account Status in the Instagram app.',
		quote: true,
		...observed('public code'),
	},
	{ code: 551, ...UNAVAILABLE, ...observed('Ptt-alertor #75; chatwoot/chatwoot') },
	{ subcode: 1545041, ...UNAVAILABLE, ...observed('Ptt-alertor #75; Salesforce help') },
	{
		code: 230,
		...policy,
		message: 'Instagram shows profiles only of people who have written to the account',
		remedy:
			'Wait until this person has sent a message or tapped an ice breaker or the menu; a comment is not enough.',
		quote: true,
		...observed('chatwoot/chatwoot PR #5509'),
	},
	{
		code: 200,
		subcode: 2018028,
		kind: 'permission',
		message: 'The app can send messages only to people who have a role on it',
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
		message: 'The app has no permission for messages, or it has not been reviewed',
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
		remedy: "An admin of the Page must accept them: sign in at facebook.com and open the Page's inbox.",
		retry: 'never',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 100,
		subcode: 2018109,
		kind: 'validation',
		message: 'The file is too large for a message',
		remedy: 'An image may have up to 8 MB; a video, an audio file or another file up to 25 MB.',
		retry: 'never',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 100,
		subcode: 2018008,
		kind: 'mediaFetch',
		message: 'Meta could not fetch the file of the message from its URL',
		remedy: `Check that the URL ${OPENS_THE_FILE}, and that the server answers quickly. Nothing was sent.`,
		retry: 'sameRequest',
		...MESSENGER_CODES,
	},
	{
		code: 100,
		subcode: 2018047,
		kind: 'mediaFetch',
		message: 'Meta could not take the file of the message',
		remedy: `Check that 'Message Type' is the type of the file, and that the URL ${OPENS_THE_FILE}. Nothing was sent.`,
		retry: 'sameRequest',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 100,
		subcode: 2018294,
		kind: 'mediaFetch',
		message: 'Meta could not fetch or read the video of the message',
		remedy: `Meta takes up to 75 seconds to fetch a video. Check that the URL ${OPENS_THE_FILE}, or make the video smaller. Nothing was sent.`,
		retry: 'sameRequest',
		quote: true,
		...MESSENGER_CODES,
	},
	{
		code: 1200,
		kind: 'transient',
		message: 'Meta could not send the message at the moment',
		remedy: 'Check the conversation before you send it again: the message may be there.',
		retry: 'sameRequest',
		outcome: 'unknown',
		...MESSENGER_CODES,
	},
	{
		code: 1,
		subcode: 1357046,
		kind: 'transient',
		message: 'Meta could not send the message because of a fault on its side',
		remedy: 'Check the conversation before you send it again: the message may be there.',
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
