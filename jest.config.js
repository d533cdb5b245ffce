const escaped = __dirname.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** @type {import('jest').Config} */
module.exports = {
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/output/'],
	transform: {
		'^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
	},
	transformIgnorePatterns: ['/node_modules/'],
	// n8n's own loader asks for the built files that package.json names. In jest it is given their sources, so that a
	// stale build is never tested and coverage counts the right lines; test/contract loads the packed build itself.
	moduleNameMapper: {
		[`^${escaped}/dist/((?:nodes|credentials)/.+)\\.js$`]: '<rootDir>/$1.ts',
		[`^${escaped}/dist/((?:nodes|credentials)/.+\\.json)$`]: '<rootDir>/$1',
	},
	setupFiles: ['<rootDir>/test/jest/environment.ts'],
	setupFilesAfterEnv: ['<rootDir>/test/jest/cleanup.ts'],
	testSequencer: '<rootDir>/test/jest/sequencer.cjs',
	reporters: ['default', '<rootDir>/test/jest/operationsReporter.cjs'],
	// By default jest leaves one core idle, which is half of a machine with two.
	maxWorkers: '100%',
	testTimeout: 30_000,
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: 'output/coverage',
	coverageReporters: ['text-summary', 'lcov', 'json-summary'],
	coverageThreshold: { global: { lines: 95, branches: 90 } },
};
