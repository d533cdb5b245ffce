// npm run live: the package against Meta itself, for somebody with a Meta app and a test account. See docs/live-check.md.
import { certificateDirectory, run, setup, typescript } from './setup.mjs';

const { caFile } = await setup();

process.exitCode = await run(process.execPath, typescript('scripts/live/live.ts', ...process.argv.slice(2)), {
	env: {
		// For the sandbox that the answers are compared with. It runs in a process of its own, so that the one which holds
		// the token trusts nobody but whom Node trusts.
		LIVE_SANDBOX_CA: caFile,
		SANDBOX_CERTIFICATES: certificateDirectory,
		NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
	},
});
