/** What a call that a fault applies to gets instead of its answer. */
export interface FaultAnswer {
	/** For `error`; `code` is then required. */
	code?: number;
	subcode?: number;
	message?: string;
	/** For `error`: Meta's `error_user_title`, `error_user_msg`, `is_transient` and `type`. */
	userTitle?: string;
	userMessage?: string;
	transient?: boolean;
	type?: string;
	/** For `answer`: the body, as JSON or as its very text, and response headers. */
	body?: unknown;
	text?: string;
	headers?: Record<string, string>;
	/** HTTP status of `5xx`, `html`, `error` and `answer` (default 200). */
	status?: number;
	/** Overrides whether the work is done before the fault applies. */
	workDone?: boolean;
}

const BLOCKED = {
	action: 'error',
	code: 4,
	subcode: 2207051,
	message: 'Application request limit reached',
	userTitle: 'Action is blocked',
	userMessage:
		'We restrict certain activity to protect our community. Tell us if you think we made a mistake.',
} as const;

/**
 * Recorded answers of Meta, by the name that sets them as a fault. `workDone` is as it was seen: a publish that was
 * refused so had made a post. In brackets the sample (test/samples) or the document that has it.
 */
export const RECORDED_ANSWERS: Readonly<Record<string, FaultAnswer & { action: 'answer' | 'error' }>> = {
	/** A publish is called spam, and the post is live (E01). */
	blockedThoughLive: { ...BLOCKED, status: 403, workDone: true },
	/** The same, with nothing done: a real block, also of reads (E24). */
	blocked: { ...BLOCKED, status: 400 },
	/** A publish lacks the permission, and the post is live (public code). */
	forbiddenThoughLive: {
		action: 'error',
		code: 10,
		status: 403,
		message: '(#10) Application does not have permission for this action',
		workDone: true,
	},
	/** A read of something fresh that is there (E02). */
	authorizationError: {
		action: 'error',
		code: 100,
		subcode: 33,
		message: 'Authorization Error',
		type: 'GraphMethodException',
	},
	/** The same with a Page's token (E03). */
	endpointNeedsPermission: {
		action: 'error',
		code: 10,
		message: "(#10) This endpoint requires the 'instagram_basic' permission",
	},
	/** A publish of what Meta says it has never seen (E19). */
	mediaNotFound: {
		action: 'error',
		code: 24,
		subcode: 2207006,
		message: 'The requested resource does not exist',
		userTitle: 'Media not found',
		userMessage: 'The media with 17903348126557019 cannot be found',
	},
	/** Not ready, although the status is FINISHED (E13). */
	notReady: {
		action: 'error',
		code: 9007,
		subcode: 2207027,
		message: 'Media ID is not available',
		userTitle: 'Media is not ready',
		userMessage: 'The media is not ready for publishing, please wait for a moment',
	},
	/** Media that could not be fetched, in the language of the account (E11). */
	notFetched: {
		action: 'error',
		code: 9004,
		subcode: 2207052,
		message: 'Only photo or video can be accepted as media type.',
		userTitle: 'ไม่สามารถดึงสื่อ',
		userMessage: 'The media could not be fetched from this URI: https://files.example.test/a.jpg',
	},
	/** The same under another code (E12). */
	notFetchedAsParameter: {
		action: 'error',
		code: 100,
		subcode: 2207052,
		message: 'Invalid parameter',
		userTitle: 'Media download has failed',
		userMessage: "The media URI doesn't meet our requirements.",
	},
	/** Meta's converter is down (E04). */
	notConverted: {
		action: 'error',
		code: 36001,
		subcode: 2207084,
		message: 'The image format is not supported',
		userTitle: 'Media could not be processed',
		userMessage:
			'The media of type image/png could not be converted to JPEG (PNG chunk is missing required data).',
	},
	/** A creation that is to be repeated (E14). */
	notCreated: {
		action: 'error',
		code: -1,
		subcode: 2207032,
		status: 500,
		message: 'Fatal',
		userTitle: 'Failed to create media',
		userMessage: 'Create media fail, please try to re-create media',
	},
	/** A collaborator or tagged person who cannot be reached (E05). */
	privateUser: {
		action: 'error',
		code: 110,
		subcode: 2207018,
		message: 'Invalid user id',
		userTitle: 'Cannot load user with a private profile or invalid username',
		userMessage: 'The following user(s) cannot be accessed: lora.fen',
	},
	/** The same text in French, of a profile that is looked up (E06). */
	noSuchUser: {
		action: 'error',
		code: 110,
		subcode: 2207013,
		message: 'Invalid user id',
		userTitle: 'Impossible de trouver l’utilisateur',
		userMessage: 'L’utilisateur avec le nom lora.fen est introuvable.',
	},
	/** The deletion of media, or the processing of a video, that ended without a reason (E153 as a status). */
	fatal: { action: 'error', code: -1, subcode: 2207085, message: 'Fatal' },
	/** A page that is too large (E38). */
	tooMuchData: {
		action: 'answer',
		status: 500,
		body: {
			error: {
				code: 1,
				message: "Please reduce the amount of data you're asking for, then retry your request",
			},
		},
	},
	/** The app is deactivated, reported with HTTP 200 (E93). */
	appDeactivated: {
		action: 'error',
		code: 200,
		status: 200,
		message: 'API access deactivated. To reactivate, go to the app dashboard.',
	},
	/** The app is out of use (E92). */
	appBlocked: { action: 'error', code: 200, message: 'API access blocked.' },
	/** Answers without an id, after the work is done. */
	emptyObject: { action: 'answer', body: {}, workDone: true },
	successOnly: { action: 'answer', body: { success: true }, workDone: true },
	trueOnly: { action: 'answer', body: true, workDone: true },
	emptyList: { action: 'answer', body: [], workDone: true },
	emptyBody: { action: 'answer', text: '', workDone: true },
};
