import type { ErrorRow } from '../row';
import { GRAPH_CODES, INSIGHTS, observed, UNVERIFIED } from '../row';

const permission = { kind: 'permission', retry: 'never', quote: true } as const;

/** Which app and which person may do what. Tokens stand in a table of their own. */
export const ACCESS_ROWS: readonly ErrorRow[] = [
	{
		code: 200,
		says: /API access (?:blocked|deactivated)/i,
		kind: 'appBlocked',
		message: 'Meta has blocked the app as a whole',
		remedy:
			'No permission and no reconnecting helps. Open the Meta App Dashboard, see what stands under Required actions, and do it.',
		retry: 'never',
		quote: true,
		...observed('msigley/WP-Instagram-API #6'),
	},
	{
		code: 190,
		says: /must be granted before impersonating a user's page/i,
		...permission,
		message: "A permission for the account's Page is missing",
		remedy:
			"Reconnect the credential, and leave the Page and everything that is asked for ticked on Meta's consent screen. A pasted token must have been made with one of these permissions.",
		...observed('gitroomhq/postiz-app PR #1912, #2045'),
	},
	{
		code: 100,
		says: /requires the '[^']{1,80}' permission/i,
		...permission,
		message: 'A permission that Meta names is missing',
		remedy:
			'Reconnect the credential with this permission; a pasted token must have been made with it. A feature that Meta names has to be granted to the app, by App Review.',
		...observed('sns-sdks/python-facebook'),
	},
	{
		code: 100,
		says: /requires either app secret proof or an app token/i,
		...permission,
		message: 'Meta wants a proof made with the app secret',
		remedy:
			"Enter 'App Secret' in the credential. The feature that Meta names has to be granted to the app, by App Review.",
		...observed('sns-sdks/python-facebook'),
	},
	{
		code: 10,
		subcode: 2108000,
		kind: 'policy',
		retry: 'afterWait',
		message: 'The story has had too few viewers for insights',
		remedy:
			'Instagram shows the insights of a story from 5 viewers on, and only during its 24 hours. Ask again later.',
		...INSIGHTS,
	},
	{
		code: 10,
		says: /not enough viewers/i,
		kind: 'policy',
		retry: 'afterWait',
		message: 'The story has had too few viewers for insights',
		remedy:
			'Instagram shows the insights of a story from 5 viewers on, and only during its 24 hours. Ask again later.',
		...INSIGHTS,
	},
	{
		says: /Page Publishing Authori[sz]ation|two.factor/i,
		kind: 'account',
		message: 'Meta requires another step before this Page can publish',
		remedy:
			"Whoever connected has to complete what Meta's text names, Page Publishing Authorization or two-factor authentication, in the settings of the Page or of the own account. Then try again.",
		retry: 'never',
		quote: true,
		...UNVERIFIED,
	},
	{
		says: /advanced access/i,
		...permission,
		message: 'The app has no Advanced Access',
		remedy:
			'With Standard Access an app reaches only people who have a role on it. Ask for Advanced Access in the Meta App Dashboard (App Review), or give the account a role on the app.',
		...UNVERIFIED,
	},
	{
		says: /not an Instagram Business/i,
		kind: 'account',
		message: 'The account is not a professional one',
		remedy:
			'Make it a business or creator account in the Instagram app (Settings > Account type and tools), then reconnect the credential.',
		retry: 'never',
		quote: true,
		...observed('public code'),
	},
	{
		code: 3,
		...permission,
		message: 'The app may not use this part of the API',
		remedy: 'Add the product or capability to the app in the Meta App Dashboard; it may need App Review.',
		...GRAPH_CODES,
	},
	{
		code: 10,
		...permission,
		message: 'This credential may not do that',
		remedy:
			'The person who connected, and the app, need the permission for it; accounts beyond your own need App Review.',
		permissionHint: true,
		...GRAPH_CODES,
	},
	{
		codes: [200, 299],
		...permission,
		message: 'A permission for this is missing',
		remedy:
			'The person who connected, and the app, need the permission for it; under Facebook Login that person also needs a role on the Page.',
		permissionHint: true,
		...GRAPH_CODES,
	},
];
