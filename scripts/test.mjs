// npm test: everything that a fresh clone needs, then jest. Arguments go to jest: npm test -- --coverage test/unit
import path from 'node:path';

import { root, run, setup } from './setup.mjs';

const { caFile, certificateDirectory } = await setup();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');

process.exitCode = await run(process.execPath, [jest, ...process.argv.slice(2)], {
	env: {
		// Node reads this when it starts: workflow tests call the sandbox through n8n's own request helper.
		NODE_EXTRA_CA_CERTS: caFile,
		SANDBOX_CERTIFICATES: certificateDirectory,
		NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
	},
});
