import { account } from '../../descriptions/account';
import { defineParameter } from '../../parameters/parameter';
import { hasValue, readCollection, readFlag } from '../../parameters/readers';
import { defineOperation } from '../operation';
import { contentParameters, readDraft } from './draft';
import { sendMessage } from './sendMessage';
import { readMessageId, recipientId } from './shared';

const humanAgent = defineParameter(
	{
		displayName: 'Human Agent',
		name: 'humanAgent',
		type: 'boolean',
		default: false,
		description:
			"Whether a person, not an automation, wrote this message: Instagram then accepts it up to 7 days after the recipient's last message instead of 24 hours. The Meta app needs the Human Agent feature.",
	},
	readFlag,
);

const replyToMessageId = defineParameter(
	{
		displayName: 'Reply to Message ID',
		name: 'replyToMessageId',
		type: 'string',
		default: '',
		placeholder: 'e.g. aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE',
		description:
			'ID of the message to answer, which Instagram shows above this one: mid of a Message event of the Instagram Trigger, or the ID from Message > Get Many',
	},
	(value, label) => (hasValue(value) ? readMessageId(value, label) : undefined),
);

const options = defineParameter(
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [humanAgent.property, replyToMessageId.property],
	},
	readCollection,
);

export const send = defineOperation({
	name: 'Send',
	action: 'Send message',
	description: 'Send a message to a person who has messaged the account',
	parameters: [account, recipientId, ...contentParameters, options],
	async execute(run) {
		const { read } = run;
		const id = read(recipientId);
		const chosen = read(options);
		return await sendMessage(run, { id }, await readDraft(run), {
			humanAgent: read(humanAgent, chosen),
			replyTo: read(replyToMessageId, chosen),
		});
	},
});
