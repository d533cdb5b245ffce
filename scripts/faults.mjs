// npm run test:faults: fault schedules against the sandbox, more of them than in npm test.
// --schedules 5000 says how many; --seed N where to begin, and without --schedules replays that one.
import path from 'node:path';
import { parseArgs } from 'node:util';

import { root, run, setup } from './setup.mjs';

const { values } = parseArgs({
	options: { schedules: { type: 'string' }, seed: { type: 'string' } },
});
const { seed = '1', schedules = values.seed === undefined ? '1000' : '1' } = values;
for (const [name, value] of Object.entries({ seed, schedules })) {
	if (!/^[1-9]\d{0,8}$/.test(value)) {
		console.error(`--${name} must be a whole number from 1 on`);
		process.exit(1);
	}
}

const { caFile, certificateDirectory } = await setup();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');

process.exitCode = await run(
	process.execPath,
	[jest, 'test/faults/schedules.test.ts', 'test/faults/talk.test.ts', '-t', 'told the truth'],
	{
		env: {
			FAULT_SEED: seed,
			FAULT_SCHEDULES: schedules,
			NODE_EXTRA_CA_CERTS: caFile,
			SANDBOX_CERTIFICATES: certificateDirectory,
			NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' '),
		},
	},
);
