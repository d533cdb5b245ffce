import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import type { FieldRow } from '../../parameters/fieldPicker';
import { fieldPicker } from '../../parameters/fieldPicker';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { inInbox } from '../message/shared';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';
import type { Target } from '../targetErrors';
import { withTarget } from '../targetErrors';

const userId = defineParameter(
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1254459154682919',
		description:
			'Instagram-scoped ID of the person (digits only): the ID of the sender in a Message event of the Instagram Trigger or in Message > Get Many. It is not a username, and each account has a different ID for the same person.',
		hint: 'sender.id of a Message event of the Instagram Trigger, or from.id of Message > Get Many',
	},
	readId,
);

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/user-profile */
export const USER_FIELDS: readonly FieldRow[] = [
	{
		name: 'Account Follows User',
		value: 'is_business_follow_user',
		description: 'Whether the account follows the person',
	},
	{ name: 'Follower Count', value: 'follower_count', description: 'Number of followers of the person' },
	{
		name: 'Is Verified',
		value: 'is_verified_user',
		description: 'Whether the person has a verified account',
	},
	{ name: 'Name', value: 'name', description: 'Name of the person; may be empty' },
	{
		name: 'Profile Picture',
		value: 'profile_pic',
		description: 'URL of the profile picture; works for a few days',
	},
	{
		name: 'User Follows Account',
		value: 'is_user_follow_business',
		description: 'Whether the person follows the account',
	},
	{ name: 'Username', value: 'username', description: 'Username of the person' },
];

const fields = fieldPicker(USER_FIELDS, {
	of: 'a user',
	default: ['name', 'username', 'is_user_follow_business'],
	description: 'Fields to return. The ID is always returned.',
});

function userTarget(id: string): Target {
	return {
		parameter: userId.property.displayName,
		id,
		kind: 'a person who has written to the account',
		nodeType: /scoped/i,
		hint: 'It is sender.id of a Message event of the Instagram Trigger, or from.id of Message > Get Many; each account has a different ID for the same person. To read an account of your own use Account > Get, for another professional account Account > Discover.',
	};
}

async function readUser(run: ItemRun, id: string, names: string[]): Promise<IDataObject> {
	return await withTarget(
		userTarget(id),
		async () =>
			await inInbox(
				run,
				async ({ call }) =>
					await run.connection.graph.call<IDataObject>(
						call({ method: 'GET', path: `/${id}`, query: { fields: names.join(',') }, repeatable: true }),
					),
			),
	);
}

/**
 * The users that a run has read. The same person often has several items, such as comments or messages. Failed reads are
 * kept as well: Meta's answer does not change within a run.
 */
class UserReads {
	private readonly reads = new Map<string, Promise<IDataObject>>();

	async get(key: string, read: () => Promise<IDataObject>): Promise<IDataObject> {
		const known = this.reads.get(key) ?? read();
		this.reads.set(key, known);
		return await known;
	}
}

/**
 * Meta returns the profile only of people who have written to the account or tapped an ice breaker or the menu; otherwise
 * code 230. The ID is the input's: Meta may leave it out.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/user-profile (2026-04-01)
 */
export const get = defineOperation({
	name: 'Get',
	action: 'Get user',
	description:
		'Retrieve the profile of a person who writes to the account, and whether the person follows it',
	parameters: [account, userId, fields],
	concurrent: true,
	async execute(run) {
		const id = run.read(userId);
		const names = run.read(fields);
		const key = JSON.stringify([run.read(account), id, names]);
		const user = await run.shared(UserReads).get(key, async () => await readUser(run, id, names));
		return { id, ...user };
	},
});
