import { readFileSync } from 'node:fs';
import path from 'node:path';

import { filesBelow, importsIn, localImports, namesMachinePath, root, sourcesOf } from './sources';

/**
 * The rooms of the house from top to bottom. A file may import from its own room, from rooms further down, and from
 * those of its own floor that are named with it.
 */
const FLOORS: Array<Array<{ room: string; files: RegExp }>> = [
	[{ room: 'nodes', files: /^nodes\/Instagram\/\w+\.node\.ts$/ }],
	[
		{ room: 'actions', files: /^nodes\/Instagram\/(actions|descriptions)\// },
		{ room: 'methods', files: /^nodes\/Instagram\/methods\// },
		{ room: 'trigger/webhook', files: /^nodes\/Instagram\/trigger\/webhook\// },
		{ room: 'trigger/polling', files: /^nodes\/Instagram\/trigger\/polling\// },
	],
	[{ room: 'trigger', files: /^nodes\/Instagram\/trigger\/\w+\.ts$/ }],
	[{ room: 'media', files: /^nodes\/Instagram\/media\.ts$/ }],
	[{ room: 'accounts', files: /^nodes\/Instagram\/(accountList|accounts|pages)\.ts$/ }],
	[{ room: 'connection', files: /^nodes\/Instagram\/connection\.ts$/ }],
	[
		{ room: 'publishing', files: /^nodes\/Instagram\/publishing\// },
		{ room: 'insights', files: /^nodes\/Instagram\/insights\// },
		{ room: 'tokens', files: /^nodes\/Instagram\/tokens\// },
	],
	[{ room: 'graph', files: /^nodes\/Instagram\/graph\// }],
	[{ room: 'input', files: /^nodes\/Instagram\/input\.ts$/ }],
	[{ room: 'shared', files: /^nodes\/Instagram\/shared\// }],
];

/** Credentials stand beside the house, on the floors of tokens and graph. */
const CREDENTIALS_MAY_USE = ['credentials', 'tokens', 'graph', 'input', 'shared'];

const sources = sourcesOf('nodes', 'credentials');
const imports = new Map(sources.map((file) => [file, localImports(file)]));

function placeOf(file: string): { floor: number; room: string } | undefined {
	for (const [floor, rooms] of FLOORS.entries()) {
		const room = rooms.find(({ files }) => files.test(file));
		if (room) return { floor, room: room.room };
	}
	return undefined;
}

describe('the house', () => {
	test('every source has a room', () => {
		const homeless = sources.filter((file) => !file.startsWith('credentials/') && !placeOf(file));
		expect(homeless).toEqual([]);
	});

	test('no arrow runs back up, nor across to a neighbour', () => {
		const wrong: string[] = [];
		for (const [file, targets] of imports) {
			for (const target of targets.filter((name) => name.endsWith('.ts'))) {
				const to = placeOf(target);
				const from = placeOf(file);
				const allowed = file.startsWith('credentials/')
					? CREDENTIALS_MAY_USE.includes(to?.room ?? 'credentials')
					: from && to && (to.floor > from.floor || to.room === from.room);
				if (!allowed) wrong.push(`${file} -> ${target}`);
			}
		}
		expect(wrong).toEqual([]);
	});

	test('no files import each other in a circle', () => {
		const circles: string[] = [];
		const done = new Set<string>();
		const walk = (file: string, way: string[]): void => {
			const seenAt = way.indexOf(file);
			if (seenAt !== -1) circles.push([...way.slice(seenAt), file].join(' -> '));
			if (seenAt !== -1 || done.has(file)) return;
			for (const target of imports.get(file) ?? []) walk(target, [...way, file]);
			done.add(file);
		};
		for (const file of sources) walk(file, []);
		expect(circles).toEqual([]);
	});

	test('nothing but n8n-workflow and crypto is imported from outside', () => {
		const outside = sources.flatMap((file) =>
			importsIn(readFileSync(path.join(root, file), 'utf8'))
				.filter((name) => !name.startsWith('.') && !['n8n-workflow', 'crypto', 'node:crypto'].includes(name))
				.map((name) => `${file} -> ${name}`),
		);
		expect(outside).toEqual([]);
	});

	test('the sandbox and the package know nothing of each other', () => {
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

	test('no file holds two ideas', () => {
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

	test('nothing names a place on the machine that it was written on', () => {
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
