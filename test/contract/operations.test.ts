import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { INode, IRunData } from 'n8n-workflow';

import { resources } from '../../nodes/Instagram/actions/resources';
import { repositoryRoot } from '../../tools/n8n-harness';
import { operationsIn } from '../jest/operationsRun';

interface Reporter {
	onRunStart(): void;
	onRunComplete(contexts: unknown, results: { testResults: Array<{ testFilePath: string }> }): void;
	getLastError(): Error | undefined;
	operations(): string[];
	workflowTestFiles(): string[];
}

const OperationsReporter = jest.requireActual<
	new (config: { testNamePattern?: string }, options?: object) => Reporter
>('../jest/operationsReporter.cjs');

/** A run of jest with these test files, in which these operations were recorded. */
function runOf(files: string[], noted: string[], config: { testNamePattern?: string } = {}): Reporter {
	const before = process.env.OPERATIONS_RUN;
	const options = { operations: ['post.publish', 'media.delete'], testFiles: ['a.test.ts', 'b.test.ts'] };
	const reporter = new OperationsReporter(config, options);
	try {
		reporter.onRunStart();
		writeFileSync(path.join(process.env.OPERATIONS_RUN as string, 'a.test.ts'), noted.join('\n'));
		reporter.onRunComplete(undefined, { testResults: files.map((testFilePath) => ({ testFilePath })) });
	} finally {
		if (before === undefined) delete process.env.OPERATIONS_RUN;
		else process.env.OPERATIONS_RUN = before;
	}
	return reporter;
}

describe('OperationsReporter', () => {
	const all = ['a.test.ts', 'b.test.ts'];

	it('passes if every operation has run', () => {
		expect(runOf(all, ['post.publish', 'media.delete', 'post.publish']).getLastError()).toBeUndefined();
	});

	it('fails the run and names the operation that has not run', () => {
		jest.spyOn(console, 'error').mockImplementation(() => undefined);
		expect(runOf(all, ['post.publish']).getLastError()?.message).toContain(': media.delete');
	});

	it('passes if only some of the tests were run', () => {
		expect(runOf(['a.test.ts'], []).getLastError()).toBeUndefined();
		expect(runOf(all, [], { testNamePattern: 'deletes' }).getLastError()).toBeUndefined();
	});

	it('finds the operations of the node and the workflow tests', () => {
		const reporter = new OperationsReporter({});
		expect(reporter.operations()).toEqual(
			expect.arrayContaining(['post.publish', 'media.delete', 'token.inspect']),
		);
		expect(reporter.workflowTestFiles().map((file) => path.basename(file))).toContain('publish.test.ts');
	});

	it('counts an operation that returned an item without an error', () => {
		const node = (name: string, resource: string) =>
			({ name, parameters: { resource, operation: 'get' } }) as unknown as INode;
		const output = (json: object) => [{ data: { main: [[{ json }]] } }];
		const runData = {
			good: output({ id: '1' }),
			failed: output({ error: 'no' }),
			silent: [{}],
		} as unknown as IRunData;
		const nodes = [
			node('good', 'media'),
			node('failed', 'comment'),
			node('silent', 'account'),
			node('not run', 'token'),
			{ name: 'good', parameters: {} } as unknown as INode,
		];
		expect(operationsIn(nodes, runData)).toEqual(['media.get']);
	});
});

describe('the operations', () => {
	it('say that they delete if they are called so, which keeps AI models from choosing them', () => {
		const deleting = Object.values(resources).flatMap(({ value, operations }) =>
			Object.entries(operations)
				.filter(([, { deletes }]) => deletes)
				.map(([name]) => `${value}.${name}`),
		);
		const named = Object.values(resources).flatMap(({ value, operations }) =>
			Object.keys(operations)
				.filter((name) => /delete|remove/i.test(name))
				.map((name) => `${value}.${name}`),
		);
		expect(deleting).toEqual(expect.arrayContaining(['comment.delete', 'media.delete']));
		expect(deleting).toEqual(named);
	});
});

/** In the order of alternatives: `const of = resource('post')`, `of('publish'`, `resource('post')('publish'`, an object. */
const MENTIONS =
	/const (?<name>\w+) = resource\('(?<resource>\w+)'\)|resource\('(?<of>\w+)'\)\(\s*'(?<own>\w+)'|\b(?<called>\w+)\(\s*'(?<operation>\w+)'|resource: '(?<in>\w+)',\s*operation: '(?<key>\w+)'/g;

/** The operations whose parameters the source of an end-to-end test writes down, as `post.publish`. */
function operationsWrittenIn(source: string): string[] {
	const names = new Map<string, string>();
	return [...source.matchAll(MENTIONS)].flatMap(({ groups = {} }) => {
		if (groups.name !== undefined) names.set(groups.name, groups.resource ?? '');
		if (groups.own !== undefined) return [`${groups.of}.${groups.own}`];
		if (groups.key !== undefined) return [`${groups.in}.${groups.key}`];
		const resource = names.get(groups.called ?? '');
		return resource === undefined ? [] : [`${resource}.${groups.operation}`];
	});
}

describe('the end-to-end tests', () => {
	it('find the operations of a source, by the resource that a name has at that place', () => {
		const source = `
			const of = resource('post'); of('publish', {}); other('get');
			const of = resource('media'); of(
				'get', {}); resource('user')('get'); ({ resource: 'api', operation: 'request' })`;
		expect(operationsWrittenIn(source)).toEqual(['post.publish', 'media.get', 'user.get', 'api.request']);
	});

	it('have every operation of the node in a workflow', () => {
		const directory = path.join(repositoryRoot, 'e2e');
		const files = readdirSync(directory).filter((name) => name.endsWith('.e2e.ts'));
		const written = new Set(
			files.flatMap((name) => operationsWrittenIn(readFileSync(path.join(directory, name), 'utf8'))),
		);
		const all = Object.values(resources).flatMap(({ value, operations }) =>
			Object.keys(operations).map((name) => `${value}.${name}`),
		);
		expect(all.filter((name) => !written.has(name))).toEqual([]);
	});
});
