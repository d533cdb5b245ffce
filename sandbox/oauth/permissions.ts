import type { LoginMethod } from '../model';

/**
 * The permissions that each login method knows, with the texts of its consent page. Any other scope
 * leads to Meta's "Invalid Scopes" page.
 */
export const PERMISSIONS: Record<LoginMethod, Record<string, string>> = {
	instagram: {
		instagram_business_basic: 'View your profile and media',
		instagram_business_content_publish: 'Create and publish posts, reels and stories',
		instagram_business_manage_comments: 'Read, answer and hide comments',
		instagram_business_manage_insights: 'Read the insights of your account and posts',
		instagram_business_manage_messages: 'Read and answer messages',
	},
	facebook: {
		instagram_basic: 'View the profile and media of the Instagram accounts linked to your Pages',
		instagram_content_publish: 'Create and publish content on these Instagram accounts',
		instagram_manage_comments: 'Read, answer and hide comments',
		instagram_manage_insights: 'Read the insights of these Instagram accounts',
		instagram_manage_messages: 'Read and answer Instagram messages',
		instagram_manage_contents: 'Delete media of these Instagram accounts',
		instagram_manage_engagement: 'Like media and comments',
		instagram_shopping_tag_products: 'Tag products',
		instagram_branded_content_creator: 'Mark paid partnerships',
		pages_show_list: 'Show a list of the Pages you manage',
		pages_read_engagement: 'Read content posted on your Pages',
		pages_manage_metadata: 'Manage settings and webhooks of your Pages',
		pages_messaging: 'Manage conversations of your Pages',
		business_management: 'Manage your businesses',
		ads_read: 'Read your ads',
		ads_management: 'Manage your ads',
		catalog_management: 'Manage your catalogs',
		public_profile: 'Your name and profile picture',
		email: 'Your email address',
	},
};

/** Without it nothing of the login method works; the consent page does not let it be unticked. */
export const BASE_PERMISSION: Record<LoginMethod, string> = {
	instagram: 'instagram_business_basic',
	facebook: 'instagram_basic',
};

/** What a call is for, as far as permissions are concerned. */
export type Purpose =
	'basic' | 'publish' | 'comments' | 'insights' | 'messages' | 'delete' | 'engagement' | 'shopping';

/** The permission that each purpose needs. */
export const NEEDED_PERMISSIONS: Record<Purpose, Record<LoginMethod, string>> = {
	basic: { instagram: 'instagram_business_basic', facebook: 'instagram_basic' },
	publish: { instagram: 'instagram_business_content_publish', facebook: 'instagram_content_publish' },
	comments: { instagram: 'instagram_business_manage_comments', facebook: 'instagram_manage_comments' },
	insights: { instagram: 'instagram_business_manage_insights', facebook: 'instagram_manage_insights' },
	messages: { instagram: 'instagram_business_manage_messages', facebook: 'instagram_manage_messages' },
	delete: { instagram: '(not offered)', facebook: 'instagram_manage_contents' },
	engagement: { instagram: '(not offered)', facebook: 'instagram_manage_engagement' },
	shopping: { instagram: '(not offered)', facebook: 'catalog_management' },
};

/** Splits a `scope` parameter: commas, or spaces as n8n's OAuth2 client may send them. */
export function splitScopes(scope: string): string[] {
	return [...new Set(scope.split(/[\s,]+/).filter((name) => name !== ''))];
}

export function unknownScopes(loginMethod: LoginMethod, scopes: readonly string[]): string[] {
	return scopes.filter((name) => !Object.hasOwn(PERMISSIONS[loginMethod], name));
}
