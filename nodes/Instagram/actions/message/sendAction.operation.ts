import type { IDataObject } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { recipientIdProperty, senderActionProperties } from '../../descriptions/message';
import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import { InputError, readId } from '../../parameters/inputError';
import { hasValue, readChoice, readText } from '../../parameters/readers';
import type { ItemRun, Operation } from '../operation';
import { inInbox, messageIdOf } from './shared';

/** `senderAction` -> what else Meta wants in the body; with the first three it takes nothing else. */
const PAYLOADS = {
	typing_on: () => undefined,
	typing_off: () => undefined,
	mark_seen: () => undefined,
	react: (run) => ({ message_id: messageIdOf(run), reaction: reactionOf(run) }),
	unreact: (run) => ({ message_id: messageIdOf(run) }),
} as const satisfies Record<string, (run: ItemRun) => IDataObject | undefined>;

const ACTIONS = Object.keys(PAYLOADS) as Array<keyof typeof PAYLOADS>;

function reactionOf({ parameter }: ItemRun): string {
	const value = parameter('reaction', 'love');
	if (!hasValue(value)) throw new InputError('Reaction', 'is empty', "Enter 'love' or one emoji.");
	return readText(value, 'Reaction').trim();
}

/** Meta's answer to a message that it does not know names no parameter. */
function aboutMessage(error: GraphError): GraphError {
	return new GraphError({
		...error,
		message: `Meta did not take the reaction: ${error.message}`,
		description: `Check 'Message ID': a message of the conversation with 'Recipient ID', as Message > Get Many gives it, that has not been unsent. Check 'Reaction': 'love' or one emoji. ${error.description}`,
	});
}

/**
 * Shows that the account is typing or has seen a message, or reacts to one. Doing it twice does no harm.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/sender-actions
 */
export const sendAction: Operation = {
	properties: [accountLocator, recipientIdProperty, ...senderActionProperties],
	async execute(run) {
		const id = readId(run.parameter('recipientId', ''), 'Recipient ID');
		const action = readChoice(run.parameter('senderAction', 'typing_on'), ACTIONS, 'Action');
		const payloadOf: (one: ItemRun) => IDataObject | undefined = PAYLOADS[action];
		const payload = payloadOf(run);
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
				throw aboutMessage(error);
			throw toError(error);
		}
	},
};
