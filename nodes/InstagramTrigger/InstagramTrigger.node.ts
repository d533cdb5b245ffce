import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { authentication } from '../Instagram/descriptions/authentication';
import { triggerProperties } from '../Instagram/trigger/webhook/parameters';
import { searchAccounts } from '../Instagram/methods/listSearch';
import { receive } from '../Instagram/trigger/webhook/receive';
import { isSubscribed, subscribe, unsubscribe } from '../Instagram/trigger/webhook/lifecycle';

/** Starts a workflow when Meta sends an event: a comment, message, mention, reaction and others. */
export class InstagramTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Instagram Trigger',
		name: 'instagramTrigger',
		icon: { light: 'file:../Instagram/instagram.svg', dark: 'file:../Instagram/instagram.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].toString().replaceAll(",", ", ") }}',
		// n8n's nodes panel lists a node and its trigger as one entry, with the trigger's description.
		description:
			'Publish to Instagram, answer comments and messages, and start workflows on Instagram events',
		defaults: { name: 'Instagram Trigger' },
		inputs: [],
		builderHint: {
			searchHint:
				'Needs an n8n with a public https address, and a credential with the permission webhooks and those of its events. With Instagram Login the user pastes the callback URL into the Meta App Dashboard once. Where n8n has no public address, use the Instagram Polling Trigger for comments.',
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
		// Meta verifies the webhook by GET. It comes first, so that n8n answers it while the hooks of the second one subscribe.
		webhooks: [
			{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', path: 'webhook' },
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it, n8n sends a text of its own, and does not read `webhookResponse`; see `receive.ts`.
				responseData: '',
				path: 'webhook',
			},
		],
		properties: [authentication, ...triggerProperties],
	};

	methods = { listSearch: { searchAccounts } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isSubscribed(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await subscribe(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unsubscribe(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
