import type { LoginMethod, Permission } from './types';

export type { Permission } from './types';

/** Scopes by login method; empty if the login method has or needs none. */
type Scopes = Readonly<Record<LoginMethod, readonly string[]>>;

/** Labels of the login methods in the credential. */
export const LOGIN_NAMES: Readonly<Record<LoginMethod, string>> = {
	instagram: 'Instagram Login',
	facebook: 'Facebook Login',
};

/** Labels of the permissions in the credential. */
export const PERMISSION_NAMES: Readonly<Record<Permission, string>> = {
	publish: 'Publish',
	comments: 'Manage Comments',
	insights: 'Read Insights',
	messages: 'Messages',
	webhooks: 'Webhooks',
	deleteMedia: 'Delete Media',
	businessManager: 'Pages Owned by a Business',
};

/** Always requested: without them an account cannot even be read. */
export const BASE_SCOPES: Scopes = {
	instagram: ['instagram_business_basic'],
	facebook: ['instagram_basic', 'pages_show_list', 'pages_read_engagement'],
};

/**
 * Scopes that Meta requires for each permission.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/overview
 * @see https://developers.facebook.com/docs/permissions
 */
export const PERMISSION_SCOPES: Readonly<Record<Permission, Scopes>> = {
	publish: {
		instagram: ['instagram_business_content_publish'],
		facebook: ['instagram_content_publish'],
	},
	comments: {
		instagram: ['instagram_business_manage_comments'],
		facebook: ['instagram_manage_comments'],
	},
	insights: {
		instagram: ['instagram_business_manage_insights'],
		facebook: ['instagram_manage_insights'],
	},
	messages: {
		instagram: ['instagram_business_manage_messages'],
		facebook: ['instagram_manage_messages', 'pages_manage_metadata', 'pages_messaging'],
	},
	webhooks: {
		instagram: [],
		facebook: ['pages_manage_metadata'],
	},
	deleteMedia: {
		instagram: [],
		facebook: ['instagram_manage_contents'],
	},
	businessManager: {
		instagram: [],
		facebook: ['business_management'],
	},
};
