// Loads an unpacked package through n8n's own loader in a process of its own, as n8n does at its start and at the first use
// of each class, and prints what it found.
// Usage: node loadPacked.cjs <folder> [<node_modules with the n8n-core to load it with>]
const { existsSync } = require('node:fs');
const path = require('node:path');

const [folder, modules] = process.argv.slice(2);
const n8nCore = require(modules ? path.join(modules, 'n8n-core') : 'n8n-core');
const { LazyPackageDirectoryLoader, loadOutputSchema, resolveOutputSchemaPath } = n8nCore;

/** The operations of a node; for a trigger a single entry without names. */
function operationsOf({ properties }) {
	const operations = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			displayOptions.show.resource.flatMap((resource) =>
				options.map(({ value: operation }) => ({ resource, operation })),
			),
		);
	return operations.length > 0 ? operations : [{}];
}

/**
 * Looks for the output schemas as n8n does: its server for the editor (`resolveSchema` of LoadNodesAndCredentials, with the
 * version that the editor asks for), and its AI builder (`createOutputSchemaLookup`, with the version of the node).
 */
function withoutSchema(loader) {
	const missing = { editor: [], builder: [] };
	for (const description of loader.types.nodes) {
		const { sourcePath } = loader.known.nodes[description.name];
		const nodeDir = path.dirname(loader.resolveSourcePath(sourcePath));
		for (const { resource, operation } of operationsOf(description)) {
			const name = [description.name, ...(resource ? [`${resource}/${operation}`] : [])].join(' ');
			const asked = { nodeDir, resource, operation };
			const file = resolveOutputSchemaPath({ ...asked, version: '1.0.0' });
			if (!file || !existsSync(file)) missing.editor.push(name);
			const schema = loadOutputSchema({ ...asked, version: description.version, versionFallback: true });
			if (schema?.type !== 'object' || !schema.properties) missing.builder.push(name);
		}
	}
	return { editor: missing.editor.sort(), builder: missing.builder.sort() };
}

(async () => {
	const loader = new LazyPackageDirectoryLoader(folder);
	await loader.loadAll();
	const { packageName, types, isLazyLoaded } = loader;
	const described = ({ name, iconUrl, codex }) => ({ name, iconUrl, codex });
	// Older versions of n8n have no output schemas of community nodes.
	const schemas = loadOutputSchema ? { withoutSchema: withoutSchema(loader) } : {};
	const nodes = types.nodes.map(described);
	const credentials = types.credentials.map(described);
	const classes = [
		...nodes.map(({ name }) => loader.getNode(name).type),
		...credentials.map(({ name }) => loader.getCredential(name).type),
	].map(({ constructor }) => constructor.name);
	const found = { packageName, nodes, credentials, isLazyLoaded, classes, ...schemas };
	process.stdout.write(`\n${JSON.stringify(found)}`);
})();
