import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';
import { NodeHelpers, UserError, Workflow } from 'n8n-workflow';

import type { LoadedPackage } from './loadPackage';

/** The node that n8n resolves a credential's expressions with if there is no workflow node. */
export const CREDENTIAL_NODE = {
	id: 'credential',
	name: '',
	typeVersion: 1,
	type: 'mock',
	position: [0, 0] as [number, number],
	parameters: {},
};

/** The empty workflow that n8n creates to resolve a credential's expressions. */
export function credentialWorkflow(): Workflow {
	const type = { description: { properties: [] } } as never;
	return new Workflow({
		nodes: [CREDENTIAL_NODE],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) },
	});
}

/** The properties of a credential type with those of its ancestors, merged as n8n merges them. */
export function credentialProperties(loaded: LoadedPackage, name: string): INodeProperties[] {
	const type = loaded.credentialType(name);
	if (type.extends === undefined) {
		if (name !== 'oAuth2Api') return type.properties;
		const tokenData = {
			displayName: 'oauthTokenData',
			name: 'oauthTokenData',
			type: 'json',
			default: {},
		} as const;
		return [...type.properties, { ...tokenData, required: false }];
	}
	const merged: INodeProperties[] = [];
	for (const parent of type.extends)
		NodeHelpers.mergeNodeProperties(merged, credentialProperties(loaded, parent));
	NodeHelpers.mergeNodeProperties(merged, type.properties);
	return merged;
}

/**
 * Adds the defaults of all displayed properties to the stored data. Does not resolve expressions.
 *
 * @throws UserError if display options depend on each other in a circle, which is a bug of the credential type
 */
export function withDefaults(
	loaded: LoadedPackage,
	name: string,
	stored: ICredentialDataDecryptedObject,
): ICredentialDataDecryptedObject {
	const properties = credentialProperties(loaded, name);
	const filled = NodeHelpers.getNodeParameters(
		properties,
		stored as never,
		true,
		false,
		null,
		null,
	) as ICredentialDataDecryptedObject | null;
	if (!filled) throw new UserError(`n8n found no values for the properties of '${name}'`);
	for (const key of ['oauthTokenData', 'allowedHttpRequestDomains', 'allowedDomains']) {
		if (filled[key] === undefined && stored[key] !== undefined) filled[key] = stored[key];
	}
	if (stored.oauthTokenData !== undefined) filled.oauthTokenData = stored.oauthTokenData;
	return filled;
}
