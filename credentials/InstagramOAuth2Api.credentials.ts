import type { ICredentialType, INodeProperties } from 'n8n-workflow';

import { ACCESS_TOKEN_URL, AUTHORIZE_QUERY, AUTHORIZE_URL, SCOPE } from './shared/oauth2Expressions';
import {
	API_VERSION_PROPERTY,
	DOMAIN_PROPERTIES,
	META_APP_ID_PROPERTY,
	META_APP_SECRET_PROPERTY,
} from './shared/properties';

/** Connects an Instagram account through Meta's consent screen, with either login method. */
export class InstagramOAuth2Api implements ICredentialType {
	name = 'instagramOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Instagram OAuth2 API';

	documentationUrl = 'https://github.com/n8n-nodes-instagram-platform/n8n-nodes-instagram-platform#readme';

	icon = {
		light: 'file:../nodes/Instagram/instagram.svg',
		dark: 'file:../nodes/Instagram/instagram.dark.svg',
	} as const;

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: AUTHORIZE_URL },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: ACCESS_TOKEN_URL },
		// n8n's editor shows its own labels for these two: 'Client ID' and 'Client Secret'.
		{
			displayName: 'App ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			hint: 'Instagram Login: the Instagram app ID, which differs from the Meta app ID. Facebook Login: the Meta app ID.',
			description:
				"In the Meta App Dashboard. Instagram Login: Use cases > Customize > API setup with Instagram login > Instagram app ID. Facebook Login: App settings > Basic > App ID. With the ID of the other login method, Meta shows 'Invalid platform app'.",
		},
		{
			displayName: 'App Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'Instagram Login: the Instagram app secret, which differs from the Meta app secret. Facebook Login: the Meta app secret.',
			description:
				'In the Meta App Dashboard, next to the ID. Instagram Login: Use cases > Customize > API setup with Instagram login > Instagram app secret. Facebook Login: App settings > Basic > App secret.',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: SCOPE },
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: AUTHORIZE_QUERY,
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		{
			displayName: 'Login Method',
			name: 'loginMethod',
			type: 'options',
			options: [
				{
					name: 'Instagram Login',
					value: 'instagram',
					description: 'Sign in with the Instagram account itself; no Facebook Page is needed',
				},
				{
					name: 'Facebook Login',
					value: 'facebook',
					description:
						'Sign in with Facebook and use all Instagram accounts that are linked to your Facebook Pages',
				},
			],
			default: 'instagram',
			description:
				'How to sign in. Determines which app ID and secret are needed and which operations are available.',
		},
		{
			displayName:
				'Use the connection within one hour: connect, then open the node and pick the account. A new Instagram Login connection expires after one hour unless it is used. The first use makes it last 60 days, and regular use keeps it alive.',
			name: 'useWithinTheHour',
			type: 'notice',
			default: '',
			displayOptions: { show: { loginMethod: ['instagram'] } },
		},
		{
			displayName:
				'Connect, then open the node and pick the account: this first use makes the connection last 60 days, and regular use keeps it alive. On the consent screen, select both the Instagram account and the Facebook Page that it is linked to.',
			name: 'chooseThePage',
			type: 'notice',
			default: '',
			displayOptions: { show: { loginMethod: ['facebook'] } },
		},
		{
			displayName: 'Permissions',
			name: 'permissions',
			type: 'multiOptions',
			options: [
				{
					name: 'Delete Media',
					value: 'deleteMedia',
					description: 'Delete posts. Facebook Login only.',
				},
				{
					name: 'Manage Comments',
					value: 'comments',
					description:
						'Read, write, hide and delete comments, turn them on or off, reply to mentions, and read posts in which the account is tagged',
				},
				{
					name: 'Messages',
					value: 'messages',
					description: 'Read and send direct messages and private replies',
				},
				{
					name: 'Pages Owned by a Business',
					value: 'businessManager',
					description: 'Use accounts whose Page belongs to a business portfolio. Facebook Login only.',
				},
				{
					name: 'Publish',
					value: 'publish',
					description: 'Publish images, reels, stories and carousels',
				},
				{
					name: 'Read Insights',
					value: 'insights',
					description: 'Read metrics of accounts and posts',
				},
				{
					name: 'Webhooks',
					value: 'webhooks',
					description:
						'Receive events in the Instagram Trigger. Facebook Login only: Instagram Login needs no permission for it.',
				},
			],
			default: ['publish'],
			// Shown for both login methods, but only once one is set: n8n's form (2.40.7) renders fields before it applies
			// defaults, and a multi-select that is rendered empty saves an empty selection instead of its default.
			displayOptions: { show: { loginMethod: ['instagram', 'facebook'] } },
			description:
				'What n8n may do besides reading the profile. After a change, connect again. For accounts of other people, the app needs App Review for each permission.',
		},
		{
			displayName: 'Additional Scopes',
			name: 'additionalScopes',
			type: 'string',
			default: '',
			placeholder: 'e.g. instagram_manage_engagement',
			// Like 'Permissions', so that the two stay together.
			displayOptions: { show: { loginMethod: ['instagram', 'facebook'] } },
			description:
				"Only for API > Request: comma-separated names of further permissions, as Meta's page on the call gives them. The app must have them. After a change, connect again.",
		},
		{
			displayName: 'Configuration ID',
			name: 'configurationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1234567890123456',
			displayOptions: { show: { loginMethod: ['facebook'] } },
			description:
				"Only for apps with Facebook Login for Business: ID of a configuration, from Facebook Login for Business > Configurations in the Meta App Dashboard. The configuration's permissions are requested instead of those under 'Permissions' and 'Additional Scopes'.",
		},
		META_APP_ID_PROPERTY,
		META_APP_SECRET_PROPERTY,
		API_VERSION_PROPERTY,
		...DOMAIN_PROPERTIES,
	];
}
