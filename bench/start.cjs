// One start of n8n's loader in a fresh process, with n8n's own nodes and, where a third argument is given, this package.
// Prints JSON. n8n 2.40 loads both as this does (load-nodes-and-credentials.js). Plain JavaScript, so that nothing is
// compiled meanwhile.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-bench-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'only-for-the-bench';

const { LazyPackageDirectoryLoader } = require('n8n-core');
require('n8n-workflow');

async function main([nodesOfN8n, ownPackage]) {
	const packages = [nodesOfN8n, ownPackage].filter(Boolean);
	const started = performance.now();
	const loaders = packages.map((directory) => new LazyPackageDirectoryLoader(directory));
	let lastMs = 0;
	for (const loader of loaders) {
		const begun = performance.now();
		await loader.loadAll();
		lastMs = performance.now() - begun;
	}
	const loadMs = performance.now() - started;
	const asked = performance.now();
	if (ownPackage) loaders.at(-1).getNode('instagram');
	const firstUseMs = performance.now() - asked;
	process.stdout.write(JSON.stringify({ loadMs, lastMs, firstUseMs }));
}

main(process.argv.slice(2)).finally(() => rmSync(folder, { recursive: true, force: true }));
