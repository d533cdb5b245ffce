/** An answer of Meta that refuses a call, in the Graph API's form. */
export class MetaRefusal extends Error {
	constructor(
		readonly code: number,
		readonly text: string,
		readonly details: {
			subcode?: number;
			/** HTTP status; default 400. */
			status?: number;
			type?: string;
			userTitle?: string;
			userMessage?: string;
			transient?: boolean;
		} = {},
	) {
		super(text);
	}
}

export function invalidParameter(text: string): MetaRefusal {
	return new MetaRefusal(100, `(#100) ${text}`);
}

export function badToken(subcode: number | undefined, text: string): MetaRefusal {
	return new MetaRefusal(190, text, { subcode });
}

/** What Meta says of anything that is not there, not visible, or not able to do this. */
export function noSuchObject(id: string, method: string): MetaRefusal {
	const verb = method === 'GET' ? 'get' : method.toLowerCase();
	return new MetaRefusal(
		100,
		`Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
		{ subcode: 33, type: 'GraphMethodException' },
	);
}

export function missingPermission(permission: string): MetaRefusal {
	return new MetaRefusal(10, `(#10) Application does not have permission for this action: ${permission}`, {
		status: 403,
	});
}

export function needsPageToken(): MetaRefusal {
	return new MetaRefusal(210, '(#210) A page access token is required to request this resource.');
}

export function mediaNotReady(): MetaRefusal {
	return new MetaRefusal(9007, 'Media ID is not available', {
		subcode: 2207027,
		userTitle: 'Media is not ready',
		userMessage: 'The media is not ready for publishing, please wait for a moment',
	});
}

/** A fresh container or media that cannot be read although it is there. A Page's token gets another code. */
export function notReadableYet(isPageToken: boolean): MetaRefusal {
	return isPageToken
		? new MetaRefusal(10, "(#10) This endpoint requires the 'instagram_basic' permission")
		: new MetaRefusal(100, 'Authorization Error', { subcode: 33, type: 'GraphMethodException' });
}

export function mediaNotFound(id: string): MetaRefusal {
	return new MetaRefusal(24, 'The requested resource does not exist', {
		subcode: 2207006,
		userTitle: 'Media not found',
		userMessage: `The media with ${id} cannot be found`,
	});
}

/** The body of a refusal. */
export function graphErrorBody(refusal: MetaRefusal, traceId: string): { error: Record<string, unknown> } {
	const { subcode, type, userTitle, userMessage, transient } = refusal.details;
	return {
		error: {
			message: refusal.text,
			type: type ?? 'OAuthException',
			code: refusal.code,
			...(subcode === undefined ? {} : { error_subcode: subcode }),
			...(transient ? { is_transient: true } : {}),
			...(userTitle ? { error_user_title: userTitle } : {}),
			...(userMessage ? { error_user_msg: userMessage } : {}),
			fbtrace_id: traceId,
		},
	};
}
