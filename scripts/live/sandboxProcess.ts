// Sends the live check's calls to the sandbox. Runs as a process of its own: only this one trusts the sandbox's
// certificates, and it does not get the token.
import { startSandbox } from '../../sandbox';
import { removeN8nFolder } from '../../tools/n8n-harness';
import type { Way } from './sandboxWalk';
import { expectedShapes } from './sandboxWalk';

async function sendExpectedShapes(way: Way): Promise<void> {
	const sandbox = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
	Object.assign(process.env, sandbox.env());
	try {
		process.send?.(await expectedShapes(sandbox, way));
	} finally {
		await sandbox.close();
		removeN8nFolder();
	}
}

sendExpectedShapes(JSON.parse(process.argv[2] ?? '{}') as Way).then(
	() => process.disconnect(),
	(error: Error) => {
		process.stderr.write(`${error.stack}\n`);
		process.exit(1);
	},
);
