// npm run dev: the real n8n editor with this package built and watched, and the sandbox as Meta.
// -- --no-browser: do not open a window   -- --fresh: forget the workflows of earlier sessions
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

const { caFile } = await setup({ build: false });

process.exitCode = await run(process.execPath, typescript('scripts/dev/dev.ts', ...process.argv.slice(2)), {
	env: { NODE_EXTRA_CA_CERTS: caFile, SANDBOX_CERTIFICATES: certificateDirectory },
});
