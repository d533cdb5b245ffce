// Loads an unpacked package through n8n's own loader in a process of its own, as n8n does at its start and at the first use
// of each class, and prints what it found.
// Usage: node loadPacked.cjs <folder> [<node_modules with the n8n-core to load it with>]
const path = require('node:path');

const [folder, modules] = process.argv.slice(2);
const { LazyPackageDirectoryLoader } = require(modules ? path.join(modules, 'n8n-core') : 'n8n-core');

(async () => {
	const loader = new LazyPackageDirectoryLoader(folder);
	await loader.loadAll();
	const { packageName, types, isLazyLoaded } = loader;
	const described = ({ name, iconUrl, codex }) => ({ name, iconUrl, codex });
	const nodes = types.nodes.map(described);
	const credentials = types.credentials.map(described);
	const classes = [
		...nodes.map(({ name }) => loader.getNode(name).type),
		...credentials.map(({ name }) => loader.getCredential(name).type),
	].map(({ constructor }) => constructor.name);
	process.stdout.write(`\n${JSON.stringify({ packageName, nodes, credentials, isLazyLoaded, classes })}`);
})();
