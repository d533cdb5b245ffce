import { spawn } from 'node:child_process';
import path from 'node:path';

import { installOldestCore } from '../lockedInstall';

const root = path.resolve(__dirname, '..', '..');

/** What differs most between versions of n8n: loading, saving of tokens, the editor's lists, requests, binary files. */
const CHOSEN = [
	'test/oldest/',
	'token.test',
	'tokenByItem',
	'tokenOlderN8n',
	'accountPicker',
	'publish.test',
	'binary.test',
	'workflow/media.test',
];

/** What only newer versions of n8n do. For the first, see docs/results.md. */
const NEWER = [
	// Before 2.36, an item with `error` and `details` is not sent to the error output.
	'a media that is not there fails only its own item',
	// A binary parameter had to be the name of a field.
	'takes the binary data itself, by an expression',
];

function runJest(args: string[], modules: string): Promise<number> {
	const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [jest, '--config', 'test/oldest/jest.config.js', ...args], {
			cwd: root,
			env: { ...process.env, OLDEST_N8N: modules },
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		child.once('error', reject);
		child.once('close', (code) => resolve(code ?? 1));
	});
}

async function main(): Promise<number> {
	const given = process.argv.slice(2);
	const chosen = given.some((argument) => !argument.startsWith('-')) ? [] : CHOSEN;
	const shared = `--testNamePattern=^(?!.*(?:${NEWER.join('|')}))`;
	const directory = await installOldestCore();
	return await runJest([shared, ...given, ...chosen], path.join(directory, 'node_modules'));
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	},
);
