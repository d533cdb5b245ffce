import type { INodeProperties } from 'n8n-workflow';

import { defineParameter } from '../parameters/parameter';
import { readLocator } from '../parameters/readers';

/** The professional account that an operation acts on. */
export const accountLocator: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'The Instagram professional account to act on. Leave empty to use the account that the credential belongs to; if a Facebook Login credential reaches several accounts, choose one.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: "The credential's own account",
			typeOptions: { searchListMethod: 'searchAccounts', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 17841400000000001',
			hint: 'The ID of the professional account, not the username and not the ID of the Page',
			validation: [
				{
					type: 'regex',
					properties: {
						// Empty is allowed: n8n does not publish a workflow with a value that does not match.
						regex: '^\\s*[0-9]{0,32}\\s*$',
						errorMessage: 'An account ID consists of digits only',
					},
				},
			],
		},
	],
};

/** Reads what `resolveAccount` takes: an ID, or empty for the credential's own account. */
export const account = defineParameter(accountLocator, readLocator);
