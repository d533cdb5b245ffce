import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Link } from './links';
import { anchorsOf, linksOf } from './links';
import { filesBelow, root } from './sources';

/** The allowed hosts of links. The tests run without the internet and do not open the links. */
const KNOWN_HOSTS = [
	'developers.facebook.com',
	'docs.n8n.io',
	'github.com',
	'help.instagram.com',
	'n8n.io',
	'www.instagram.com',
];

const PICTURE_BYTES = 120 * 1024;

const OTHERS = /(^|\/)(node_modules|dist|output)\//;

const pages = [
	...filesBelow(root, { recursive: false }),
	...['docs', 'sandbox', 'examples', 'bench', 'e2e', 'test', 'scripts'].flatMap((folder) =>
		filesBelow(path.join(root, folder)).map((file) => `${folder}/${file}`),
	),
].filter((file) => file.endsWith('.md') && !OTHERS.test(file));

const links = pages.flatMap(linksOf);
const inside = links.filter(({ target }) => !/^[a-z]+:/i.test(target));

function fileOf({ file, target }: Link): string {
	const [name = ''] = decodeURI(target).split('#');
	return name === '' ? file : path.posix.join(path.posix.dirname(file), name);
}

function isDead(link: Link): boolean {
	const file = fileOf(link);
	if (file.startsWith('..') || !existsSync(path.join(root, file))) return true;
	const fragment = link.target.split('#')[1];
	return fragment !== undefined && (!file.endsWith('.md') || !anchorsOf(file).has(fragment));
}

describe('the documentation', () => {
	it('matches the code: npm run docs changes nothing', async () => {
		const check = promisify(execFile)(process.execPath, ['scripts/run.mjs', 'docs', '--check'], {
			cwd: root,
		});
		const { stdout } = await check.catch((error: { stdout?: string; stderr?: string }) => ({
			stdout: `${error.stdout ?? ''}${error.stderr ?? ''}` || 'npm run docs -- --check has failed',
		}));
		expect(stdout.trim()).toBe('');
	}, 300_000);

	it('has no dead links', () => {
		expect(inside.length).toBeGreaterThan(50);
		expect(inside.filter(isDead).map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
	});

	it('links only to known hosts, over https', () => {
		const outside = links.filter(({ target }) => /^[a-z]+:/i.test(target));
		const strange = outside.filter(({ target }) => {
			const { protocol, hostname } = new URL(target);
			return protocol !== 'https:' || !KNOWN_HOSTS.includes(hostname);
		});
		expect(strange.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
	});

	it('lists every page in its index', () => {
		const named = linksOf('docs/README.md').map(fileOf);
		const all = pages.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
		expect(all.filter((file) => !named.includes(file))).toEqual([]);
	});

	it('shows every picture, and has no large one', () => {
		const pictures = filesBelow(path.join(root, 'docs/images')).map((file) => `docs/images/${file}`);
		const shown = inside.map(fileOf);
		expect(pictures.filter((file) => !shown.includes(file))).toEqual([]);
		const large = pictures.filter((file) => statSync(path.join(root, file)).size > PICTURE_BYTES);
		expect(large).toEqual([]);
	});

	it('describes every picture', () => {
		const withoutAltText = pages.filter((file) =>
			/!\[\s*\]\(/.test(readFileSync(path.join(root, file), 'utf8')),
		);
		expect(withoutAltText).toEqual([]);
	});
});
