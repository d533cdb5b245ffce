import type { ErrorRow } from '../errorRow';
import { GRAPH_CODES, INSIGHTS } from '../errorRow';

const source = GRAPH_CODES;
const token = { kind: 'token', retry: 'never' } as const;

/** Tokens and permissions. */
export const ACCESS_ROWS: readonly ErrorRow[] = [
	{
		code: 190,
		subcode: 458,
		...token,
		message: 'The Instagram connection has been removed: the app is no longer allowed in the account',
		remedy: 'Reconnect the credential.',
		source,
	},
	{
		code: 190,
		subcode: 459,
		...token,
		message: 'Meta asks the owner of the account to confirm something before the connection can be used',
		remedy:
			'Sign in at facebook.com or in the Instagram app, do what it asks, then reconnect the credential.',
		source,
	},
	{
		code: 190,
		subcode: 460,
		...token,
		message: 'The connection has ended because the password of the account was changed',
		remedy: 'Reconnect the credential.',
		source,
	},
	{
		code: 190,
		subcode: 463,
		...token,
		message: 'The access token has expired',
		remedy:
			'Reconnect the credential. An Instagram Login credential must be used once within an hour of connecting: open the node and pick the account. Then run a workflow with it at least every 60 days.',
		source,
	},
	{
		code: 190,
		subcode: 464,
		...token,
		message: 'The account of the connection has not been confirmed',
		remedy:
			'Sign in at facebook.com or in the Instagram app and confirm the account, then reconnect the credential.',
		source,
	},
	{
		code: 190,
		subcode: 467,
		...token,
		message: 'The access token has been made invalid, for example by signing out everywhere',
		remedy: 'Reconnect the credential.',
		source,
	},
	{
		code: 190,
		subcode: 492,
		...token,
		message: 'The person who connected has no sufficient role on the Page any more',
		remedy: "Give that person a role with full control of the account's Page, then reconnect the credential.",
		source,
	},
	{
		code: 190,
		...token,
		message: 'Meta does not accept the access token any more',
		remedy:
			"Reconnect the credential. If it is new, check that 'Login Method' is the one by which the token was made.",
		quote: true,
		source,
	},
	{
		code: 102,
		...token,
		message: 'The session of the connection has ended',
		remedy: 'Reconnect the credential.',
		source,
	},
	{
		code: 100,
		says: /appsecret_proof/i,
		...token,
		message: 'Meta does not accept the proof made with the app secret',
		remedy:
			"Check the app secret in the credential: it has to belong to the Meta app by which the token was made, and must be there if that app demands the proof ('Require App Secret').",
		evidence: 'unverified',
	},
	{
		code: 1,
		says: /client secret/i,
		...token,
		message: "Meta does not accept the app's secret",
		remedy:
			'Check the app ID and app secret in the credential. Instagram Login takes those of the Instagram app, Facebook Login those of the Meta app.',
		evidence: 'unverified',
	},
	{
		code: 101,
		...token,
		message: "Meta does not know the app, or does not accept the app's secret",
		remedy:
			'Check the app ID and app secret in the credential. Instagram Login takes those of the Instagram app, Facebook Login those of the Meta app.',
		evidence: 'unverified',
	},
	{
		code: 100,
		subcode: 36007,
		...token,
		message: "The code of Meta's consent screen has expired",
		remedy: 'Connect the credential again.',
		evidence: 'unverified',
	},
	{
		code: 100,
		subcode: 36008,
		...token,
		message: 'The redirect URL is not the one that the consent screen was opened with',
		remedy:
			"Copy the credential's 'OAuth Redirect URL' into the settings of the Meta app, then connect again.",
		evidence: 'unverified',
	},
	{
		code: 100,
		subcode: 36009,
		...token,
		message: "The code of Meta's consent screen has already been used",
		remedy: 'Connect the credential again.',
		evidence: 'unverified',
	},
	{
		code: 10,
		says: /not enough viewers/i,
		kind: 'policy',
		retry: 'afterWait',
		message: 'The story has had too few viewers for insights',
		remedy:
			'Instagram shows the insights of a story from 5 viewers on, and only during its 24 hours. Ask again later.',
		source: INSIGHTS,
	},
	{
		code: 3,
		kind: 'permission',
		message: 'The app may not use this part of the API',
		remedy: 'Add the product or capability to the app in the Meta App Dashboard; it may need App Review.',
		retry: 'never',
		quote: true,
		source,
	},
	{
		code: 10,
		kind: 'permission',
		message: 'This credential may not do that',
		remedy:
			'The person who connected, and the app, need the permission for it; accounts beyond your own need App Review.',
		retry: 'never',
		quote: true,
		source,
	},
	{
		codes: [200, 299],
		kind: 'permission',
		message: 'A permission for this is missing',
		remedy:
			'The person who connected, and the app, need the permission for it; under Facebook Login that person also needs a role on the Page.',
		retry: 'never',
		quote: true,
		source,
	},
];
