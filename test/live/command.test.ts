import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { repositoryRoot } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { sandboxSettings } from '../../scripts/live/sandboxWalk';

jest.setTimeout(240_000);

const sandbox = useSandbox();
const output = mkdtempSync(path.join(tmpdir(), 'live-report-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const report = (file: string) => readFileSync(path.join(output, file), 'utf8');

/** Runs the command as npm does, with the sandbox for Meta. */
async function live(args: string[], env: Record<string, string | undefined>) {
	const tsx = path.join(repositoryRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
	const command = [tsx, path.join(repositoryRoot, 'scripts', 'live', 'live.ts'), ...args, '--output', output];
	const child = spawn(process.execPath, command, {
		env: { ...process.env, ...sandbox.get().env(), LIVE_SANDBOX_CA: sandbox.get().caFile, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
	const code = await new Promise((resolve) => child.once('close', resolve));
	return { code, text };
}

function credential(): { token: string; env: Record<string, string | undefined> } {
	const way = { login: 'instagram', apiVersion: 'v26.0', comment: false, publish: false } as const;
	const more = { account: false, app: true, openQuestions: false, png: false };
	const settings = sandboxSettings(sandbox.get(), { ...way, ...more });
	const { accessToken: token, appId, appSecret } = settings;
	const app = { LIVE_APP_ID: appId, LIVE_APP_SECRET: appSecret };
	return { token, env: { LIVE_ACCESS_TOKEN: token, LIVE_LOGIN_METHOD: 'instagram', ...app } };
}

describe('npm run live', () => {
	it('exits with 2 and prints its usage for wrong options', async () => {
		const { code, text } = await live(['--comment'], { LIVE_ACCESS_TOKEN: 'IGAAtoken0123456789abcdef' });
		expect(code).toBe(2);
		expect(text).toContain('npm run live -- [options]');
		expect(text).not.toContain('IGAAtoken');
	});

	it('exits with 0 and writes a report without secrets when every check holds', async () => {
		const { token, env } = credential();
		const { code, text } = await live([], env);
		expect(text).toContain('At most 120 calls to Meta. Nothing is written.');
		expect(text).toMatch(/operations +\d+ held, 0 did not hold, \d+ not tried/);
		expect(code).toBe(0);
		expect(report('live-report.md')).toMatch(/\| Media > Get Many \| held \|/);
		for (const secret of [token, env.LIVE_APP_SECRET!]) {
			expect(text + report('live-report.md') + report('live-report.json')).not.toContain(secret);
		}
	});

	it('exits with 1 and names the check that did not hold', async () => {
		const { env } = credential();
		sandbox
			.get()
			.world.faults.add({ endpoint: 'limit', action: 'error', code: 100, message: 'No field config' });
		const { code, text } = await live([], env);
		expect(text).toMatch(/DID NOT HOLD {2}Account > Get Publishing Limit\n.*No field config/);
		expect(code).toBe(1);
		expect(report('live-report.md')).toMatch(
			/\| Account > Get Publishing Limit \| did not hold \|.*No field/,
		);
	});
});
