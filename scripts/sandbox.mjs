// npm run sandbox: the stand-in for Meta on its own, for programs of your own.
// -- --port 4010 --proxy-port 4011 --redirect-uri http://localhost:5678/rest/oauth2-credential/callback --seed 1
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

await setup({ build: false });

process.exitCode = await run(
	process.execPath,
	typescript('scripts/sandbox/sandbox.ts', ...process.argv.slice(2)),
	{ env: { SANDBOX_CERTIFICATES: certificateDirectory } },
);
