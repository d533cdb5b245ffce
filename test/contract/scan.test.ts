import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

import { lastLine, packInto } from './pack';
import { root } from './sources';

interface Scan {
	passed: boolean;
	message?: string;
	details?: string;
}

/** A separate process: with NODE_ENV=test the rules treat every file as a node. */
function scan(kind: 'source' | 'packed', folder: string): string {
	const script = path.join(__dirname, 'scan.mjs');
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, kind, folder], {
		cwd: root,
		encoding: 'utf8',
		env: { ...process.env, NODE_ENV: 'production' },
	});
	if (status !== 0) throw new Error(`The scanner ended with ${status}: ${stderr}`);
	const { passed, message, details } = lastLine<Scan>(stdout);
	return passed ? 'no error' : `${message}\n${details}`;
}

let folder: string;

beforeAll(() => {
	mkdirSync(path.join(root, 'output'), { recursive: true });
	folder = mkdtempSync(path.join(root, 'output', 'scanned-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("n8n's scanner for community packages", () => {
	it('finds no error in the sources', () => {
		expect(scan('source', root)).toBe('no error');
	}, 120_000);

	it('finds no error in the packed package', () => {
		expect(scan('packed', packInto(folder).unpacked)).toBe('no error');
	}, 120_000);
});
