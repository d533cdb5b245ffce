import type { ErrorRow } from '../row';
import { GRAPH_CODES, observed, UNVERIFIED } from '../row';

const token = { kind: 'token', retry: 'never' } as const;

/** For both credentials. */
const CONNECT_AGAIN = 'Connect the credential again; with an access token credential, paste a new token.';

const CHECKPOINT = {
	...token,
	message: 'Meta asks the owner of the account for a confirmation before the connection can be used',
	remedy:
		'Sign in at facebook.com, instagram.com or in the Instagram app, and follow the steps shown there. Then try again. Reconnect the credential only if that does not help.',
} as const;

const APP_SECRET =
	'Check the app ID and app secret in the credential. Instagram Login needs those of the Instagram app, Facebook Login those of the Meta app.';

const OTHER_APP = {
	...token,
	message: "The credential's app ID and app secret do not belong to the app that generated the token",
	remedy: APP_SECRET,
	quote: true,
} as const;

/** Tokens, and the app that generated them. */
export const TOKEN_ROWS: readonly ErrorRow[] = [
	{
		code: 190,
		subcode: 458,
		...token,
		message: 'The Instagram connection has been removed: the app is no longer allowed in the account',
		remedy: CONNECT_AGAIN,
		...GRAPH_CODES,
	},
	{ code: 190, subcode: 459, ...CHECKPOINT, ...GRAPH_CODES },
	{
		code: 190,
		subcode: 490,
		...CHECKPOINT,
		...observed('gitroomhq/postiz-app; DayMoonDevelopment/post-for-me PR #282'),
	},
	{ says: /cannot access the app till you log in/i, ...CHECKPOINT, ...observed('several projects') },
	{
		code: 190,
		subcode: 460,
		...token,
		message: 'The connection is no longer valid because the password of the account was changed',
		remedy: CONNECT_AGAIN,
		...GRAPH_CODES,
	},
	{
		code: 190,
		subcode: 463,
		...token,
		message: 'The access token has expired',
		remedy: `${CONNECT_AGAIN} An Instagram Login credential must be used once within an hour of connecting: open the node and pick the account. Then run a workflow with it at least every 60 days.`,
		...GRAPH_CODES,
	},
	{
		code: 190,
		subcode: 464,
		...token,
		message: 'The account of the connection has not been confirmed',
		remedy: `Sign in at facebook.com or in the Instagram app and confirm the account. ${CONNECT_AGAIN}`,
		...GRAPH_CODES,
	},
	{
		code: 190,
		subcode: 467,
		...token,
		message: 'The access token was invalidated, for example by signing out everywhere',
		remedy: CONNECT_AGAIN,
		...GRAPH_CODES,
	},
	{
		code: 190,
		subcode: 492,
		...token,
		message: 'The person who connected no longer has a sufficient role on the Page',
		remedy: `Give that person a role with full control of the account's Page. ${CONNECT_AGAIN}`,
		...GRAPH_CODES,
	},
	{
		code: 190,
		...token,
		message: 'Meta no longer accepts the access token',
		remedy: `${CONNECT_AGAIN} If it is new, check that 'Login Method' matches the token.`,
		quote: true,
		...GRAPH_CODES,
	},
	{
		code: 102,
		...token,
		message: 'The session of the connection has ended',
		remedy: CONNECT_AGAIN,
		...GRAPH_CODES,
	},
	{
		code: 100,
		says: /Unsupported request - method type/i,
		...token,
		message: 'Instagram accepts neither the token nor its app',
		remedy: `${CONNECT_AGAIN} 'Login Method' must be that of the token: tokens of the former Basic Display API and of other apps do not work. The account must be a professional account, and the app must not be blocked (see the Meta App Dashboard).`,
		quote: true,
		...observed(
			'gitroomhq/postiz-app #638; in2code-de/instagram #25, #41; NangoHQ/nango #5531; chatwoot/chatwoot #14932; pdir/social-feed-bundle #144',
		),
	},
	{
		code: 100,
		says: /must provide an app access token, or a user access token that is an owner or developer/i,
		...OTHER_APP,
		...observed('nyaruka/rapidpro PR #3734'),
	},
	{
		code: 100,
		says: /App_id in the input_token did not match the Viewing App/i,
		...OTHER_APP,
		...observed('several projects'),
	},
	{
		code: 100,
		says: /appsecret_proof/i,
		...token,
		message: 'Meta does not accept the proof of the app secret',
		remedy:
			"Check the app secret in the credential: it must belong to the Meta app that generated the token, and is required if that app has 'Require App Secret' switched on.",
		...UNVERIFIED,
	},
	{
		code: 1,
		says: /client secret/i,
		...token,
		message: "Meta does not accept the app's secret",
		remedy: APP_SECRET,
		...UNVERIFIED,
	},
	{
		code: 101,
		...token,
		message: "Meta does not know the app, or does not accept the app's secret",
		remedy: APP_SECRET,
		...UNVERIFIED,
	},
	{
		code: 100,
		subcode: 36007,
		...token,
		message: "The code of Meta's consent screen has expired",
		remedy: 'Connect the credential again.',
		...UNVERIFIED,
	},
	{
		code: 100,
		subcode: 36008,
		...token,
		message: 'The redirect URL is not the one that the consent screen was opened with',
		remedy:
			"Copy the credential's 'OAuth Redirect URL' into the settings of the Meta app, then connect again.",
		...UNVERIFIED,
	},
	{
		code: 100,
		subcode: 36009,
		...token,
		message: "The code of Meta's consent screen has already been used",
		remedy: 'Connect the credential again.',
		...UNVERIFIED,
	},
];
