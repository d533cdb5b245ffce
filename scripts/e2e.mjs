// npm run e2e: the packed package in a real n8n, a real browser, the sandbox as Meta. Arguments go to jest.
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

const { caFile } = await setup();

process.exitCode = await run(process.execPath, typescript('e2e/run.ts', ...process.argv.slice(2)), {
	env: { NODE_EXTRA_CA_CERTS: caFile, SANDBOX_CERTIFICATES: certificateDirectory },
});
