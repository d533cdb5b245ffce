import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { PROFILE_FIELDS, profileFields } from './shared';
import { accountLocator } from '../../descriptions/account';
import { unwrap } from '../../graph/answer';
import { askedFields } from '../askedFields';
import type { Operation } from '../operation';
import { readLocator } from '../parameters';

/** The profile of an account. */
export const get: Operation = {
	properties: [accountLocator, profileFields],
	concurrent: true,
	async execute(run) {
		const { graph, settings } = run.connection;
		const fields = askedFields(run, PROFILE_FIELDS, { name: 'fields', label: 'Fields', of: 'a profile' });
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		const ids = settings.loginMethod === 'instagram' ? ['user_id'] : [];
		const answer = unwrap(
			await graph.call<IDataObject>({
				method: 'GET',
				path: `/${account}`,
				query: { fields: [...fields, ...ids].join(',') },
				repeatable: true,
				accountId: account,
			}),
		) as IDataObject;
		// Under Instagram Login Meta's `id` is the id within the app; the account's own is `user_id`.
		const { id, user_id: userId, ...profile } = answer;
		return { id: userId ?? id, ...profile };
	},
};
