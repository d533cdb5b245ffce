// The workflow tests on the oldest n8n that the package works with: the modules of OLDEST_N8N in place of today's.
const path = require('node:path');

const base = require('../../jest.config.js');

const oldest = process.env.OLDEST_N8N;

/** @type {import('jest').Config} */
module.exports = {
	...base,
	rootDir: base.rootDir,
	testMatch: ['<rootDir>/test/workflow/**/*.test.ts', '<rootDir>/test/oldest/*.oldest.ts'],
	coverageThreshold: undefined,
	// That n8n-core leaves something open.
	forceExit: true,
	moduleNameMapper: {
		...base.moduleNameMapper,
		'^n8n-workflow$': path.join(__dirname, 'n8nWorkflow.cjs'),
		// Virtual time takes the place of the `sleep` that n8n-workflow exports: it had its own then.
		'^@n8n/utils/sleep$': path.join(oldest, 'n8n-workflow', 'dist', 'cjs', 'utils.js'),
		'^@n8n/backend-network$': path.join(__dirname, 'backendNetwork.cjs'),
		'^n8n-core$': path.join(__dirname, 'n8nCore.cjs'),
		'^(@n8n/(?:di|backend-common))$': `${oldest}/$1`,
	},
};
