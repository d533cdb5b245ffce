import type { INodeProperties } from 'n8n-workflow';

import type { LoginMethod } from '../graph/types';

interface ProfileField {
	name: string;
	value: string;
	/** Absent where both login methods have it. */
	only?: LoginMethod;
	description: string;
}

/**
 * Fields of a profile.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user and
 * https://developers.facebook.com/docs/instagram-platform/reference/me (Instagram Login)
 */
const PROFILE_FIELDS: readonly ProfileField[] = [
	{
		name: 'Account Type',
		value: 'account_type',
		only: 'instagram',
		description: 'Business or media creator. Instagram Login only.',
	},
	{ name: 'Biography', value: 'biography', description: "Text of the profile's bio" },
	{ name: 'Followers Count', value: 'followers_count', description: 'Number of followers' },
	{ name: 'Follows Count', value: 'follows_count', description: 'Number of accounts it follows' },
	{
		name: 'Is Published',
		value: 'is_published',
		only: 'facebook',
		description: 'Whether the account is published. Facebook Login only.',
	},
	{ name: 'Media Count', value: 'media_count', description: 'Number of posts' },
	{ name: 'Name', value: 'name', description: 'Name on the profile' },
	{
		name: 'Profile Picture URL',
		value: 'profile_picture_url',
		description: 'Address of the profile picture. It expires after some days.',
	},
	{
		name: 'Shopping Review Status',
		value: 'shopping_review_status',
		only: 'facebook',
		description: 'State of the Instagram Shop review. Facebook Login only.',
	},
	{ name: 'Username', value: 'username', description: 'Username without @' },
	{ name: 'Website', value: 'website', description: 'Address on the profile' },
];

/** Field -> the only login method that has it. */
export const PROFILE_FIELD_LOGIN: Readonly<Record<string, LoginMethod | undefined>> = Object.fromEntries(
	PROFILE_FIELDS.map(({ value, only }) => [value, only]),
);

export const profileFields: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	options: PROFILE_FIELDS.map(({ name, value, description }) => ({ name, value, description })),
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
	description: 'Fields of the profile to return. The ID is always returned.',
};
