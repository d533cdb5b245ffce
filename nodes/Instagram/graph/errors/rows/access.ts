import type { ErrorRow } from '../row';
import { GRAPH_CODES, INSIGHTS, observed, UNVERIFIED } from '../row';

const permission = { kind: 'permission', retry: 'never', quote: true } as const;

const PAGE_TOKEN_NEEDED = {
	...permission,
	message: "The call takes only the token of the account's Page",
	remedy:
		"With Facebook Login the node uses the Page's token where the call needs it. Check 'Account', and that the person who connected has a task on the Page (for messages, the task Messages).",
} as const;

/** Permissions of the app and of the person. Errors of tokens are in another table. */
export const ACCESS_ROWS: readonly ErrorRow[] = [
	{
		code: 200,
		says: /API access (?:blocked|deactivated)/i,
		kind: 'appBlocked',
		message: 'Meta has blocked the whole app',
		remedy:
			'Reconnecting or another permission does not help. Open the Meta App Dashboard and complete its Required actions.',
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
			"Reconnect the credential, and keep the Page and all permissions ticked on Meta's consent screen. A pasted token must have been generated with one of these permissions.",
		...observed('gitroomhq/postiz-app PR #1912, #2045'),
	},
	{ code: 210, ...PAGE_TOKEN_NEEDED, ...UNVERIFIED },
	{
		code: 190,
		says: /must be called with a Page Access Token/i,
		...PAGE_TOKEN_NEEDED,
		...observed('halsandr/Facebook_Connector #1'),
	},
	{
		code: 100,
		says: /requires the '[^']{1,80}' permission/i,
		...permission,
		message: 'A permission is missing',
		remedy:
			'Reconnect the credential with this permission; a pasted token must have been generated with it. If Meta names a feature, the app needs it through App Review.',
		...observed('sns-sdks/python-facebook'),
	},
	{
		code: 100,
		says: /requires either app secret proof or an app token/i,
		...permission,
		message: 'Meta requires a proof of the app secret',
		remedy:
			"Enter 'App Secret' in the credential. The app needs the feature that Meta names through App Review.",
		...observed('sns-sdks/python-facebook'),
	},
	{
		code: 10,
		subcode: 2108000,
		kind: 'policy',
		retry: 'afterWait',
		message: 'The story has too few viewers for insights',
		remedy:
			'Instagram provides insights for stories with at least 5 viewers, and only during their 24 hours. Try again later.',
		...INSIGHTS,
	},
	{
		code: 10,
		says: /not enough viewers/i,
		kind: 'policy',
		retry: 'afterWait',
		message: 'The story has too few viewers for insights',
		remedy:
			'Instagram provides insights for stories with at least 5 viewers, and only during their 24 hours. Try again later.',
		...INSIGHTS,
	},
	{
		says: /Page Publishing Authori[sz]ation|two.factor/i,
		kind: 'account',
		message: 'Meta requires another step before this Page can publish',
		remedy:
			'The person who connected must complete the step that Meta names: Page Publishing Authorization in the settings of the Page, or two-factor authentication in their own account. Then try again.',
		retry: 'never',
		quote: true,
		...UNVERIFIED,
	},
	{
		says: /advanced access/i,
		...permission,
		message: 'The app has no Advanced Access',
		remedy:
			'With Standard Access an app reaches only people who have a role on it. Request Advanced Access in the Meta App Dashboard (App Review), or give the account a role on the app.',
		...UNVERIFIED,
	},
	{
		says: /not an Instagram Business/i,
		kind: 'account',
		message: 'The account is not a professional account',
		remedy:
			'Switch it to a business or creator account in the Instagram app (Settings > Account type and tools), then reconnect the credential.',
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
		message: 'This credential does not have permission for this',
		remedy:
			'Both the person who connected and the app need the permission; accounts other than your own need App Review.',
		permissionHint: true,
		...GRAPH_CODES,
	},
	{
		codes: [200, 299],
		...permission,
		message: 'A permission for this is missing',
		remedy:
			'Both the person who connected and the app need the permission; with Facebook Login that person also needs a role on the Page.',
		permissionHint: true,
		...GRAPH_CODES,
	},
];
