import type { IDataObject } from 'n8n-workflow';

/** A file that a record of Meta refers to. */
export interface FileReference {
	/** Missing if Meta gives none. */
	url?: string;
	/** File name, with or without its extension. */
	name: string;
	/** ID of the media, which can be read again for a URL that has not expired. */
	mediaId?: string;
	/** Or the message that the file is attached to, and its place among the attachments. */
	attachment?: { messageId: string; index: number };
	/** Why the URL is missing, if Meta has not left it out. */
	missing?: string;
}

/** File name of an attachment for which Meta gives none. */
const ATTACHMENT = 'attachment';

function recordsIn(value: unknown): IDataObject[] {
	if (!Array.isArray(value)) return [];
	return value.filter((one): one is IDataObject => typeof one === 'object' && one !== null);
}

function textIn(value: unknown, ...path: string[]): string | undefined {
	let found = value;
	for (const name of path) found = (found as Record<string, unknown> | null | undefined)?.[name];
	return typeof found === 'string' && found !== '' ? found : undefined;
}

/**
 * Returns the file of a media, or those of a carousel in their order.
 *
 * @param media with `id`, `media_url` and, for a carousel, `children` as a list
 */
export function filesOfMedia(media: IDataObject): FileReference[] {
	const children = recordsIn(media.children);
	if (children.length > 0) return children.flatMap(filesOfMedia);
	const id = String(media.id);
	return [{ url: textIn(media, 'media_url'), name: id, mediaId: id }];
}

/** Where an attachment has its URL: in the Conversations API, and in webhooks. */
const ATTACHMENT_URLS: ReadonlyArray<readonly string[]> = [
	['image_data', 'url'],
	['video_data', 'url'],
	['audio_data', 'url'],
	['file_url'],
	['payload', 'url'],
	['payload', 'story_media_url'],
];

/**
 * Returns the files attached to a message. Attachments without a URL, such as templates, have none.
 *
 * @param message with `attachments` as a list, from the Conversations API or a webhook
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks/examples
 */
export function filesOfMessage(message: IDataObject): FileReference[] {
	// A webhook calls it mid, the Conversations API id.
	const messageId = textIn(message, 'mid') ?? textIn(message, 'id');
	return recordsIn(message.attachments).flatMap((attachment, index) => {
		const url = ATTACHMENT_URLS.map((path) => textIn(attachment, ...path)).find(Boolean);
		if (url === undefined) return [];
		return [
			{
				url,
				name: textIn(attachment, 'name') ?? ATTACHMENT,
				...(messageId === undefined ? {} : { attachment: { messageId, index } }),
			},
		];
	});
}
