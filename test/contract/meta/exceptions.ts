/** What the package asks of Meta although Meta's SDK does not have it, with the document that does. */
export interface Exception {
	/** Of the SDK's node types; absent: whatever node. */
	node?: string;
	/** A field with the type that its own fields are of. */
	field?: { name: string; type: string };
	/** A parameter; `value` where only that value is outside. */
	parameter?: { name: string; value?: string };
	/** A call that no node has. */
	call?: { host: string; method: string; path: string };
	document: string;
}

const DOCS = 'https://developers.facebook.com/docs/';
const CONVERSATION = `${DOCS}messenger-platform/instagram/features/conversation`;
const MESSAGE = `${DOCS}graph-api/reference/message`;

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
	// The SDK names UnifiedMessage as what the edge gives, but has no such class.
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
	{
		node: 'User',
		field: { name: 'id', type: '' },
		document: `${DOCS}graph-api/reference/user`,
	},
	{
		call: { host: 'graph.facebook.com', method: 'GET', path: '/' },
		parameter: { name: 'ids' },
		document: `${DOCS}graph-api/get-started#multi-id-requests`,
	},
];

/** Where the code leans on something that nobody has verified with a live call, and what it does if it is not so. */
export interface Unverified {
	claim: string;
	/** Source file that leans on it. */
	file: string;
	fallback: string;
}

export const UNVERIFIED: readonly Unverified[] = [
	{
		claim: 'A sender action is answered with recipient_id only',
		file: 'nodes/Instagram/actions/message/sendAction.operation.ts',
		fallback: 'The recipient comes from the input; whatever else Meta answers is put out beside it.',
	},
	{
		claim:
			'A message with the human agent tag is sent with messaging_type MESSAGE_TAG on graph.instagram.com, too',
		file: 'nodes/Instagram/actions/message/sendOnce.ts',
		fallback: 'The value is in the SDK for both hosts; messages without the tag are sent without it.',
	},
	{
		claim: 'Messages are paged inside fields, by messages.limit(n).after(cursor)',
		file: 'nodes/Instagram/actions/message/getMany.operation.ts',
		fallback: 'A cursor that has been followed ends the reading, so pages that repeat give no endless loop.',
	},
	{
		claim: 'A Page token is given by GET /{page-id}?fields=access_token to its own holder, too',
		file: 'nodes/Instagram/pages.ts',
		fallback: "Where no token is given and the credential's token is the Page's, that one is used.",
	},
	{
		claim: 'The subcodes 2534xxx of messages, seen in public code only',
		file: 'nodes/Instagram/graph/errorRows/messaging.ts',
		fallback: "An unknown subcode is told with its code's row and Meta's own text.",
	},
	{
		claim: "Instagram Login's /me is wrapped in { data: [one] }, or not",
		file: 'nodes/Instagram/graph/answer.ts',
		fallback: 'Both forms are read.',
	},
	{
		claim: 'Page size 100 is the most on media edges, 50 on conversations',
		file: 'nodes/Instagram/graph/paging.ts',
		fallback: 'Short pages are passed over; only a missing next ends an edge.',
	},
];
