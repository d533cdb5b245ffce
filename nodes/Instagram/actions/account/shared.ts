import type { IDataObject } from 'n8n-workflow';

import { graphError } from '../../graph/errors/explain';
import { readPage, recordsOf } from '../../graph/paging';
import type { GraphClient, GraphPage } from '../../graph/types';
import type { FieldRow } from '../../parameters/fieldPicker';
import { flattenEdges } from '../../parameters/flattenEdges';

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
	{ name: 'Biography', value: 'biography', description: 'Text of the bio' },
	{ name: 'Followers Count', value: 'followers_count', description: 'Number of followers' },
	{
		name: 'Follows Count',
		value: 'follows_count',
		description: 'Number of accounts that the account follows',
	},
	{
		name: 'Is Published',
		value: 'is_published',
		only: 'facebook',
		description: 'Whether the account is published. Facebook Login only.',
	},
	{ name: 'Media Count', value: 'media_count', description: 'Number of posts' },
	{ name: 'Name', value: 'name', description: 'Display name' },
	{
		name: 'Profile Picture URL',
		value: 'profile_picture_url',
		description: 'URL of the profile picture. It expires after a few days.',
	},
	{
		name: 'Shopping Review Status',
		value: 'shopping_review_status',
		only: 'facebook',
		description: 'Status of the Instagram Shop review. Facebook Login only.',
	},
	{ name: 'Username', value: 'username', description: 'Username without @' },
	{ name: 'Website', value: 'website', description: 'Website on the profile' },
];

/** A look-up of another account. */
export interface Discovery {
	/** The account that makes the request. */
	account: string;
	/** Without `@`. Letters, digits, dots and underscores only, because it becomes part of `fields`. */
	username: string;
	fields: readonly string[];
	mediaLimit: number;
	mediaFields: readonly string[];
}

/** Posts per request. Meta states no maximum for nested posts, so this is well below that of other edges. */
const PAGE_SIZE = 50;

/** Meta's answer for an account that is personal, has an age restriction, or does not exist. */
const NOT_SHOWN = { code: 110, subcode: 2207013 };

/** The `media` edge inside `business_discovery`. Meta's cursors contain no bracket that could end it. */
function nestedMedia(fields: readonly string[], size: number, after: string | undefined): string {
	const cursor = after === undefined ? '' : `.after(${after})`;
	return `media${cursor}.limit(${size}){${fields.join(',')}}`;
}

/**
 * Reads another professional account with its newest posts. The first page comes with the profile; more posts come by
 * cursors, because this edge has no `next`.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery
 */
export async function readDiscovered(graph: GraphClient, discovery: Discovery): Promise<IDataObject> {
	const { account, username, fields, mediaLimit, mediaFields } = discovery;

	async function read(asked: readonly string[]): Promise<IDataObject> {
		const { business_discovery: found } = await graph.call<{ business_discovery?: IDataObject }>({
			method: 'GET',
			path: `/${account}`,
			query: { fields: `business_discovery.username(${username}){${asked.join(',')}}` },
			repeatable: true,
			accountId: account,
		});
		if (!found) throw graphError(NOT_SHOWN);
		return found;
	}

	if (mediaLimit === 0) return flattenEdges(await read(fields));
	let profile: IDataObject = {};
	async function mediaPage(after: string | undefined, size: number): Promise<GraphPage<IDataObject>> {
		const nested = nestedMedia(mediaFields, size, after);
		const found = await read(after === undefined ? [...fields, nested] : ['id', nested]);
		if (after === undefined) profile = found;
		return readPage<IDataObject>(found.media, true);
	}
	const media: IDataObject[] = [];
	for await (const record of recordsOf(mediaPage, { limit: mediaLimit, pageSize: PAGE_SIZE })) {
		media.push(flattenEdges(record));
		// The page after the last post would be empty, and counts as a call.
		if (media.length === profile.media_count) break;
	}
	return { ...profile, media };
}
