import type { INodeProperties } from 'n8n-workflow';

import { defineParameter } from '../parameters/parameter';
import { readLocator } from '../parameters/readers';

/**
 * The professional account that an operation uses.
 *
 * Locators have no `validation`: n8n 2.41 evaluates its patterns before it starts an execution, in at most 250 ms of real
 * time, and on a busy machine fails the whole execution where that passes. The node checks IDs itself.
 */
export const accountLocator: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'Instagram professional account to use. Leave empty for the account that the credential belongs to; choose one if a Facebook Login credential can access several accounts.',
	builderHint: {
		propertyHint:
			"Leave empty unless the credential reaches several accounts; by expression use mode 'id' with the ID of the account, never a username",
	},
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
			hint: 'ID of the professional account, not its username or the ID of its Page',
		},
	],
};

/** Reads what `resolveAccount` takes: an ID, or empty for the credential's own account. */
export const account = defineParameter(accountLocator, readLocator);
