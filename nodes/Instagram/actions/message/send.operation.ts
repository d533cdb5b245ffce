import { accountLocator } from '../../descriptions/locators';
import { messageContent, messageOptions, recipientIdProperty } from '../../descriptions/message';
import { readId } from '../../input';
import { readFlag } from '../../publishing/given';
import type { Operation } from '../operation';
import { collection } from '../parameters';
import { draftOf } from './draft';
import { sendOnce } from './sendOnce';

/** Sends a message to a person who has written to the account. */
export const send: Operation = {
	properties: [accountLocator, recipientIdProperty, ...messageContent, messageOptions],
	async execute(run) {
		const id = readId(run.parameter('recipientId', ''), 'Recipient ID');
		const humanAgent = readFlag(collection(run, 'options', 'Options').humanAgent ?? false, 'Human Agent');
		return await sendOnce(run, { id }, await draftOf(run), { humanAgent });
	},
};
