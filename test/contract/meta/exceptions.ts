/** A request that is not in Meta's SDK, with the document of Meta that describes it. */
export interface Exception {
	/** A node type of the SDK; if absent, every node. */
	node?: string;
	/** A field, with the type of its nested fields. */
	field?: { name: string; type: string };
	/** A parameter; `value` if only that value is not in the SDK. */
	parameter?: { name: string; value?: string };
	/** A call that no node has. */
	call?: { host: string; method: string; path: string };
	document: string;
}

const DOCS = 'https://developers.facebook.com/docs/';
const CONVERSATION = `${DOCS}messenger-platform/instagram/features/conversation`;
const MESSAGE = `${DOCS}graph-api/reference/message`;

const PUBLISHING = 'https://developers.facebook.com/documentation/instagram-platform/content-publishing';

const MESSAGE_FIELDS = [
	'id',
	'created_time',
	'from',
	'to',
	'message',
	'attachments',
	'reactions',
	'shares',
	'story',
	'is_unsupported',
];

export const EXCEPTIONS: readonly Exception[] = [
	// The document shows GET; n8n's OAuth2 client sends the same parameters by POST, as OAuth 2.0 (RFC 6749) has it.
	{
		call: { host: 'graph.facebook.com', method: 'POST', path: '/oauth/access_token' },
		document: `${DOCS}facebook-login/guides/advanced/manual-flow`,
	},
	// The SDK says that the edge returns UnifiedMessage, but has no such class.
	...MESSAGE_FIELDS.map((name) => ({
		node: 'UnifiedMessage',
		field: { name, type: 'Object' },
		document: MESSAGE,
	})),
	{ node: 'UnifiedThread', field: { name: 'participants', type: 'Object' }, document: CONVERSATION },
	{
		node: 'Page',
		field: { name: 'tasks', type: '' },
		document: `${DOCS}graph-api/reference/user/accounts`,
	},
	// The SDK has it for a Page only; the document shows the same body for both login methods.
	{
		node: 'IGUserForIGOnlyAPI',
		parameter: { name: 'platform' },
		document: `${DOCS}instagram-platform/instagram-api-with-instagram-login/messaging-api/ice-breakers`,
	},
	{
		node: 'User',
		field: { name: 'id', type: '' },
		document: `${DOCS}graph-api/reference/user`,
	},
	// The SDK of 2026-04-15 is older than the documents of 2026-06-16 and 2026-09-28.
	{
		call: { host: 'graph.facebook.com', method: 'GET', path: '/ig_audio' },
		document: `${PUBLISHING}/audio-api`,
	},
	...['audio_type', 'search_query', 'user_id', 'audio_configuration'].map((name) => ({
		node: 'IGUser',
		parameter: { name },
		document: `${PUBLISHING}/audio-api`,
	})),
	...['poll_attachment', 'is_poll_duration_extended', 'is_comment_prompt_used'].map((name) => ({
		node: 'IGUser',
		parameter: { name },
		document: `${PUBLISHING}/caption-add-ons`,
	})),
];
