import type { IDataObject, IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';

/** Parameters of the Instagram Trigger, besides the authentication. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'With a credential by Instagram Login, Meta has to be told once where to send the events: publish (activate) the workflow, then execute this step in the editor. It shows what to paste in the App Dashboard. With Facebook Login this is done for you.',
		name: 'callbackNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{
				name: 'Comment',
				value: 'comments',
				description: 'Somebody comments on a post or reel, or replies to a comment',
			},
			{
				name: 'Live Comment',
				value: 'live_comments',
				description: 'Somebody comments during a live broadcast',
			},
			{
				name: 'Mention',
				value: 'mentions',
				description: 'Somebody mentions the account in a caption or comment. Facebook Login only.',
			},
			{
				name: 'Message',
				value: 'messages',
				description: 'Somebody sends a direct message, replies to a story or mentions the account in one',
			},
			{
				name: 'Message Edited',
				value: 'message_edit',
				description: 'Somebody edits a message that was sent',
			},
			{
				name: 'Message Reaction',
				value: 'message_reactions',
				description: 'Somebody reacts to a message, or takes the reaction back',
			},
			{
				name: 'Message Seen',
				value: 'messaging_seen',
				description: 'Somebody has read a message',
			},
			{
				name: 'Postback',
				value: 'messaging_postbacks',
				description: 'Somebody clicks a button of a template, an icebreaker or the persistent menu',
			},
			{
				name: 'Referral',
				value: 'messaging_referral',
				description: 'Somebody comes into the conversation over a link (ig.me) or an ad',
			},
			{
				name: 'Story Insights',
				value: 'story_insights',
				description: 'A story has expired and its final insights are there. Facebook Login only.',
			},
		],
		required: true,
		default: ['comments'],
		description: 'What starts the workflow',
	},
	{
		...accountLocator,
		description:
			'The Instagram professional account whose events start the workflow. Leave empty to use the account that the credential belongs to; if a Facebook Login credential reaches several accounts, choose one.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Include Echo',
				name: 'includeEcho',
				type: 'boolean',
				default: false,
				description:
					"Whether to also trigger on the account's own comments and messages. A workflow that replies would then trigger itself.",
			},
			{
				displayName: 'Replace Existing Callback',
				name: 'replaceCallback',
				type: 'boolean',
				default: false,
				description:
					'Whether to take over if the Meta app already sends its Instagram events to an address outside this n8n, which then gets none. Facebook Login only.',
			},
			{
				displayName: 'Verify Token',
				name: 'verifyToken',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'Secret that Meta must send when it verifies the webhook URL. Leave empty to derive it from the app secret.',
			},
		],
	},
];

/** n8n's contexts in which the trigger runs: its hooks, and the calls of its webhook. */
export type TriggerContext = IHookFunctions | IWebhookFunctions;

/** The node's options as the user set them. */
export function optionsOf(context: TriggerContext): IDataObject {
	const options: unknown = context.getNodeParameter('options', {});
	return typeof options === 'object' && options !== null ? (options as IDataObject) : {};
}

/** The option 'Verify Token'; `undefined` if it is empty. */
export function verifyTokenOption(context: TriggerContext): string | undefined {
	const { verifyToken } = optionsOf(context);
	return typeof verifyToken === 'string' && verifyToken.trim() !== '' ? verifyToken.trim() : undefined;
}

/** The chosen events; an expression may return them as comma-separated text. */
export function chosenEvents(context: TriggerContext): string[] {
	const value: unknown = context.getNodeParameter('events', []);
	const names: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	return names.map((name) => String(name).trim()).filter((name) => name !== '');
}

/** The value of 'Account', as `resolveAccount` takes it. */
export function accountParameter(context: TriggerContext): unknown {
	return context.getNodeParameter('account', '', { extractValue: true });
}

/** Identifies a trigger within this n8n: its workflow and its node. */
export function nodeKeyOf(context: TriggerContext): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}
