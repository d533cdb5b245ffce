import type { INodeProperties } from 'n8n-workflow';

/** The comment that an operation acts on. */
export const commentIdProperty: INodeProperties = {
	displayName: 'Comment ID',
	name: 'commentId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 17858893269000001',
	description:
		"ID of a comment on one of the account's posts, digits only, as Comment > Get Many or a comment webhook gives it",
};

/** What is written, in a comment or a reply. */
export const commentText: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	required: true,
	description: 'What to write, up to 2,200 characters. @username mentions an account.',
};
