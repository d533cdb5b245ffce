// Before all else: it takes the place of n8n's sleep, which the package holds on to when it is loaded.
import '../../tools/n8n-harness/virtualTime';

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { removeN8nFolder, repositoryRoot } from '../../tools/n8n-harness';
import { startSandbox } from '../../sandbox';
import { generatedPages } from './pages';
import { loadSources } from './sources';

async function formatted(file: string, text: string): Promise<string> {
	return await format(text, { ...(await resolveConfig(file)), filepath: file });
}

/** The pages as they ought to be: whole path -> text. */
async function wantedPages(): Promise<Map<string, string>> {
	const sandbox = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
	Object.assign(process.env, sandbox.env());
	try {
		const wanted = new Map<string, string>();
		for (const [name, text] of Object.entries(await generatedPages(sandbox))) {
			const file = path.join(repositoryRoot, name);
			wanted.set(file, await formatted(file, text));
		}
		return wanted;
	} finally {
		await sandbox.close();
		removeN8nFolder();
	}
}

/** The first line in which two texts differ. */
function difference(before: string, after: string): string {
	const [old, now] = [before.split('\n'), after.split('\n')];
	const line = now.findIndex((text, index) => text !== old[index]);
	const at = line === -1 ? now.length : line;
	return `line ${at + 1}: ${JSON.stringify(old[at] ?? '')} ought to be ${JSON.stringify(now[at] ?? '')}`;
}

async function docs(): Promise<void> {
	loadSources();
	const check = process.argv.includes('--check');
	for (const [file, text] of await wantedPages()) {
		const name = path.relative(repositoryRoot, file);
		const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
		if (before === text) continue;
		if (check) {
			process.exitCode = 1;
			process.stdout.write(`${name} is not current (npm run docs writes it): ${difference(before, text)}\n`);
		} else {
			mkdirSync(path.dirname(file), { recursive: true });
			writeFileSync(file, text);
			process.stdout.write(`${name} written\n`);
		}
	}
}

void docs().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
	process.exitCode = 1;
});
