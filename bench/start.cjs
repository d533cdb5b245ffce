// What the package adds to n8n's start: the time in which n8n's own loader loads it. Prints milliseconds. Plain
// JavaScript, so that nothing is compiled meanwhile.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-bench-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'only-for-the-bench';

const { PackageDirectoryLoader } = require('n8n-core');
require('n8n-workflow');

async function main() {
	const loader = new PackageDirectoryLoader(path.resolve(__dirname, '..'));
	const started = performance.now();
	await loader.loadAll();
	process.stdout.write(String(performance.now() - started));
}

main().finally(() => rmSync(folder, { recursive: true, force: true }));
