module.exports = {
	rootDir: __dirname,
	testMatch: ['<rootDir>/*.e2e.ts'],
	transform: { '^.+\\.tsx?$': ['@swc/jest', {}] },
	testEnvironment: 'node',
	// A run mostly waits, for n8n to start and for a page to settle: two fill a machine of two cores.
	maxWorkers: 2,
	testTimeout: 120_000,
	bail: false,
};
