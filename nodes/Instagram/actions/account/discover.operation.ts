import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import type { Discovery } from './shared';
import { readDiscovered, PROFILE_FIELDS } from './shared';
import { fieldPicker } from '../../descriptions/fieldPicker';
import { accountLocator } from '../../descriptions/account';
import { DISCOVERED_MEDIA_FIELDS } from '../../descriptions/publicMediaFields';
import { hasValue } from '../../parameters/readers';
import { readUsername } from '../../parameters/usernames';
import { InputError } from '../../parameters/inputError';
import { askedFields } from '../askedFields';
import { loginOnly } from '../operation';
import { readLocator, readWholeNumber } from '../parameters';

/** Of a profile, what Meta tells of other accounts as well. */
const DISCOVERED_FIELDS = PROFILE_FIELDS.filter(({ value }) =>
	[
		'biography',
		'followers_count',
		'follows_count',
		'media_count',
		'name',
		'profile_picture_url',
		'username',
		'website',
	].includes(value),
);

const MOST_MEDIA = 10_000;

const properties: INodeProperties[] = [
	{
		...accountLocator,
		description:
			"Your own account, on whose behalf Meta is asked. Leave empty to use the account that the credential belongs to; if a Facebook Login credential reaches several accounts, choose one. The account to look up goes into 'Username'.",
	},
	{
		displayName: 'Username',
		name: 'username',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. north.pottery',
		description:
			'Username of the account to look up, with or without @. It must be a professional account without an age limit.',
	},
	fieldPicker(DISCOVERED_FIELDS, {
		displayName: 'Fields',
		name: 'fields',
		default: DISCOVERED_FIELDS.map(({ value }) => value),
		description: 'Fields of the profile to return. The ID is always returned.',
	}),
	{
		displayName: 'Number of Posts',
		name: 'mediaLimit',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_MEDIA },
		default: 10,
		description:
			"How many of the account's newest posts to return with it, in a field called media; 0 for none",
	},
	fieldPicker(DISCOVERED_MEDIA_FIELDS, {
		displayName: 'Post Fields',
		name: 'mediaFields',
		default: [
			'caption',
			'comments_count',
			'like_count',
			'media_product_type',
			'media_type',
			'media_url',
			'permalink',
			'timestamp',
		],
		description: 'Fields of each post to return. The ID is always returned.',
	}),
];

/**
 * Another professional account: its profile and its newest posts.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery
 */
export const discover = loginOnly('facebook', 'Account > Discover', {
	properties,
	concurrent: true,
	async execute(run): Promise<IDataObject> {
		const given = run.parameter('username', '');
		if (!hasValue(given)) {
			throw new InputError('Username', 'is empty', 'Enter the username of the account to look up.');
		}
		const discovery: Omit<Discovery, 'account'> = {
			username: readUsername(given, 'Username'),
			fields: askedFields(run, DISCOVERED_FIELDS, {
				name: 'fields',
				label: 'Fields',
				of: "another account's profile",
			}),
			mediaLimit: readWholeNumber(run.parameter('mediaLimit', 10), 'Number of Posts', {
				min: 0,
				max: MOST_MEDIA,
			}),
			mediaFields: askedFields(run, DISCOVERED_MEDIA_FIELDS, {
				name: 'mediaFields',
				label: 'Post Fields',
				of: "another account's post",
			}),
		};
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		return await readDiscovered(run.connection.graph, { ...discovery, account });
	},
});
