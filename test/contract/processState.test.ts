import { readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

import { BoundedMap, processStore, resetProcessState } from '../../nodes/Instagram/shared/processState';
import { root, sourcesOf } from './sources';

/** The list of stores itself. */
const REGISTER = 'nodes/Instagram/shared/processState.ts';

/** Counters whose numbers only have to be unique. */
const COUNTERS = new Set(['nodes/Instagram/actions/itemKey.ts: toolCalls']);

/** Permits that are released in a `finally`, so that nothing is left of a run. */
const PERMITS = new Set(['nodes/Instagram/publishing/media/prepareImages.ts: fileSemaphore']);

/** Whether a declaration is a constant table, or a weak collection that keeps nothing alive. */
function isTable(declaration: ts.VariableDeclaration): boolean {
	const type = declaration.type?.getText() ?? '';
	return /^Readonly|^readonly /.test(type) || /^new Weak/.test(declaration.initializer?.getText() ?? '');
}

/** Whether an expression creates mutable state: a Map, a Set, an instance of a class, a registry. */
function makesStore(initializer: ts.Expression | undefined): boolean {
	if (!initializer) return false;
	if (ts.isNewExpression(initializer)) return initializer.expression.getText() !== 'RegExp';
	return ts.isCallExpression(initializer) && /^create[A-Z]/.test(initializer.expression.getText());
}

/** Names of the process-wide state of a module that is not in `processStore`. */
function unregistered(file: string, text: string): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	return source.statements.flatMap((statement) => {
		if (!ts.isVariableStatement(statement)) return [];
		const { declarations, flags } = statement.declarationList;
		const isConst = (flags & ts.NodeFlags.Const) !== 0;
		return declarations
			.filter((one) => !isTable(one) && (!isConst || makesStore(one.initializer)))
			.map((one) => `${file}: ${one.name.getText()}`);
	});
}

describe('process-wide state of a module', () => {
	it('is registered with processStore, so that tests can empty it', () => {
		const found = sourcesOf('nodes', 'credentials')
			.filter((file) => file !== REGISTER)
			.flatMap((file) => unregistered(file, readFileSync(path.join(root, file), 'utf8')));
		expect(found.filter((name) => !COUNTERS.has(name) && !PERMITS.has(name))).toEqual([]);
	});

	it.each([
		['const known = new Map();', ['f.ts: known']],
		['const known = new Set<string>();', ['f.ts: known']],
		['export const ledger = new PublishLedger<LedgerRecord>();', ['f.ts: ledger']],
		['export const limiter = createRateLimiter();', ['f.ts: limiter']],
		['let last = 0;', ['f.ts: last']],
		['const known = processStore(new Map());', []],
		['const TYPES: ReadonlySet<unknown> = new Set([1]);', []],
		['const seen = new WeakSet<object>();', []],
		['const MAX = 5; const LIST = [1]; function f() { const inner = new Map(); }', []],
	])('is found in: %s', (text, names) => {
		expect(unregistered('f.ts', text)).toEqual(names);
	});
});

describe('resetProcessState', () => {
	it('empties every store that is registered', () => {
		const store = processStore(new Map([['a', 1]]));
		resetProcessState();
		expect(store.size).toBe(0);
	});
});

describe('a BoundedMap', () => {
	it('drops the oldest entries, and moves an entry that is set again to the end', () => {
		const map = new BoundedMap<string, number>(2);
		map.set('a', 1).set('b', 2).set('a', 3).set('c', 4);
		expect([...map]).toEqual([
			['a', 3],
			['c', 4],
		]);
	});
});
