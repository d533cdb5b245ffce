// Loads an unpacked package through n8n's own loader in a process of its own, as n8n does, and prints what it found.
// Usage: node loadPacked.cjs <folder>
const { PackageDirectoryLoader } = require('n8n-core');

(async () => {
	const loader = new PackageDirectoryLoader(process.argv[2]);
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
