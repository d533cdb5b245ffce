// npm run demo: a look at the package in under two minutes, with nothing but Node and npm. -- --stay keeps the page open.
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

const started = Date.now();
const { caFile } = await setup();

process.exitCode = await run(process.execPath, typescript('scripts/demo/demo.ts', ...process.argv.slice(2)), {
	env: {
		// Node reads this when it starts, so the sandbox's certificates are made before.
		NODE_EXTRA_CA_CERTS: caFile,
		SANDBOX_CERTIFICATES: certificateDirectory,
		DEMO_STARTED: String(started),
		NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
	},
});
