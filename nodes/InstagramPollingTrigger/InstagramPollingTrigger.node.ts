import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { authentication } from '../Instagram/descriptions/authentication';
import { pollingTriggerProperties } from '../Instagram/trigger/polling/parameters';
import { searchAccounts } from '../Instagram/methods/listSearch';
import { poll } from '../Instagram/trigger/polling/poll';

/** Polls for events, for an n8n that Meta's webhooks cannot reach. */
export class InstagramPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Instagram Polling Trigger',
		name: 'instagramPollingTrigger',
		icon: { light: 'file:../Instagram/instagram.svg', dark: 'file:../Instagram/instagram.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].toString().replaceAll(",", ", ") }}',
		description: 'Polls Instagram for new comments, tags and posts. Works without a public URL.',
		defaults: { name: 'Instagram Polling Trigger' },
		polling: true,
		inputs: [],
		builderHint: {
			searchHint:
				"Reports comments, tags and the account's own posts. It does not report messages: use the Instagram Trigger for them.",
		},
		outputs: [NodeConnectionTypes.Main],
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
		properties: [authentication, ...pollingTriggerProperties],
	};

	methods = { listSearch: { searchAccounts } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
