// Loads an unpacked package through n8n's own loader in a process of its own, as n8n does, and prints what it found.
// Usage: node loadPacked.cjs <folder> [<node_modules with the n8n-core to load it with>]
const path = require('node:path');

const [folder, modules] = process.argv.slice(2);
const { PackageDirectoryLoader } = require(modules ? path.join(modules, 'n8n-core') : 'n8n-core');

(async () => {
	const loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
	const { packageName, types } = loader;
	const described = ({ name, iconUrl, codex }) => ({ name, iconUrl, codex });
	const found = {
		packageName,
		nodes: types.nodes.map(described),
		credentials: types.credentials.map(described),
	};
	process.stdout.write(`\n${JSON.stringify(found)}`);
})();
