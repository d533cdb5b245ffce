import type { INodeProperties } from 'n8n-workflow';

/** The option of both triggers. */
export const includeEcho: INodeProperties = {
	displayName: 'Include Echo',
	name: 'includeEcho',
	type: 'boolean',
	default: false,
	description:
		"Whether to also trigger on the account's own comments and messages. A workflow that replies would then trigger itself.",
};
