import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as n8nWorkflow from 'n8n-workflow';
import ts from 'typescript';

import { root, sourcesOf } from './sources';

/**
 * Words of earlier versions, by the term that replaced them (CONTRIBUTING.md, "Terms"). Neither an identifier nor a file
 * name holds one.
 */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
	'semaphore, mutex, item order': ['turnstile', 'turns'],
	'retry budget, spent time, rate limiter': ['patience', 'unnamed'],
	'publish context': ['desk'],
	'ledger, record': ['journal', 'slot'],
	'reconcile, confirmed, unknown outcome': ['unsure', 'lookaround'],
	'is unusable, recreate': ['spoilt', 'mend'],
	'token session, access token credential': ['keeper', 'pasted', 'consented'],
	peer: ['sibling', 'siblings', 'circle', 'acquaintance', 'heir', 'heirs', 'goodbye'],
	verification: ['handshake', 'handshakes'],
	'filter unseen, identity, log throttle': ['sight', 'essence', 'seldom'],
	'network error, to error': ['noanswer'],
	'supported metrics': ['lenient', 'leniently'],
	'layer, module': ['house', 'room', 'homeless'],
	metrics: ['figures'],
	'result, report, reply': ['told', 'tell'],
	'find violations, check': ['judge'],
	'engagement, sends': ['talk'],
	run: ['played'],
	'seeded choice': ['dice'],
	'summary, counts': ['tally'],
	unmatched: ['strays'],
};

const FORBIDDEN = new Map(
	Object.entries(REPLACED).flatMap(([term, words]) => words.map((word) => [word, term] as const)),
);

/** `takeOver2` -> take, over, takeover. */
function wordsOf(name: string): string[] {
	const words = name
		.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
		.filter(Boolean)
		.map((word) => word.toLowerCase());
	const pairs = words.slice(1).map((word, index) => `${words[index]}${word}`);
	return [...words, ...pairs];
}

function identifiersIn(text: string): Set<string> {
	const names = new Set<string>();
	const visit = (node: ts.Node): void => {
		if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text);
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
	return names;
}

/** The names after `@throws`: `GraphError or PublishError`. */
function thrownIn(text: string): string[] {
	return [...text.matchAll(/@throws ((?:[A-Z]\w+(?:, | or )?)+)/g)].flatMap(([, names = '']) =>
		names.split(/, | or /).filter(Boolean),
	);
}

const sources = sourcesOf('nodes', 'credentials', 'sandbox', 'tools', 'test', 'scripts', 'bench', 'e2e').map(
	(file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }),
);

describe('vocabulary', () => {
	test('no identifier or file name has a word that a term has replaced', () => {
		const found = sources.flatMap(({ file, text }) => {
			const names = [...identifiersIn(text), path.basename(file, '.ts')];
			return names.flatMap((name) =>
				wordsOf(name)
					.filter((word) => FORBIDDEN.has(word))
					.map((word) => `${file}: ${name} (say: ${FORBIDDEN.get(word)})`),
			);
		});
		expect([...new Set(found)]).toEqual([]);
	});

	test('every name after @throws is an error of the sources, of n8n or of JavaScript', () => {
		const classes = new Set(
			sources.flatMap(({ text }) => [...text.matchAll(/\bclass (\w+)/g)].map(([, name]) => name)),
		);
		const isError = (name: string) => classes.has(name) || name in n8nWorkflow || name in globalThis;
		const unknown = sources.flatMap(({ file, text }) =>
			thrownIn(text)
				.filter((name) => !isError(name))
				.map((name) => `${file}: ${name}`),
		);
		expect(unknown).toEqual([]);
	});
});
