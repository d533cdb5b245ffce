import type { ErrorRow } from '../row';
import { BUSINESS_LOGIN, observed } from '../row';

const refused = { kind: 'token', retry: 'never', quote: true } as const;

/**
 * Answers of api.instagram.com, which have no code: their text identifies them. The last row matches all others.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
export const LOGIN_ROWS: readonly ErrorRow[] = [
	{
		says: /insufficient developer role/i,
		...refused,
		message: 'The app is not published, and the account has no role on it',
		remedy:
			'Add the account as an Instagram tester in the Meta App Dashboard (App roles) and accept the invitation at instagram.com (Settings > Website permissions > Apps and websites > Tester invites), or publish the app. Then connect again.',
		...observed('many projects'),
	},
	{
		says: /redirect_uri/i,
		...refused,
		message: 'The redirect URL is not registered in the Instagram app',
		remedy:
			"Copy the credential's 'OAuth Redirect URL' into the Meta App Dashboard (Use cases > Customize > API setup with Instagram login > Business login settings) exactly as it is. Then connect again.",
		...observed('many projects'),
	},
	{
		says: /matching code was not found or was already used/i,
		...refused,
		message: "The code of Meta's consent screen has already been used, or has expired",
		remedy:
			'Connect again, and do not reload the page that Instagram redirects to: a code works once, for an hour.',
		...BUSINESS_LOGIN,
	},
	{
		says: /invalid platform app/i,
		...refused,
		message: 'The app ID does not belong to an Instagram app',
		remedy:
			'Instagram Login needs the ID and secret of the Instagram app (Meta App Dashboard > Use cases > Customize > API setup with Instagram login), not those of the Meta app. Change them in the credential, then connect again.',
		...observed('many projects'),
	},
	{
		says: /activity off Meta technologies/i,
		...refused,
		message: 'A privacy setting of the person who connects blocks the app',
		remedy:
			"That person must allow it in Meta's Accounts Centre (Your information and permissions > Your activity off Meta technologies), then connect again. The app needs no change.",
		...observed('pdir/social-feed-bundle #105, #126'),
	},
	{
		...refused,
		message: 'Instagram returned no access token',
		remedy:
			'Check that the app ID and app secret in the credential are those of the Instagram app (in the Meta App Dashboard: Use cases > Customize > API setup with Instagram login), then connect again.',
		...BUSINESS_LOGIN,
	},
];
