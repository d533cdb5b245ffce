import { account } from '../../descriptions/account';
import { defineParameter } from '../../parameters/parameter';
import { readCollection, readFlag } from '../../parameters/readers';
import { defineOperation } from '../operation';
import { contentParameters, readDraft } from './draft';
import { sendMessage } from './sendOnce';
import { recipientId } from './shared';

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

const options = defineParameter(
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [humanAgent.property],
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
		const isHumanAgent = read(humanAgent, read(options));
		return await sendMessage(run, { id }, await readDraft(run), { humanAgent: isHumanAgent });
	},
});
