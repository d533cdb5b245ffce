// npm run docs: writes the pages of docs/ that come from the code's own tables. -- --check only says which are stale.
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

const { caFile } = await setup({ build: false });

process.exitCode = await run(process.execPath, typescript('scripts/docs/docs.ts', ...process.argv.slice(2)), {
	env: {
		// Node reads this when it starts, so the sandbox's certificates are made before.
		NODE_EXTRA_CA_CERTS: caFile,
		SANDBOX_CERTIFICATES: certificateDirectory,
		NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
	},
});
