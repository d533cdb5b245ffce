import { account } from '../../descriptions/account';
import { inInbox } from '../message/shared';
import { defineOperation } from '../operation';
import { readProfile } from './shared';

export const get = defineOperation({
	name: 'Get',
	action: 'Get messaging profile',
	description: 'Retrieve the ice breakers and the persistent menu of the account',
	parameters: [account],
	concurrent: true,
	async execute(run) {
		return { ...(await inInbox(run, async (inbox) => await readProfile(run, inbox))) };
	},
});
