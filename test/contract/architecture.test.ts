import { readFileSync } from 'node:fs';
import path from 'node:path';

import { filesBelow, importsIn, localImports, namesMachinePath, root, sourcesOf } from './sources';

/**
 * The modules, in layers from top to bottom. A file may import from its own module, from the layers below, and from the
 * neighbours that `mayUse` names.
 */
const LAYERS: Array<Array<{ module: string; files: RegExp; mayUse?: string[] }>> = [
	[{ module: 'nodes', files: /^nodes\/\w+\/\w+\.node\.ts$/ }],
	[
		{ module: 'actions', files: /^nodes\/Instagram\/actions\// },
		{ module: 'methods', files: /^nodes\/Instagram\/methods\// },
		{ module: 'trigger/webhook', files: /^nodes\/Instagram\/trigger\/webhook\// },
		{ module: 'trigger/polling', files: /^nodes\/Instagram\/trigger\/polling\// },
	],
	[
		{ module: 'descriptions', files: /^nodes\/Instagram\/descriptions\// },
		{ module: 'connection', files: /^nodes\/Instagram\/connection\// },
		{ module: 'trigger', files: /^nodes\/Instagram\/trigger\/\w+\.ts$/ },
	],
	[
		{ module: 'publishing', files: /^nodes\/Instagram\/publishing\// },
		{ module: 'insights', files: /^nodes\/Instagram\/insights\// },
		{ module: 'tokens', files: /^nodes\/Instagram\/tokens\// },
	],
	[{ module: 'files', files: /^nodes\/Instagram\/files\// }],
	[
		{ module: 'parameters', files: /^nodes\/Instagram\/parameters\//, mayUse: ['graph', 'shared'] },
		{ module: 'graph', files: /^nodes\/Instagram\/graph\//, mayUse: ['shared'] },
		{ module: 'shared', files: /^nodes\/Instagram\/shared\// },
	],
];

/** Credentials stand beside the layers, on tokens and graph. */
const CREDENTIALS_MAY_USE = ['credentials', 'tokens', 'graph', 'parameters', 'shared'];

/**
 * What sources may import from outside: what n8n provides, and small pure libraries that the build bundles. Whatever uses
 * other modules of Node.js or forbidden globals does not pass n8n's scanner.
 */
const OUTSIDE = ['n8n-workflow', 'crypto', 'node:crypto', 'jpeg-js', 'omggif', 'pako'];

const sources = sourcesOf('nodes', 'credentials');
const imports = new Map(sources.map((file) => [file, localImports(file)]));

interface ModuleInfo {
	layer: number;
	module: string;
	mayUse: string[];
}

function moduleOf(file: string): ModuleInfo | undefined {
	for (const [layer, modules] of LAYERS.entries()) {
		const found = modules.find(({ files }) => files.test(file));
		if (found) return { layer, module: found.module, mayUse: found.mayUse ?? [] };
	}
	return undefined;
}

function mayImport(file: string, target: string): boolean {
	const to = moduleOf(target);
	if (file.startsWith('credentials/')) return CREDENTIALS_MAY_USE.includes(to?.module ?? 'credentials');
	const from = moduleOf(file);
	if (!from || !to) return false;
	return to.layer > from.layer || to.module === from.module || from.mayUse.includes(to.module);
}

describe('architecture', () => {
	test('every source file belongs to a module', () => {
		const withoutModule = sources.filter((file) => !file.startsWith('credentials/') && !moduleOf(file));
		expect(withoutModule).toEqual([]);
	});

	test('no import goes to a layer above or to a neighbour that is not allowed', () => {
		const wrong: string[] = [];
		for (const [file, targets] of imports) {
			const own = targets.filter((name) => name.endsWith('.ts'));
			wrong.push(...own.filter((target) => !mayImport(file, target)).map((target) => `${file} -> ${target}`));
		}
		expect(wrong).toEqual([]);
	});

	test.each([
		['package', imports],
		['sandbox', new Map(sourcesOf('sandbox').map((file) => [file, localImports(file)]))],
	])('no import cycle in the %s', (_name, graph) => {
		const cycles: string[] = [];
		const done = new Set<string>();
		const walk = (file: string, way: string[]): void => {
			const seenAt = way.indexOf(file);
			if (seenAt !== -1) cycles.push([...way.slice(seenAt), file].join(' -> '));
			if (seenAt !== -1 || done.has(file)) return;
			for (const target of graph.get(file) ?? []) walk(target, [...way, file]);
			done.add(file);
		};
		for (const file of graph.keys()) walk(file, []);
		expect(cycles).toEqual([]);
	});

	test('sources import nothing from outside but n8n-workflow, crypto and what is bundled', () => {
		const outside = sources.flatMap((file) =>
			importsIn(readFileSync(path.join(root, file), 'utf8'))
				.filter((name) => !name.startsWith('.') && !OUTSIDE.includes(name))
				.map((name) => `${file} -> ${name}`),
		);
		expect(outside).toEqual([]);
	});

	test('sandbox and package do not import each other', () => {
		const crossings = [
			...sourcesOf('sandbox').flatMap((file) =>
				localImports(file)
					.filter((target) => /^(nodes|credentials|dist)\//.test(target))
					.map((target) => `${file} -> ${target}`),
			),
			...[...imports].flatMap(([file, targets]) =>
				targets.filter((target) => target.startsWith('sandbox/')).map((target) => `${file} -> ${target}`),
			),
		];
		expect(crossings).toEqual([]);
	});

	test('no source file has more than 250 lines', () => {
		const long = sources
			.map((file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length - 1 }))
			.filter(({ lines }) => lines > 250);
		expect(long).toEqual([]);
	});

	test("n8n's lint configuration is its template, unchanged", () => {
		const config = readFileSync(path.join(root, 'eslint.config.mjs'), 'utf8').replace(/\s+/g, ' ').trim();
		expect(config).toBe("import { config } from '@n8n/node-cli/eslint'; export default config;");
		const silenced = sources.filter((file) =>
			/eslint-disable|@ts-(ignore|nocheck)/.test(readFileSync(path.join(root, file), 'utf8')),
		);
		expect(silenced).toEqual([]);
	});

	test('no text names a path of the machine that it was written on', () => {
		const files = [
			...['nodes', 'credentials', 'docs', 'examples'].flatMap((folder) =>
				filesBelow(path.join(root, folder)).map((file) => `${folder}/${file}`),
			),
			...filesBelow(root, { recursive: false }).filter((file) => /\.(json|md)$/.test(file)),
		];
		const naming = files.filter((file) => namesMachinePath(readFileSync(path.join(root, file), 'utf8')));
		expect(naming).toEqual([]);
	});
});
