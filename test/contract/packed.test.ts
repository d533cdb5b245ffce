import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { PackResult } from './pack';
import { lastLine, packInto } from './pack';
import { filesBelow, importsIn, namesMachinePath, root } from './sources';

interface Loaded {
	isLazyLoaded: boolean;
	classes: string[];
	packageName: string;
	nodes: Array<{ name: string; iconUrl?: unknown; codex?: { categories?: string[] } }>;
	credentials: Array<{ name: string; iconUrl?: unknown }>;
	/** What n8n has no output schema for: `instagram post/publish`. */
	withoutSchema?: { editor: string[]; builder: string[] };
}

const packageJson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
	name: string;
	n8n: { nodes: string[]; credentials: string[] };
	[key: string]: unknown;
};

/** Below the repository, so that the unpacked package finds n8n-workflow as it would inside n8n. */
let folder: string;
let unpacked: string;
let packed: PackResult;

beforeAll(() => {
	mkdirSync(path.join(root, 'output'), { recursive: true });
	folder = mkdtempSync(path.join(root, 'output', 'packed-'));
	({ packed, unpacked } = packInto(folder));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the npm package', () => {
	test('contains only the build and the files that npm always adds', () => {
		const others = packed.files.map((file) => file.path).filter((file) => !file.startsWith('dist/'));
		expect(others.sort()).toEqual(['LICENSE.md', 'README.md', 'index.js', 'package.json']);
		const built = packed.files.map((file) => file.path).filter((file) => file.startsWith('dist/'));
		expect(
			built.filter(
				(file) =>
					!/^dist\/(instagram\.js|LICENSES\.txt|(nodes|credentials)\/.+\.(js|node\.json|svg|png)|nodes\/\w+\/__schema__\/.+\.json|(known|types|methods)\/\w+\.json)$/.test(
						file,
					),
			),
		).toEqual([]);
	});

	test('is small', () => {
		expect(packed.size).toBeLessThan(300_000);
	});

	test('contains exactly the nodes and credentials that package.json lists', () => {
		const entries = filesBelow(unpacked).filter((file) => /\.(node|credentials)\.js$/.test(file));
		expect([...packageJson.n8n.nodes, ...packageJson.n8n.credentials].sort()).toEqual(entries);
	});

	test('imports nothing but n8n-workflow', () => {
		expect(packageJson.dependencies ?? {}).toEqual({});
		expect(packageJson.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		const needed = filesBelow(unpacked)
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) => importsIn(readFileSync(path.join(unpacked, file), 'utf8')))
			.filter((name) => !name.startsWith('.') && !['n8n-workflow', 'crypto', 'node:crypto'].includes(name));
		expect(needed).toEqual([]);
	});

	test('contains no path of the machine that packed it', () => {
		const naming = filesBelow(unpacked).filter((file) =>
			namesMachinePath(readFileSync(path.join(unpacked, file), 'utf8')),
		);
		expect(naming).toEqual([]);
	});

	test("is loaded by n8n's own loader, with its icons, codex and output schemas", () => {
		const environment = {
			...process.env,
			NODE_ENV: 'production',
			N8N_USER_FOLDER: folder,
			N8N_LOG_LEVEL: 'silent',
		};
		const script = path.join(__dirname, 'loadPacked.cjs');
		const output = execFileSync(process.execPath, [script, unpacked], { env: environment, encoding: 'utf8' });
		const loaded = lastLine<Loaded>(output);

		expect(loaded.packageName).toBe(packageJson.name);
		// n8n reads the metadata at its start, and loads the classes at their first use.
		expect(loaded.isLazyLoaded).toBe(true);
		expect(loaded.classes.sort()).toEqual(
			[...packageJson.n8n.nodes, ...packageJson.n8n.credentials]
				.map((file) => path.basename(file).split('.')[0])
				.sort(),
		);
		expect(loaded.nodes).toHaveLength(packageJson.n8n.nodes.length);
		expect(loaded.credentials.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['instagramOAuth2Api', 'instagramAccessTokenApi']),
		);
		expect(loaded.withoutSchema).toEqual({
			// The editor shows no previews of triggers, so n8n's own have none that it would find.
			editor: ['instagramPollingTrigger', 'instagramTrigger'],
			builder: [],
		});
		for (const { name, codex } of loaded.nodes) {
			expect({ name, categories: codex?.categories }).toMatchObject({ categories: expect.any(Array) });
		}
		const iconUrls = [...loaded.nodes, ...loaded.credentials].flatMap(({ iconUrl }) =>
			typeof iconUrl === 'string' ? [iconUrl] : Object.values((iconUrl ?? {}) as Record<string, string>),
		);
		expect(iconUrls.length).toBeGreaterThanOrEqual(2 * (loaded.nodes.length + loaded.credentials.length));
		const missing = iconUrls.filter(
			(url) => !existsSync(path.join(unpacked, url.replace(`icons/${loaded.packageName}/`, ''))),
		);
		expect(missing).toEqual([]);
	});
});
