import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { lastLine, packInto } from '../contract/pack';
import { root } from '../contract/sources';

const modules = process.env.OLDEST_N8N!;
const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};

/** Outside the repository, so that the package finds only the oldest n8n-workflow. */
let folder: string;
let unpacked: string;

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'packed-oldest-'));
	({ unpacked } = packInto(folder));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the packed package loads with all nodes and credentials', () => {
	const script = path.join(root, 'test', 'contract', 'loadPacked.cjs');
	const output = execFileSync(process.execPath, [script, unpacked, modules], {
		encoding: 'utf8',
		env: {
			...process.env,
			NODE_ENV: 'production',
			// This is how n8n lets community packages find its own modules.
			NODE_PATH: modules,
			N8N_USER_FOLDER: folder,
			N8N_LOG_LEVEL: 'silent',
		},
	});
	const { nodes, credentials } = lastLine<{ nodes: unknown[]; credentials: unknown[] }>(output);
	expect({ nodes: nodes.length, credentials: credentials.length }).toEqual({
		nodes: n8n.nodes.length,
		credentials: n8n.credentials.length,
	});
});
