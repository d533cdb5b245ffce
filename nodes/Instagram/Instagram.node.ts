import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resourceOptions, resourceProperties } from './actions/resources';
import { route } from './actions/router';
import { authentication } from './descriptions/authentication';
import { searchAccounts } from './methods/listSearch';
import { searchAudio } from './methods/searchAudio';
import { searchMedia } from './methods/searchMedia';

/**
 * Programmatic, not declarative: publishing takes several dependent calls, tokens are renewed before the first one, and
 * items are prepared concurrently.
 */
export class Instagram implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Instagram',
		name: 'instagram',
		icon: { light: 'file:instagram.svg', dark: 'file:instagram.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Publish to Instagram and manage the accounts that you connect',
		defaults: { name: 'Instagram' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Publishes images, reels, stories and carousels to Instagram in one step: Post > Publish creates the container, waits and publishes. No Wait node or polling loop is needed. Files by URL need a public https address. Set the option deduplicationKey where a workflow may handle the same row twice.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-instagram-platform.instagramTrigger',
					relationHint: 'Starts a workflow on comments, messages and mentions',
				},
			],
		},
		credentials: [
			{
				name: 'instagramOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
			{
				name: 'instagramAccessTokenApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
		],
		properties: [
			authentication,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resourceOptions,
				default: 'post',
			},
			...resourceProperties,
		],
	};

	methods = { listSearch: { searchAccounts, searchAudio, searchMedia } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}
}
