import type { INodeProperties } from 'n8n-workflow';

/** Selects one of the two credential types. */
export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Access Token', value: 'accessToken' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
	default: 'oAuth2',
	description:
		"How to connect: through Meta's consent screen (OAuth2), or with an access token that you already have",
};
