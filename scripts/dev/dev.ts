import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import { installedChromium } from '../../e2e/browser';
import { installN8n } from '../../e2e/install';
import { OWNER } from '../../e2e/n8nApi';
import { freePort, isFree, redirectUriOf, startN8n } from '../../e2e/n8nServer';
import { startSandbox } from '../../sandbox';
import { startLiveBuild } from './liveBuild';
import { flagsFor, openWindow } from './personBrowser';
import { prepareN8n } from './prepare';

const HOME = path.join(__dirname, '..', '..', 'output', 'dev');
const N8N_PORT = 5678;

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

async function dev(): Promise<void> {
	const wanted = new Set(process.argv.slice(2));
	const userFolder = path.join(HOME, 'user');
	if (wanted.has('--fresh')) rmSync(userFolder, { recursive: true, force: true });
	mkdirSync(userFolder, { recursive: true });

	const install = await installN8n();
	const port = (await isFree(N8N_PORT)) ? N8N_PORT : await freePort();
	const certificateDirectory = process.env.SANDBOX_CERTIFICATES;
	const sandbox = await startSandbox({ certificateDirectory, redirectUris: [redirectUriOf(port)] });
	const build = await startLiveBuild(userFolder);
	const logFile = path.join(HOME, 'n8n.log');
	const n8n = await startN8n({
		install,
		userFolder,
		port,
		// NODE_ENV=development is what makes n8n heed N8N_DEV_RELOAD.
		env: { ...sandbox.env(), NODE_ENV: 'development', N8N_DEV_RELOAD: 'true' },
		logFile,
	});
	const workflow = await prepareN8n(n8n.url);
	const flags = flagsFor(sandbox.proxyUrl, path.join(HOME, 'profile'));
	const command = [installedChromium() ?? 'chromium', ...flags, workflow]
		.map((part) => `'${part}'`)
		.join(' ');

	say();
	say(`n8n        ${n8n.url}`);
	say(`log in     ${OWNER.email}  ${OWNER.password}`);
	say(`workflow   ${workflow}`);
	say(`sandbox    ${sandbox.url}   what stands in for Meta: accounts, feed, requests, clock, faults`);
	say(`n8n's log  ${path.relative(process.cwd(), logFile)}`);
	say();
	say(
		'Open a credential in n8n and click Connect, then run the workflow. Changes in nodes/ and credentials/ are',
	);
	say(
		'compiled and reloaded while you work. The consent pages live in the sandbox, so the browser needs its proxy:',
	);
	say(`  ${command}`);
	const window = wanted.has('--no-browser') ? undefined : openWindow(workflow, flags);
	if (window && 'reason' in window) say(`(No window was opened: ${window.reason}.)`);
	say('Ctrl+C ends everything.');

	const asked = new Promise<void>((resolve) => {
		process.once('SIGINT', resolve);
		process.once('SIGTERM', resolve);
	});
	await Promise.race([asked, n8n.ended]);
	if (window && 'close' in window) window.close();
	build.stop();
	await n8n.stop();
	await sandbox.close();
	process.exit(0);
}

dev().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});
