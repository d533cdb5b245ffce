// npm run test:oldest: the packed package, and workflow tests, on the oldest n8n that the package works with.
// Arguments go to jest: npm run test:oldest -- test/workflow runs all workflow tests.
import { run, setup, typescript } from './setup.mjs';

const { caFile, certificateDirectory } = await setup();

process.exitCode = await run(
	process.execPath,
	typescript('scripts/oldest/run.ts', ...process.argv.slice(2)),
	{
		env: {
			NODE_EXTRA_CA_CERTS: caFile,
			SANDBOX_CERTIFICATES: certificateDirectory,
			NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
		},
	},
);
