import type { IDataObject, IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { downloadOf } from '../../descriptions/download';
import { includeEcho } from '../../descriptions/includeEcho';
import { flagOr } from '../../parameters/readers';
import type { EventFilter } from '../eventFilter';
import { filterOptions, readEventFilter } from '../eventFilter';

/** Also names itself in the log. */
export const oncePerPerson = {
	displayName: 'Once per Person',
	name: 'oncePerPerson',
	type: 'boolean',
	default: false,
	description:
		'Whether each person starts the workflow only once per type of event, for example by their first comment. The latest 5,000 are remembered.',
} as const satisfies INodeProperties;

/** Parameters of the Instagram Trigger, besides the authentication. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'Instagram Login requires a one-time setup in the Meta App Dashboard: publish (activate) the workflow, then execute this step in the editor. It shows the Callback URL and Verify Token to paste, and the webhook fields to subscribe to. Events that you choose later need their fields too. Facebook Login is set up automatically.',
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
				description: 'Someone comments on a post or reel, or replies to a comment',
			},
			{
				name: 'Live Comment',
				value: 'live_comments',
				description: 'Someone comments during a live broadcast',
			},
			{
				name: 'Mention',
				value: 'mentions',
				description: 'Someone mentions the account in a caption or comment. Facebook Login only.',
			},
			{
				name: 'Message',
				value: 'messages',
				description: 'Someone sends a direct message, replies to a story or mentions the account in a story',
			},
			{
				name: 'Message Edited',
				value: 'message_edit',
				description: 'Someone edits a message that they sent',
			},
			{
				name: 'Message Reaction',
				value: 'message_reactions',
				description: 'Someone reacts to a message or removes the reaction',
			},
			{
				name: 'Message Seen',
				value: 'messaging_seen',
				description: 'Someone reads a message',
			},
			{
				name: 'Postback',
				value: 'messaging_postbacks',
				description: 'Someone taps a template button, an ice breaker or the persistent menu',
			},
			{
				name: 'Referral',
				value: 'messaging_referral',
				description: 'Someone enters the conversation through a link (ig.me) or an ad',
			},
			{
				name: 'Story Insights',
				value: 'story_insights',
				description: 'A story expires and its final insights are available. Facebook Login only.',
			},
		],
		required: true,
		default: ['comments'],
		description: 'Events that start the workflow',
	},
	{
		...accountLocator,
		description:
			'The Instagram professional account whose events start the workflow. Leave empty to use the account that the credential belongs to; if a Facebook Login credential can access several accounts, choose one.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			downloadOf('the attachments of a message'),
			filterOptions.ignoreReplies,
			includeEcho,
			filterOptions.mediaIds,
			filterOptions.messageKinds,
			oncePerPerson,
			{
				displayName: 'Replace Existing Callback',
				name: 'replaceCallback',
				type: 'boolean',
				default: false,
				description:
					"Whether to replace the callback URL if the Meta app already sends its Instagram events to a URL outside this n8n. That URL then receives no more events. For Facebook Login, and for Instagram Login with 'Meta App ID' and 'Meta App Secret' in the credential.",
			},
			filterOptions.textContains,
			{
				displayName: 'Verify Token',
				name: 'verifyToken',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'Secret that Meta must send when it verifies the webhook URL. Leave empty to derive it from the app secret.',
				hint: 'Empty: derived from the app secret',
			},
			filterOptions.wholeWords,
		],
	},
];

/** n8n's contexts of the trigger: hooks and webhook calls. */
export type TriggerContext = IHookFunctions | IWebhookFunctions;

/** Returns the node's options. */
export function optionsOf(context: TriggerContext): IDataObject {
	const options: unknown = context.getNodeParameter('options', {});
	return typeof options === 'object' && options !== null ? (options as IDataObject) : {};
}

/** The options that leave out events, checked. */
export interface TriggerFilter extends EventFilter {
	readonly oncePerPerson: boolean;
}

/** @throws InputError that names the invalid option */
export function readTriggerFilter(context: TriggerContext): TriggerFilter {
	const options = optionsOf(context);
	const { displayName } = oncePerPerson;
	return {
		...readEventFilter(options),
		oncePerPerson: flagOr(false)(options.oncePerPerson, displayName),
	};
}

/** Returns the option 'Verify Token'; `undefined` if it is empty. */
export function verifyTokenOption(context: TriggerContext): string | undefined {
	const { verifyToken } = optionsOf(context);
	return typeof verifyToken === 'string' && verifyToken.trim() !== '' ? verifyToken.trim() : undefined;
}

/** Returns the chosen events. An expression may return them as comma-separated text. */
export function chosenEvents(context: TriggerContext): string[] {
	const value: unknown = context.getNodeParameter('events', []);
	const names: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	return names.map((name) => String(name).trim()).filter((name) => name !== '');
}

/** Returns the value of 'Account', as `resolveAccount` expects it. */
export function accountParameter(context: TriggerContext): unknown {
	return context.getNodeParameter('account', '', { extractValue: true });
}

/** Returns a key that identifies a trigger within this n8n, from its workflow and node. */
export function nodeKeyOf(context: TriggerContext): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}
