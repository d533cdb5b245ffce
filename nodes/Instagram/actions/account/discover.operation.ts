import { resolveAccount } from '../../connection/accounts';
import { accountLocator } from '../../descriptions/account';
import { DISCOVERED_MEDIA_FIELDS } from '../../descriptions/publicMediaFields';
import { fieldPicker } from '../../parameters/fieldPicker';
import { InputError } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { hasValue, readLocator, wholeNumber } from '../../parameters/readers';
import { readUsername } from '../../parameters/usernames';
import { defineOperation } from '../operation';
import { PROFILE_FIELDS, readDiscovered } from './shared';

/** The profile fields that Meta returns for other accounts as well. */
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

const MAX_MEDIA = 10_000;

const account = defineParameter(
	{
		...accountLocator,
		description:
			"Your own account, which makes the request. Leave empty for the account that the credential belongs to; choose one if a Facebook Login credential can access several accounts. Enter the account to look up in 'Username'.",
	},
	readLocator,
);

const username = defineParameter(
	{
		displayName: 'Username',
		name: 'username',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. north.pottery',
		description:
			'Username of the account to look up, with or without @. Only professional accounts without an age restriction can be looked up.',
	},
	(value, label) => {
		if (hasValue(value)) return readUsername(value, label);
		throw new InputError(label, 'is empty', 'Enter the username of the account to look up.');
	},
);

const fields = fieldPicker(DISCOVERED_FIELDS, {
	of: "another account's profile",
	default: DISCOVERED_FIELDS.map(({ value }) => value),
	toolDefault: ['username', 'name', 'biography', 'followers_count', 'media_count'],
	description: 'Fields of the profile to return. The ID is always returned.',
});

const mediaLimit = defineParameter(
	{
		displayName: 'Number of Posts',
		name: 'mediaLimit',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MAX_MEDIA },
		default: 10,
		description: "How many of the account's newest posts to return in a field named media; 0 for none",
	},
	wholeNumber(0, MAX_MEDIA),
);

const mediaFields = fieldPicker(DISCOVERED_MEDIA_FIELDS, {
	of: "another account's post",
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
	toolDefault: ['caption', 'comments_count', 'like_count', 'permalink', 'timestamp'],
	description: 'Fields of each post to return. The ID is always returned.',
});

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery */
export const discover = defineOperation({
	name: 'Discover',
	action: 'Discover account',
	description: 'Look up another professional account and its newest posts',
	only: 'facebook',
	parameters: [account, username, fields, mediaLimit, mediaFields],
	concurrent: true,
	async execute({ connection, read }) {
		const discovery = {
			username: read(username),
			fields: read(fields),
			mediaLimit: read(mediaLimit),
			mediaFields: read(mediaFields),
		};
		const accountId = await resolveAccount(connection, read(account));
		return await readDiscovered(connection.graph, { ...discovery, account: accountId });
	},
});
