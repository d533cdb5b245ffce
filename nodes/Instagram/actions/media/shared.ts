import type { IDataObject } from 'n8n-workflow';

import { downloadOf } from '../../descriptions/download';
import { filesOfMedia } from '../../files/filesOf';
import type { FieldRow } from '../../parameters/fieldPicker';
import { fieldPicker } from '../../parameters/fieldPicker';
import { flattenEdges } from '../../parameters/flattenEdges';
import { defineParameter } from '../../parameters/parameter';
import { flagOr } from '../../parameters/readers';
import { attachFiles } from '../downloads';
import type { ItemRun } from '../operation';

/**
 * Fields of a media object.
 * https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
 */
export const MEDIA_FIELDS: readonly FieldRow[] = [
	{
		name: 'Alt Text',
		value: 'alt_text',
		description: 'Description of the image for people who cannot see it',
	},
	{ name: 'Caption', value: 'caption', description: 'Text of the post' },
	{ name: 'Comments Count', value: 'comments_count', description: 'Number of comments' },
	{
		name: 'Is AI Generated',
		value: 'is_ai_generated',
		description: 'Whether the post is labelled as made with AI',
	},
	{
		name: 'Is Comment Enabled',
		value: 'is_comment_enabled',
		description: 'Whether people can comment on the post',
	},
	{
		name: 'Is Shared to Feed',
		value: 'is_shared_to_feed',
		description: 'Whether a reel also appears in the feed',
	},
	{
		name: 'Legacy Instagram Media ID',
		value: 'legacy_instagram_media_id',
		only: 'facebook',
		description: 'ID of the post in older versions of the API. Facebook Login only.',
	},
	{
		name: 'Like Count',
		value: 'like_count',
		description: 'Number of likes. Missing if the owner hides it.',
	},
	{
		name: 'Media Audio Type',
		value: 'media_audio_type',
		only: 'facebook',
		description: 'Whether a reel has music or original audio. Facebook Login only.',
	},
	{
		name: 'Media Product Type',
		value: 'media_product_type',
		description: 'Where the media appears: FEED, REELS, STORY or AD',
	},
	{ name: 'Media Type', value: 'media_type', description: 'IMAGE, VIDEO or CAROUSEL_ALBUM' },
	{
		name: 'Media URL',
		value: 'media_url',
		description:
			'URL of the file. It expires after a few days and is missing for media with a copyright claim.',
	},
	{
		name: 'Owner',
		value: 'owner',
		description: 'ID of the account that published the post; for your own posts only',
	},
	{ name: 'Permalink', value: 'permalink', description: 'URL of the post on Instagram' },
	{
		name: 'Reposts Count',
		value: 'reposts_count',
		only: 'facebook',
		description: 'Number of reposts. Facebook Login only.',
	},
	{
		name: 'Saved Count',
		value: 'saved_count',
		only: 'facebook',
		description: 'Number of saves. Facebook Login only.',
	},
	{
		name: 'Shares Count',
		value: 'shares_count',
		only: 'facebook',
		description: 'Number of shares. Facebook Login only.',
	},
	{ name: 'Shortcode', value: 'shortcode', description: 'Code in the URL of the post' },
	{
		name: 'Thumbnail URL',
		value: 'thumbnail_url',
		description: 'URL of the preview image; for videos only',
	},
	{ name: 'Timestamp', value: 'timestamp', description: 'Publication time (UTC)' },
	{
		name: 'Total Comments Count',
		value: 'total_comments_count',
		only: 'facebook',
		description: 'Number of comments, including those on boosted copies. Facebook Login only.',
	},
	{
		name: 'Total Like Count',
		value: 'total_like_count',
		only: 'facebook',
		description: 'Number of likes, including those on boosted copies. Facebook Login only.',
	},
	{
		name: 'Total Views Count',
		value: 'total_views_count',
		only: 'facebook',
		description: 'Number of views, including those of boosted copies. Facebook Login only.',
	},
	{ name: 'Username', value: 'username', description: 'Username of the account that published the post' },
];

const fields = fieldPicker(MEDIA_FIELDS, {
	of: 'a post, reel or story',
	// What most workflows need. Both login methods have all of these.
	default: [
		'caption',
		'comments_count',
		'like_count',
		'media_product_type',
		'media_type',
		'media_url',
		'permalink',
		'thumbnail_url',
		'timestamp',
		'username',
	],
	toolDefault: ['caption', 'comments_count', 'like_count', 'media_type', 'permalink', 'timestamp'],
	description: "Fields of the media to return, by Meta's names. The ID is always returned.",
});

const includeChildren = defineParameter(
	{
		displayName: 'Include Children',
		name: 'includeChildren',
		type: 'boolean',
		default: false,
		description:
			'Whether to return the images and videos of a carousel in a field named children, each with its ID, type and URL',
	},
	flagOr(false),
);

const download = defineParameter(downloadOf('the image or video, or those of a carousel,'), flagOr(false));

/** The fields of a media to return, whether with its children, and whether with its files. */
export const mediaFields = [fields, includeChildren, download];

/** Selects the children of a carousel. Meta rejects other fields for them, such as the permalink. */
const CHILDREN_FIELD = 'children{id,media_type,media_url,thumbnail_url,timestamp}';

/** What to ask Meta for, and how the output is made of it. */
export interface MediaOutput {
	/** Meta's `fields` parameter. */
	fields: string;
	/** Returns the media with the fields that the user has chosen, and their files on request. */
	complete(found: IDataObject[]): Promise<IDataObject[]>;
}

/** Reads {@link mediaFields}. Files take fields that the user may not have chosen; they are left out of the output. */
export function readMediaOutput(run: ItemRun): MediaOutput {
	const { read } = run;
	const chosen = [...read(fields), ...(read(includeChildren) ? ['children'] : [])];
	const isDownload = read(download);
	const asked = isDownload ? [...new Set([...chosen, 'media_url', 'children'])] : chosen;
	const unasked = asked.filter((name) => !chosen.includes(name));
	return {
		fields: asked.map((name) => (name === 'children' ? CHILDREN_FIELD : name)).join(','),
		async complete(found) {
			const media = found.map(flattenEdges);
			if (!isDownload) return media;
			const files = media.map((one) => [one, filesOfMedia(one)] as const);
			for (const [one] of files) for (const name of unasked) delete one[name];
			await attachFiles(run, files);
			return media;
		},
	};
}
