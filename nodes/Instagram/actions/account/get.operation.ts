import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { unwrap } from '../../graph/answer';
import { fieldPicker } from '../../parameters/fieldPicker';
import { defineOperation } from '../operation';
import { PROFILE_FIELDS } from './shared';

const fields = fieldPicker(PROFILE_FIELDS, {
	of: 'a profile',
	default: [
		'username',
		'name',
		'biography',
		'website',
		'profile_picture_url',
		'followers_count',
		'follows_count',
		'media_count',
	],
	toolDefault: ['username', 'name', 'followers_count', 'media_count'],
	description: 'Fields of the profile to return. The ID is always returned.',
});

export const get = defineOperation({
	name: 'Get',
	action: 'Get account',
	description: 'Retrieve the profile of an account',
	parameters: [account, fields],
	concurrent: true,
	async execute({ connection, read }) {
		const { graph, settings } = connection;
		const ids = settings.loginMethod === 'instagram' ? ['user_id'] : [];
		const names = [...read(fields), ...ids];
		const accountId = await resolveAccount(connection, read(account));
		const answer = unwrap(
			await graph.call<IDataObject>({
				method: 'GET',
				path: `/${accountId}`,
				query: { fields: names.join(',') },
				repeatable: true,
				accountId,
			}),
		) as IDataObject;
		// With Instagram Login, Meta's `id` is the ID within the app; `user_id` is the account's own.
		const { id, user_id: userId, ...profile } = answer;
		return { id: userId ?? id, ...profile };
	},
});
