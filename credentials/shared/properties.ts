import type { INodeProperties } from 'n8n-workflow';

import { API_VERSIONS, DEFAULT_API_VERSION, TOKEN_HOSTS } from '../../nodes/Instagram/graph/hosts';
import { META_APP_ID, META_APP_SECRET } from '../../nodes/Instagram/tokens/credential';

/** Fields that both credentials show. */

export const API_VERSION_PROPERTY: INodeProperties = {
	displayName: 'API Version',
	name: 'apiVersion',
	type: 'options',
	options: API_VERSIONS.map((version) => ({ name: version, value: version })),
	default: DEFAULT_API_VERSION,
	description: 'Version of the Graph API. Meta supports each version for about two years.',
};

/** Meta's documents do not say whether an app with Instagram Login may set its callback this way. */
export const META_APP_ID_PROPERTY: INodeProperties = {
	displayName: 'Meta App ID',
	name: META_APP_ID,
	type: 'string',
	default: '',
	displayOptions: { show: { loginMethod: ['instagram'] } },
	hint: "Only for the Instagram Trigger: with it and 'Meta App Secret', the trigger sets the app's webhook URL itself, where Meta allows it",
	description:
		'In the Meta App Dashboard: App settings > Basic > App ID. It differs from the Instagram app ID.',
};

/** Meta does not document which of an app's two secrets signs the events of Instagram Login. */
export const META_APP_SECRET_PROPERTY: INodeProperties = {
	displayName: 'Meta App Secret',
	name: META_APP_SECRET,
	type: 'string',
	typeOptions: { password: true },
	default: '',
	displayOptions: { show: { loginMethod: ['instagram'] } },
	hint: 'Only for the Instagram Trigger: Meta signs events with either this secret or the Instagram app secret',
	description:
		'In the Meta App Dashboard: App settings > Basic > App secret. With it, the Instagram Trigger accepts events signed with either secret.',
};

/**
 * n8n adds these two fields to every credential, allowing all hosts by default. Here the default blocks the HTTP Request
 * node: users who may use a credential but not view it could otherwise send the token to their own server, and Meta's own
 * hosts return tokens (`/me/accounts` returns those of Pages, which never expire). These fields do not affect the nodes of
 * this package, whose client only sends requests to Meta's hosts.
 */
export const DOMAIN_PROPERTIES: INodeProperties[] = [
	{
		displayName: 'Allowed HTTP Request Domains',
		name: 'allowedHttpRequestDomains',
		type: 'options',
		options: [
			{
				name: 'All',
				value: 'all',
				description: 'Allow all requests when used in the HTTP Request node',
			},
			{
				name: 'Specific Domains',
				value: 'domains',
				description: 'Restrict requests to specific domains',
			},
			{
				name: 'None',
				value: 'none',
				description: 'Block all requests when used in the HTTP Request node',
			},
		],
		default: 'none',
		description:
			'Domains that the HTTP Request node may send the token to. The Instagram nodes only send it to Meta.',
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'string',
		default: TOKEN_HOSTS.join(', '),
		displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
		description:
			"Comma-separated list of domains that the HTTP Request node may send the token to. With Meta's own domains, users of this credential can read other tokens from Meta, such as Page tokens.",
	},
];
