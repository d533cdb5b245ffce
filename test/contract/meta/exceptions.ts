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
];
