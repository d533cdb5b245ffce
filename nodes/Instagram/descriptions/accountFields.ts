import type { INodeProperties } from 'n8n-workflow';

import type { FieldRow } from './fieldPicker';
import { fieldPicker } from './fieldPicker';

/**
 * Fields of a profile.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user and
 * https://developers.facebook.com/docs/instagram-platform/reference/me (Instagram Login)
 */
export const PROFILE_FIELDS: readonly FieldRow[] = [
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

export const profileFields: INodeProperties = fieldPicker(PROFILE_FIELDS, {
	displayName: 'Fields',
	name: 'fields',
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
});
