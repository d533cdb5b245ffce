// Asks the sandbox what the live check asks Meta. A process of its own: it alone trusts the sandbox's certificates, and
// it is told nothing of the token.
import { startSandbox } from '../../sandbox';
import { removeN8nFolder } from '../../tools/n8n-harness';
import type { Way } from './sandboxWalk';
import { expectationFrom } from './sandboxWalk';

async function expect(way: Way): Promise<void> {
	const sandbox = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
	Object.assign(process.env, sandbox.env());
	try {
		process.send?.(await expectationFrom(sandbox, way));
	} finally {
		await sandbox.close();
		removeN8nFolder();
	}
}

expect(JSON.parse(process.argv[2] ?? '{}') as Way).then(
	() => process.disconnect(),
	(error: Error) => {
		process.stderr.write(`${error.stack}\n`);
		process.exit(1);
	},
);
