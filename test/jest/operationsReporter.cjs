// Fails a run of all workflow tests that leaves an operation of the node out. Which operations ran is noted as they run
// (operationsRun.ts), since the sources of tests do not show it: parameters are built, looped over and mistyped. The test
// files run in separate processes, so only this reporter, which runs in jest's own, sees them all.
const { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const workflowTests = path.join(root, 'test', 'workflow');

/** All operations as `resource.operation`, by the node that was built. */
function operationsOf(nodeFile) {
	const { Instagram } = require(nodeFile);
	const { properties } = new Instagram().description;
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options, displayOptions }) =>
			displayOptions.show.resource.flatMap((resource) => options.map(({ value }) => `${resource}.${value}`)),
		)
		.sort();
}

class OperationsReporter {
	/**
	 * @param {{ testNamePattern?: string }} globalConfig
	 * @param {{ operations?: string[], testFiles?: string[] }} [options] what there is, if not what this repository has
	 */
	constructor({ testNamePattern }, options = {}) {
		this.isPart = Boolean(testNamePattern);
		this.options = options;
	}

	onRunStart() {
		const output = path.join(root, 'output');
		mkdirSync(output, { recursive: true });
		this.folder = mkdtempSync(path.join(output, 'operations-'));
		// The processes that run tests begin after this, and inherit it.
		process.env.OPERATIONS_RUN = this.folder;
	}

	onRunComplete(_contexts, { testResults }) {
		const noted = readdirSync(this.folder).flatMap((file) =>
			readFileSync(path.join(this.folder, file), 'utf8').split('\n'),
		);
		rmSync(this.folder, { recursive: true });
		const ran = new Set(testResults.map(({ testFilePath }) => testFilePath));
		const testFiles = this.options.testFiles ?? this.workflowTestFiles();
		if (this.isPart || !testFiles.every((file) => ran.has(file))) return;
		const all = this.options.operations ?? this.operations();
		const missing = all.filter((operation) => !noted.includes(operation));
		if (missing.length === 0) return;
		this.error = new Error(
			`No test in test/workflow runs these operations to success: ${missing.join(', ')}`,
		);
		console.error(this.error.message);
	}

	/** What jest fails for. */
	getLastError() {
		return this.error;
	}

	workflowTestFiles() {
		return readdirSync(workflowTests)
			.filter((file) => file.endsWith('.test.ts'))
			.map((file) => path.join(workflowTests, file));
	}

	operations() {
		const nodeFile = path.join(root, 'dist', 'nodes', 'Instagram', 'Instagram.node.js');
		return existsSync(nodeFile) ? operationsOf(nodeFile) : [];
	}
}

module.exports = OperationsReporter;
