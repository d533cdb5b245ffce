import { readFileSync } from 'node:fs';
import path from 'node:path';

import { resources } from '../../nodes/Instagram/actions/resources';
import { nodes as edges } from './meta/edges.json';
import { nodes as used } from './meta/sdk.json';
import { root } from './sources';

interface Row {
	calls: string[];
	madeBy: string;
}

const page = readFileSync(path.join(root, 'docs/coverage.md'), 'utf8');

function rowsIn(section: string): Row[] {
	return [...section.matchAll(/^\| (`.+?`(?:, `.+?`)*[^|]*?) +\| (.+?) +\|$/gm)].map(
		([, calls = '', madeBy = '']) => ({
			calls: [...calls.matchAll(/`([^`]+)`/g)].map(([, call = '']) => call),
			madeBy,
		}),
	);
}

/** The rows about a node type of the SDK. */
function rowsAbout(node: string): Row[] {
	const section = page.split(/^## /m).find((part) => part.includes(`\`${node}\` in Meta's SDK`));
	return rowsIn(section ?? '');
}

/** `Media > Get Many` -> whether the node has it. */
const operations = new Set(
	Object.values(resources).flatMap(({ name, operations: own }) =>
		Object.values(own).map((operation) => `${name} > ${operation.name}`),
	),
);

const TRIGGERS = ['Instagram Trigger', 'Instagram Polling Trigger'];

const namesIn = (text: string) => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name);

describe('docs/coverage.md', () => {
	it.each(Object.entries(edges))("has every call of Meta's SDK on %s, once", (node, calls) => {
		expect(rowsAbout(node).flatMap((row) => row.calls)).toEqual(calls);
	});

	it('says of each call what makes it, or that nothing does and why', () => {
		const unclear = rowsIn(page).filter(
			({ madeBy }) => namesIn(madeBy).length === 0 && !/^_None_: \w+/.test(madeBy),
		);
		expect(unclear).toEqual([]);
	});

	it('names operations and triggers that exist', () => {
		const named = rowsIn(page).flatMap(({ madeBy }) => namesIn(madeBy));
		expect(named.filter((name) => !operations.has(name) && !TRIGGERS.includes(name))).toEqual([]);
	});

	it('names every operation', () => {
		const named = new Set(rowsIn(page).flatMap(({ madeBy }) => namesIn(madeBy)));
		expect([...operations].filter((name) => !named.has(name))).toEqual([]);
	});

	it("has every call of the part of Meta's SDK that the tests check requests with", () => {
		const missing = Object.entries(used).flatMap(([node, { edges: own }]) => {
			const known = (edges as Record<string, string[]>)[node];
			if (!known) return [];
			return own
				.map(({ method, edge }) => `${method} /{id}${edge === '' ? '' : `/${edge}`}`)
				.filter((call) => !known.includes(call))
				.map((call) => `${node}: ${call}`);
		});
		expect(missing).toEqual([]);
	});
});
