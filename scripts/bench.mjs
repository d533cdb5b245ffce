// npm run bench: calls, seconds and memory of this package beside HTTP Request nodes and bare axios; writes
// bench/RESULTS.md.   -- --only image,upload: some of the works, printed and not written   -- --latency 50
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

const { caFile } = await setup();

process.exitCode = await run(process.execPath, typescript('bench/run.ts', ...process.argv.slice(2)), {
	env: {
		NODE_EXTRA_CA_CERTS: caFile,
		SANDBOX_CERTIFICATES: certificateDirectory,
		NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
	},
});
