import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../accounts';
import { PROFILE_FIELD_LOGIN, profileFields } from '../../descriptions/accountFields';
import { accountLocator } from '../../descriptions/locators';
import { unwrap } from '../../graph/answer';
import type { LoginMethod } from '../../graph/types';
import { InputError } from '../../input';
import type { Operation } from '../operation';
import { list, locatorValue } from '../parameters';

const LOGIN_NAMES: Record<LoginMethod, string> = { instagram: 'Instagram Login', facebook: 'Facebook Login' };

function askedFields(value: unknown, loginMethod: LoginMethod): string[] {
	const fields = list(value, 'Fields').filter((field) => field !== 'id');
	for (const field of fields) {
		if (!(field in PROFILE_FIELD_LOGIN)) {
			throw new InputError(
				'Fields',
				`has '${field}', which is not a field of a profile`,
				`Allowed are ${Object.keys(PROFILE_FIELD_LOGIN).join(', ')}.`,
			);
		}
		const only = PROFILE_FIELD_LOGIN[field];
		if (only && only !== loginMethod) {
			throw new InputError(
				'Fields',
				`has '${field}', which Meta offers with ${LOGIN_NAMES[only]} only`,
				`The credential uses ${LOGIN_NAMES[loginMethod]}. Remove the field.`,
			);
		}
	}
	return fields;
}

/** The profile of an account. */
export const get: Operation = {
	properties: [accountLocator, profileFields],
	concurrent: true,
	async execute(run) {
		const { graph, settings } = run.connection;
		const fields = askedFields(run.parameter('fields', []), settings.loginMethod);
		const account = await resolveAccount(run.connection, locatorValue(run, 'account'));
		const ids = settings.loginMethod === 'instagram' ? ['id', 'user_id'] : ['id'];
		const answer = unwrap(
			await graph.call<IDataObject>({
				method: 'GET',
				path: `/${account}`,
				query: { fields: [...ids, ...fields].join(',') },
				repeatable: true,
				accountId: account,
			}),
		) as IDataObject;
		// Under Instagram Login Meta's `id` is the id within the app; the account's own is `user_id`.
		const { id, user_id: userId, ...profile } = answer;
		return { id: userId ?? id, ...profile };
	},
};
