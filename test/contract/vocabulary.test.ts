import { readFileSync } from 'node:fs';
import path from 'node:path';

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

describe('vocabulary', () => {
	test('no identifier or file name has a word that a term has replaced', () => {
		const files = sourcesOf('nodes', 'credentials', 'sandbox', 'tools', 'test', 'scripts', 'bench', 'e2e');
		const found = files.flatMap((file) => {
			const names = [
				...identifiersIn(readFileSync(path.join(root, file), 'utf8')),
				path.basename(file, '.ts'),
			];
			return names.flatMap((name) =>
				wordsOf(name)
					.filter((word) => FORBIDDEN.has(word))
					.map((word) => `${file}: ${name} (say: ${FORBIDDEN.get(word)})`),
			);
		});
		expect([...new Set(found)]).toEqual([]);
	});
});
