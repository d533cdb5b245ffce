module.exports = {
	rootDir: __dirname,
	testMatch: ['<rootDir>/*.e2e.ts'],
	transform: { '^.+\\.tsx?$': ['@swc/jest', {}] },
	testEnvironment: 'node',
	// One n8n and one browser are enough for a small machine.
	maxWorkers: 1,
	testTimeout: 120_000,
	bail: false,
};
