import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { GraphError } from '../../graph/errors/explain';
import { InputError } from '../../parameters/inputError';
import type { ReadParameter } from '../../parameters/parameter';
import { defineParameter } from '../../parameters/parameter';
import { choice, hasValue, readText } from '../../parameters/readers';
import { toError } from '../../shared/toError';
import { defineOperation } from '../operation';
import { inInbox, readMessageId, recipientId } from './shared';

const messageId = defineParameter(
	{
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '',
		placeholder: 'e.g. aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE',
		description:
			'ID of the message to react to: mid of a Message event of the Instagram Trigger, or the ID from Message > Get Many',
		displayOptions: { show: { senderAction: ['react', 'unreact'] } },
	},
	readMessageId,
);

const reaction = defineParameter(
	{
		displayName: 'Reaction',
		name: 'reaction',
		type: 'string',
		default: 'love',
		placeholder: 'e.g. love',
		description: "Reaction to send: 'love' or one emoji",
		displayOptions: { show: { senderAction: ['react'] } },
	},
	(value, label) => {
		if (!hasValue(value)) throw new InputError(label, 'is empty', "Enter 'love' or one emoji.");
		return readText(value, label).trim();
	},
);

/** `senderAction` -> the payload that Meta requires; Meta rejects the first three actions with a payload. */
const PAYLOADS = {
	typing_on: () => undefined,
	typing_off: () => undefined,
	mark_seen: () => undefined,
	react: (read) => ({ message_id: read(messageId), reaction: read(reaction) }),
	unreact: (read) => ({ message_id: read(messageId) }),
} as const satisfies Record<string, (read: ReadParameter) => IDataObject | undefined>;

const senderAction = defineParameter(
	{
		displayName: 'Action',
		name: 'senderAction',
		type: 'options',
		options: [
			{ name: 'Mark as Seen', value: 'mark_seen', description: 'Show that the messages have been read' },
			{ name: 'React', value: 'react', description: 'React to a message' },
			{
				name: 'Remove Reaction',
				value: 'unreact',
				description: "Remove the account's reaction to a message",
			},
			{ name: 'Typing Off', value: 'typing_off', description: 'Stop showing that the account is typing' },
			{ name: 'Typing On', value: 'typing_on', description: 'Show that the account is typing' },
		],
		default: 'typing_on',
		description: 'Action to send to the person',
	},
	choice(Object.keys(PAYLOADS) as Array<keyof typeof PAYLOADS>),
);

/** Names the parameters: Meta's error for an unknown message does not. */
function explainReactionError(error: GraphError, isRemoval: boolean): GraphError {
	const what = isRemoval ? 'Meta did not remove the reaction' : 'Meta did not accept the reaction';
	const checkMessage =
		"Check 'Message ID': it must be a message of the conversation with 'Recipient ID' that has not been unsent, as Message > Get Many returns it.";
	const checkReaction = isRemoval ? [] : ["Check 'Reaction': it must be 'love' or one emoji."];
	return new GraphError({
		...error,
		message: `${what}: ${error.message}`,
		description: [checkMessage, ...checkReaction, error.description].join(' '),
	});
}

/**
 * All of these actions may be sent twice without harm.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/sender-actions
 */
export const sendAction = defineOperation({
	name: 'Send Action',
	action: 'Send typing indicator or reaction',
	description: 'Show the typing indicator, mark messages as seen, or react to a message',
	parameters: [account, recipientId, senderAction, messageId, reaction],
	async execute(run) {
		const { read } = run;
		const id = read(recipientId);
		const action = read(senderAction);
		const payloadOf: (read: ReadParameter) => IDataObject | undefined = PAYLOADS[action];
		const payload = payloadOf(read);
		const json: IDataObject = { recipient: { id }, sender_action: action, ...(payload ? { payload } : {}) };
		try {
			const answer = await inInbox(
				run,
				async ({ owner, call }) =>
					await run.connection.graph.call<IDataObject>(
						call({ method: 'POST', path: `/${owner}/messages`, json, repeatable: true }),
					),
			);
			return { recipient_id: id, ...answer };
		} catch (error) {
			if (payload && error instanceof GraphError && error.code === 100 && error.subcode === undefined)
				throw explainReactionError(error, action === 'unreact');
			throw toError(error);
		}
	},
});
