const { mkdir, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { build } = require('esbuild');
const { dest, parallel, src } = require('gulp');

const { n8n } = require('./package.json');

const BUNDLE = 'dist/instagram.js';

/** What n8n loads, as package.json names it: the compiled file, its source, and the class in it. */
const entries = [...n8n.nodes, ...n8n.credentials].map((file) => ({
	file,
	source: file.replace(/^dist\//, './').replace(/\.js$/, '.ts'),
	name: path.basename(file).split('.')[0],
}));

/**
 * n8n loads every node when it starts. One file instead of more than 200 takes a third of the time, and what nodes and
 * credentials remember in common is there once. Not minified: it is to be read.
 */
async function buildBundle() {
	await build({
		stdin: {
			contents: entries.map(({ name, source }) => `export { ${name} } from '${source}';`).join('\n'),
			resolveDir: __dirname,
		},
		bundle: true,
		outfile: BUNDLE,
		format: 'cjs',
		platform: 'node',
		target: 'node20',
		external: ['n8n-workflow'],
		charset: 'utf8',
		keepNames: true,
	});
}

/** A file for each class, where n8n looks for it, with its icon and codex beside it. */
async function buildEntries() {
	for (const { file, name } of entries) {
		const bundle = path.posix.relative(path.posix.dirname(file), BUNDLE);
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, `'use strict';\nexports.${name} = require('${bundle}').${name};\n`);
	}
}

/** Icons and codex files stand in `dist` where they stand in the sources: n8n looks for them beside the node. */
function buildAssets() {
	return src(['nodes/**/*.{svg,png}', 'nodes/**/*.node.json', 'credentials/**/*.{svg,png}'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports.build = parallel(buildBundle, buildEntries, buildAssets);
