import type { ICredentialType, INodeProperties } from 'n8n-workflow';

import { ACCESS_TOKEN_URL, AUTHORIZE_QUERY, AUTHORIZE_URL, SCOPE } from './shared/oauth2Expressions';
import { API_VERSION_PROPERTY, DOMAIN_PROPERTIES, META_APP_SECRET_PROPERTY } from './shared/properties';

/** Connects an Instagram account through Meta's consent screen, by either login method. */
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
		{
			displayName: 'App ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			hint: "Instagram Login: the Instagram app ID, which is not the Meta app's. Facebook Login: the Meta app ID.",
			description:
				"In the Meta App Dashboard. Instagram Login: Instagram > API setup with Instagram login > Instagram app ID. Facebook Login: App settings > Basic > App ID. With the ID of the other login, Meta says 'Invalid platform app'.",
		},
		{
			displayName: 'App Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: "Instagram Login: the Instagram app secret, which is not the Meta app's. Facebook Login: the Meta app secret.",
			description:
				'In the Meta App Dashboard, beside the ID. Instagram Login: Instagram > API setup with Instagram login > Instagram app secret. Facebook Login: App settings > Basic > App secret.',
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
						'Sign in with Facebook and reach all Instagram accounts that are linked to your Facebook Pages',
				},
			],
			default: 'instagram',
			description: 'How to sign in. It decides which app ID and secret are needed and what the node can do.',
		},
		{
			displayName:
				'Use it within the hour: connect, then open the node and pick the account. Meta gives a new Instagram Login connection one hour; its first use makes it last, and every further use keeps it alive. Left unused for that hour, it has to be connected again.',
			name: 'useWithinTheHour',
			type: 'notice',
			default: '',
			displayOptions: { show: { loginMethod: ['instagram'] } },
		},
		{
			displayName:
				'Connect, then open the node and pick the account: this first use makes the connection last, and every further use keeps it alive. On the consent screen choose the Instagram account and also the Facebook Page that it is linked to.',
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
					description: 'Read, write, hide and delete comments, and answer mentions',
				},
				{
					name: 'Messages',
					value: 'messages',
					description: 'Read and send direct messages and private replies',
				},
				{
					name: 'Pages Owned by a Business',
					value: 'businessManager',
					description: 'Reach accounts whose Page belongs to a business portfolio. Facebook Login only.',
				},
				{
					name: 'Publish',
					value: 'publish',
					description: 'Publish images, reels, stories and carousels',
				},
				{
					name: 'Read Insights',
					value: 'insights',
					description: 'Read the figures of accounts and posts',
				},
				{
					name: 'Webhooks',
					value: 'webhooks',
					description: 'Receive events in the Instagram Trigger. Instagram Login needs no permission for it.',
				},
			],
			default: ['publish'],
			// Shown for both, but only once the login method is known: n8n's form (2.40.7) draws its fields before it fills
			// in the defaults, and a multiple choice that is drawn empty saves an empty choice in place of its default.
			displayOptions: { show: { loginMethod: ['instagram', 'facebook'] } },
			description:
				'What n8n may do, beside reading the profile. After a change, connect again. For accounts of other people the app needs App Review of each.',
		},
		{
			displayName: 'Configuration ID',
			name: 'configurationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1234567890123456',
			displayOptions: { show: { loginMethod: ['facebook'] } },
			description:
				"Only for an app with Facebook Login for Business: the ID of a configuration, from Facebook Login for Business > Configurations in the Meta App Dashboard. Its permissions are asked for instead of those chosen under 'Permissions'.",
		},
		META_APP_SECRET_PROPERTY,
		API_VERSION_PROPERTY,
		...DOMAIN_PROPERTIES,
	];
}
