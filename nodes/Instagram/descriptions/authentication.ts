import type { INodeProperties } from 'n8n-workflow';

/** Which of the two credentials a node uses. */
export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Access Token', value: 'accessToken' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
	default: 'oAuth2',
	description: "Whether to use a connection through Meta's consent screen or an access token that you have",
};
