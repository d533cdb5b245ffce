import type { ILoadOptionsFunctions, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { UserError, Workflow } from 'n8n-workflow';
import { LoadOptionsContext } from 'n8n-core';

import { additionalDataFor } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { logs } from './logs';
import { startN8nCore } from './n8nCore';
import { watchSecrets } from './secretWatch';

export interface ListSearchOptions {
	credentials: CredentialStore;
	/** The node's selected credential, by type. */
	reference: Record<string, { id: string; name: string }>;
	/** The node's current parameters in the editor. */
	parameters?: INodeParameters;
	filter?: string;
	paginationToken?: string;
	/** Path of the parameter whose list is opened; default `parameters.account`. */
	path?: string;
}

/** Builds n8n's context for a `listSearch` method of a node of this package. */
export async function listSearchContext(
	nodeType: string,
	options: ListSearchOptions,
): Promise<ILoadOptionsFunctions> {
	await startN8nCore();
	const { credentials, parameters = {} } = options;
	const node = {
		id: 'list-search',
		name: 'Temp-Node',
		type: `${credentials.loaded.name}.${nodeType}`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
		credentials: options.reference,
	};
	const { nodeTypes } = credentials.loaded;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = { ...additionalDataFor(credentials), currentNodeParameters: parameters };
	const path = options.path ?? 'parameters.account';
	return new LoadOptionsContext(workflow, workflow.nodes['Temp-Node']!, additionalData, path);
}

/**
 * Calls a `listSearch` method of a node of this package like n8n's server does when a list opens in the editor.
 *
 * @param nodeType `instagram`
 */
export async function runListSearch(
	nodeType: string,
	method: string,
	options: ListSearchOptions,
): Promise<INodeListSearchResult> {
	const { credentials } = options;
	const { name, nodeTypes } = credentials.loaded;
	const search = nodeTypes.getByNameAndVersion(`${name}.${nodeType}`, 1).methods?.listSearch?.[method];
	if (!search) throw new UserError(`'${nodeType}' has no listSearch method '${method}'`);

	const context = await listSearchContext(nodeType, options);
	const logStart = logs.lines.length;
	try {
		const result = await search.call(context, options.filter, options.paginationToken);
		watchSecrets(credentials, { 'list search result': result });
		return result;
	} catch (error) {
		watchSecrets(credentials, { error });
		throw error;
	} finally {
		watchSecrets(credentials, { log: logs.text(logStart) });
	}
}
