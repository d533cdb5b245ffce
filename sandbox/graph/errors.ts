/** An answer that Meta gives instead of what was asked for. */
export class GraphFailure extends Error {
	constructor(
		readonly code: number,
		message: string,
		readonly details: {
			subcode?: number;
			status?: number;
			type?: string;
			userTitle?: string;
			userMessage?: string;
			transient?: boolean;
		} = {},
	) {
		super(message);
	}

	/** HTTP status; Meta's publishing errors are all 400. */
	get status(): number {
		return this.details.status ?? STATUS_OF_CODE[this.code] ?? 400;
	}

	/** The body in the shape of graph.facebook.com and graph.instagram.com. */
	body(traceId: string): { error: Record<string, unknown> } {
		const { subcode, type, userTitle, userMessage, transient } = this.details;
		return {
			error: {
				message: this.message,
				type: type ?? 'OAuthException',
				code: this.code,
				...(subcode === undefined ? {} : { error_subcode: subcode }),
				...(transient === undefined ? {} : { is_transient: transient }),
				...(userTitle === undefined ? {} : { error_user_title: userTitle }),
				...(userMessage === undefined ? {} : { error_user_msg: userMessage }),
				fbtrace_id: traceId,
			},
		};
	}
}

const STATUS_OF_CODE: Record<number, number> = { 1: 500, 2: 500, 4: 403, 17: 403, 32: 403, 200: 403, 613: 403 };

/**
 * Errors of publishing: subcode, code and the text that people see.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
 */
const PUBLISHING = {
	unknownMediaType: [100, 2207023, 'The media type is unknown.'],
	carouselSize: [100, 2207028, 'Carousels need at least 2 children and at most 10 children.'],
	productTagPositionOnVideo: [100, 2207035, 'Product tag positions should not be specified for video media.'],
	productTagPositionMissing: [100, 2207036, 'Product tag positions are required for photo media.'],
	tooManyTags: [100, 2207040, 'Cannot use more than 20 tags per created media.'],
	thumbOffset: [1, 2207057, 'Thumbnail offset must be greater than or equal to 0 and less than video duration.'],
	quotaReached: [9, 2207042, 'You reached maximum number of posts that is allowed to be published by Content Publishing API.'],
	mediaNotFound: [24, 2207006, 'The media with the given ID could not be found.'],
	containerGone: [24, 2207008, 'The media builder does not exist or is expired.'],
	notFetchable: [9004, 2207052, 'The media could not be fetched from this URI. It must be publicly accessible.'],
	notReady: [9007, 2207027, 'The media is not ready for publishing, please wait for a moment.'],
	imageTooLarge: [36000, 2207004, 'The image is too large to download. It should be less than 8 MiB.'],
	imageFormat: [36001, 2207005, 'The image format is not supported.'],
	aspectRatio: [36003, 2207009, 'The submitted image has an aspect ratio that is not allowed.'],
	captionTooLong: [36004, 2207010, 'The submitted caption is too long.'],
} as const satisfies Record<string, readonly [number, number, string]>;

export type PublishingFailure = keyof typeof PUBLISHING;

export function publishingFailure(name: PublishingFailure, detail?: string): GraphFailure {
	const [code, subcode, text] = PUBLISHING[name];
	return new GraphFailure(code, detail ?? text, {
		subcode,
		transient: false,
		userTitle: 'Media could not be published',
		userMessage: text,
	});
}

/** Code 100: the request itself is wrong. */
export function invalidParameter(text: string): GraphFailure {
	return new GraphFailure(100, `(#100) ${text}`);
}

/** What Meta says of an object that does not exist, or that the token may not see. */
export function unsupportedRequest(method: string, id: string): GraphFailure {
	return new GraphFailure(
		100,
		`Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
		{ subcode: 33, type: 'GraphMethodException' },
	);
}

/** Code 10: the token lacks a permission. */
export function missingPermission(permission: string): GraphFailure {
	return new GraphFailure(
		10,
		`(#10) Application does not have permission for this action: ${permission} has not been granted.`,
	);
}
