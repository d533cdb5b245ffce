import { createRequire } from 'node:module';
import path from 'node:path';

import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { CredentialStore, loadPackage } from '../../tools/n8n-harness';

/** The nodes that ship with n8n and are used here: folder and file below `dist/nodes`. */
const FILES: Record<string, string> = {
	HttpRequest: 'HttpRequest/HttpRequest.node.js',
	Wait: 'Wait/Wait.node.js',
	If: 'If/If.node.js',
	Merge: 'Merge/Merge.node.js',
};

const BASE = 'n8n-nodes-base.';

/** A class of n8n's, by the name that its file exports. */
function instance<T>(modules: string, file: string, name: string): T {
	const from = createRequire(path.join(modules, 'n8n-nodes-base', 'package.json'));
	const exported = from(`./dist/${file}`) as Record<string, new () => T>;
	const Class = exported[name];
	if (!Class) throw new Error(`n8n's ${file} has no ${name}`);
	return new Class();
}

function nodeTypesWith(types: INodeTypes, nodes: Record<string, INodeType | IVersionedNodeType>): INodeTypes {
	return {
		getByName: (type) => nodes[type] ?? types.getByName(type),
		getByNameAndVersion: (type, version) => {
			const node = nodes[type];
			return node
				? NodeHelpers.getVersionedNodeType(node, version)
				: types.getByNameAndVersion(type, version);
		},
		getKnownTypes: () => ({}),
	};
}

/**
 * A credential store whose workflows can use n8n's own nodes, and its `httpHeaderAuth`.
 *
 * @param modules the `node_modules` of an installed n8n
 */
export async function storeWithN8nNodes(modules: string): Promise<CredentialStore> {
	const loaded = await loadPackage();
	const nodes: Record<string, INodeType | IVersionedNodeType> = {};
	for (const [name, file] of Object.entries(FILES)) {
		const type = `${BASE}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
		nodes[type] = instance(modules, `nodes/${file}`, name);
	}
	const header = instance<ICredentialType>(
		modules,
		'credentials/HttpHeaderAuth.credentials.js',
		'HttpHeaderAuth',
	);
	return await CredentialStore.create({
		...loaded,
		nodeTypes: nodeTypesWith(loaded.nodeTypes, nodes),
		credentialType: (name) => (name === header.name ? header : loaded.credentialType(name)),
		parentTypes: (name) => (name === header.name ? [] : loaded.parentTypes(name)),
	});
}
