import type { INodeProperties } from 'n8n-workflow';

import { API_VERSIONS, DEFAULT_API_VERSION, TOKEN_HOSTS } from '../../nodes/Instagram/graph/hosts';
import { META_APP_SECRET } from '../../nodes/Instagram/tokens/credential';

/** Fields that both credentials show. */

export const API_VERSION_PROPERTY: INodeProperties = {
	displayName: 'API Version',
	name: 'apiVersion',
	type: 'options',
	options: API_VERSIONS.map((version) => ({ name: version, value: version })),
	default: DEFAULT_API_VERSION,
	description: 'Version of the Graph API. Meta serves each for about two years.',
};

/** Meta does not document which of an app's two secrets signs the events of an Instagram Login. */
export const META_APP_SECRET_PROPERTY: INodeProperties = {
	displayName: 'Meta App Secret',
	name: META_APP_SECRET,
	type: 'string',
	typeOptions: { password: true },
	default: '',
	displayOptions: { show: { loginMethod: ['instagram'] } },
	hint: 'Only for the Instagram Trigger: Meta signs events with this secret or with the Instagram app secret',
	description:
		'In the Meta App Dashboard: App settings > Basic > App secret. With it, the Instagram Trigger knows events of either signature.',
};

/**
 * n8n adds these two fields to every credential, open to all hosts. Here the HTTP Request node is shut out at first: it
 * would let people who may use a credential but not see it send the token to a server of theirs, and Meta's own hosts
 * answer with tokens (`/me/accounts` with those of Pages, which never expire). The package's own requests do not pass here:
 * its client sends them, to Meta's hosts only.
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
			'Where the HTTP Request node may send the token to. The Instagram nodes always send it to Meta only.',
	},
	{
		displayName: 'Allowed Domains',
		name: 'allowedDomains',
		type: 'string',
		default: TOKEN_HOSTS.join(', '),
		displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
		description:
			"Comma-separated list of the domains that the HTTP Request node may send the token to. With Meta's own domains, a user of this credential can read further tokens from Meta.",
	},
];
