import { accountLocator } from '../../descriptions/account';
import { messageContent, messageOptions, recipientIdProperty } from '../../descriptions/message';
import { readId } from '../../parameters/inputError';
import { readFlag } from '../../parameters/readers';
import type { Operation } from '../operation';
import { readCollection } from '../parameters';
import { draftOf } from './draft';
import { sendMessage } from './sendOnce';

/** Sends a message to a person who has written to the account. */
export const send: Operation = {
	properties: [accountLocator, recipientIdProperty, ...messageContent, messageOptions],
	async execute(run) {
		const id = readId(run.parameter('recipientId', ''), 'Recipient ID');
		const humanAgent = readFlag(readCollection(run, 'options', 'Options').humanAgent ?? false, 'Human Agent');
		return await sendMessage(run, { id }, await draftOf(run), { humanAgent });
	},
};
