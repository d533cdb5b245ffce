import path from 'node:path';

import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { injectDomainRestrictionFields, NodeHelpers, UserError } from 'n8n-workflow';
import { PackageDirectoryLoader } from 'n8n-core';

import { startN8nCore } from './n8nCore';
import { oAuth2Api } from './oAuth2Api';
import { standInNodes } from './standInNodes';

export const repositoryRoot = path.resolve(__dirname, '..', '..');

/** The package as loaded by n8n. */
export interface LoadedPackage {
	name: string;
	loader: PackageDirectoryLoader;
	nodeTypes: INodeTypes;
	credentialType(name: string): ICredentialType;
	/** All ancestors of a credential type, nearest first. */
	parentTypes(name: string): string[];
	/** Node types that support the credential type, prefixed with the package's name. */
	supportedNodes(credentialType: string): string[];
}

async function load(directory: string): Promise<LoadedPackage> {
	await startN8nCore();
	const loader = new PackageDirectoryLoader(directory);
	await loader.loadAll();
	const name = loader.packageName;

	for (const credential of Object.values(loader.credentialTypes)) {
		credential.type.properties = injectDomainRestrictionFields(credential.type);
	}
	const parent: ICredentialType = { ...oAuth2Api, properties: injectDomainRestrictionFields(oAuth2Api) };

	const nodeType = (type: string): INodeType | IVersionedNodeType => {
		const standIn = standInNodes[type];
		if (standIn) return standIn;
		if (type.startsWith(`${name}.`)) return loader.getNode(type.slice(name.length + 1)).type;
		throw new UserError(
			`The harness has no node type '${type}'. Add it to tools/n8n-harness/standInNodes.ts.`,
		);
	};
	const credentialType = (type: string): ICredentialType =>
		type === parent.name ? parent : loader.getCredential(type).type;

	const parentTypes = (type: string): string[] =>
		(credentialType(type).extends ?? []).flatMap((direct) => [direct, ...parentTypes(direct)]);

	return {
		name,
		loader,
		credentialType,
		parentTypes,
		supportedNodes: (type) =>
			(loader.known.credentials[type]?.supportedNodes ?? []).map((node) => `${name}.${node}`),
		nodeTypes: {
			getByName: nodeType,
			getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(nodeType(type), version),
			getKnownTypes: () => ({}),
		},
	};
}

const loaded = new Map<string, Promise<LoadedPackage>>();

/**
 * Loads the nodes and credentials listed in package.json with n8n's own loader.
 *
 * @param directory of the package; default: this one
 */
export async function loadPackage(directory: string = repositoryRoot): Promise<LoadedPackage> {
	const loading = loaded.get(directory) ?? load(directory);
	loaded.set(directory, loading);
	return await loading;
}
