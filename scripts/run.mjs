// node scripts/run.mjs TOOL [arguments]: prepares the clone, then runs one of the tools below. package.json names them all.
import path from 'node:path';
import { parseArgs } from 'node:util';

import { certificateDirectory, root, run, setup, typescript } from './setup.mjs';

function jest(...args) {
	return [path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args];
}

/** `--schedules 5000` says how many, `--seed N` where to begin; a seed alone replays that one schedule. */
function faultSettings(args) {
	const { values } = parseArgs({
		args,
		options: { schedules: { type: 'string' }, seed: { type: 'string' } },
	});
	const { seed = '1', schedules = values.seed === undefined ? '1000' : '1' } = values;
	for (const [name, value] of Object.entries({ seed, schedules })) {
		if (!/^[1-9]\d{0,8}$/.test(value)) {
			console.error(`--${name} must be a whole number from 1 on`);
			process.exit(1);
		}
	}
	return { FAULT_SEED: seed, FAULT_SCHEDULES: schedules };
}

/**
 * `command` is what Node runs. `ca` names the variable that gets the file of the sandbox's certificate authority: Node
 * itself reads NODE_EXTRA_CA_CERTS when it starts. `warnings: true` leaves Node's own warnings in the output.
 */
const TOOLS = {
	// All tests but the end-to-end run. Arguments go to jest: npm test -- --coverage test/unit
	test: { command: (args) => jest(...args) },
	// Fault schedules against the sandbox, more of them than in npm test.
	faults: {
		command: () => jest('test/faults/schedules.test.ts', 'test/faults/sends.test.ts'),
		env: faultSettings,
	},
	// The packed package, and workflow tests, on the oldest n8n that it works with. Arguments go to jest.
	oldest: { command: (args) => typescript('scripts/oldest/run.ts', ...args) },
	// The packed package in a real n8n and a real browser. Arguments go to jest.
	e2e: { command: (args) => typescript('e2e/run.ts', ...args), warnings: true },
	// Hours of mixed work in a real n8n, with restarts; a whole run writes bench/SOAK.md.
	// --minutes 120 --events 5 --seed 1
	soak: { command: (args) => typescript('e2e/soak/run.ts', ...args), warnings: true },
	// A look at the package in under two minutes, with nothing but Node and npm. --stay keeps the page open.
	demo: {
		command: (args) => typescript('scripts/demo/demo.ts', ...args),
		env: () => ({ DEMO_STARTED: String(started) }),
	},
	// Calls, seconds and memory beside HTTP Request nodes and bare axios; writes bench/RESULTS.md.
	// --only image,upload: some of the works, printed and not written. --latency 50
	bench: { command: (args) => typescript('bench/run.ts', ...args) },
	// The real n8n editor with this package built and watched, and the sandbox as Meta.
	// --no-browser: do not open a window. --fresh: remove the workflows of earlier sessions.
	dev: { command: (args) => typescript('scripts/dev/dev.ts', ...args), build: false, warnings: true },
	// Writes the pages of docs/ that come from the code's own tables. --check only lists those that are out of date.
	docs: { command: (args) => typescript('scripts/docs/docs.ts', ...args), build: false },
	// The stand-in for Meta on its own, for programs of your own.
	// --port 4010 --proxy-port 4011 --redirect-uri http://localhost:5678/rest/oauth2-credential/callback --seed 1
	sandbox: {
		command: (args) => typescript('scripts/sandbox/sandbox.ts', ...args),
		build: false,
		ca: undefined,
		warnings: true,
	},
	// The package against Meta itself, for a person with a Meta app and a test account: docs/live-check.md.
	// The process that holds the token trusts only what Node trusts; the sandbox to compare with runs in another one.
	live: { command: (args) => typescript('scripts/live/live.ts', ...args), ca: 'LIVE_SANDBOX_CA' },
};

const started = Date.now();
const [name = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(TOOLS, name)) {
	console.error(`Usage: node scripts/run.mjs ${Object.keys(TOOLS).join('|')} [arguments]`);
	process.exit(1);
}
const tool = { build: true, ca: 'NODE_EXTRA_CA_CERTS', warnings: false, env: () => ({}), ...TOOLS[name] };
const env = tool.env(args);
const { caFile } = await setup({ build: tool.build });

process.exitCode = await run(process.execPath, tool.command(args), {
	env: {
		SANDBOX_CERTIFICATES: certificateDirectory,
		...(tool.ca ? { [tool.ca]: caFile } : {}),
		...(tool.warnings
			? {}
			: { NODE_OPTIONS: [process.env.NODE_OPTIONS, '--no-warnings'].filter(Boolean).join(' ') }),
		...env,
	},
});
