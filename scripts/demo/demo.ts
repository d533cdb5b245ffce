// Connects an account of the sandbox's Instagram through the consent flow, and runs the example workflows in n8n-core.
import {
	connectThroughConsent,
	CredentialStore,
	removeN8nFolder,
	runWorkflow,
} from '../../tools/n8n-harness';
import type { Sandbox } from '../../sandbox';
import { startSandbox } from '../../sandbox';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { describeCall } from './calls';
import { exampleWorkflow } from './examples';

const EXAMPLES = ['image-every-morning.json', 'carousel.json'];

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/** Prints what reached Meta's hosts while `work` ran. */
async function showingCalls<T>(sandbox: Sandbox, work: () => Promise<T>): Promise<T> {
	const stop = sandbox.world.requests.watch((request) => say(`    ${describeCall(request)}`));
	try {
		return await work();
	} finally {
		stop();
	}
}

async function connect(sandbox: Sandbox, store: CredentialStore): Promise<{ id: string; name: string }> {
	say(`Connecting: n8n asks, ${sandbox.world.person('ada').name} allows`);
	const { appId, appSecret } = SANDBOX_APPS.instagram;
	const credential = { loginMethod: 'instagram', clientId: appId, clientSecret: appSecret };
	const outcome = await showingCalls(sandbox, async () => await connectThroughConsent(store, credential));
	if (!outcome.connected) throw new Error(`not connected: ${outcome.message}`);
	say('  Account connected.');
	return outcome.reference;
}

async function runExample(
	sandbox: Sandbox,
	store: CredentialStore,
	file: string,
	credential: { id: string; name: string },
) {
	const workflow = exampleWorkflow(file, credential);
	say();
	say(`Running the workflow "${workflow.name}" (examples/${file})`);
	const run = await showingCalls(
		sandbox,
		async () => await runWorkflow({ workflow, credentials: store, mode: 'trigger' }),
	);
	if (run.error) throw new Error(`the workflow stopped: ${run.error.message}`);
	for (const item of run.json) {
		say(`  Published ${String(item.id)}`);
		say(`  Permalink ${String(item.permalink)}`);
	}
}

async function untilStopped(): Promise<void> {
	await new Promise<void>((resolve) => {
		process.once('SIGINT', resolve);
		process.once('SIGTERM', resolve);
	});
}

async function demo(): Promise<void> {
	const sandbox = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
	Object.assign(process.env, sandbox.env());
	say();
	say(`A stand-in for Meta is running: ${sandbox.url}`);
	say();
	try {
		const store = await CredentialStore.create();
		const credential = await connect(sandbox, store);
		for (const file of EXAMPLES) await runExample(sandbox, store, file, credential);

		const seconds = ((Date.now() - Number(process.env.DEMO_STARTED ?? Date.now())) / 1000).toFixed(1);
		say();
		say(`Done in ${seconds} s. The feed with both posts: ${sandbox.url}`);
		if (process.argv.includes('--stay')) {
			say('The page stays until you press Ctrl+C.');
			await untilStopped();
		} else {
			say('The stand-in ends now; keep it, and the page, with: npm run demo -- --stay');
		}
	} finally {
		await sandbox.close();
		removeN8nFolder();
	}
}

void demo().catch((error: unknown) => {
	process.stderr.write(
		`The demo did not get to its end: ${error instanceof Error ? error.stack : String(error)}\n`,
	);
	process.exitCode = 1;
});
