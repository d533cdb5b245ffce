const { dest, src } = require('gulp');

/** Icons and codex files stand in `dist` where they stand in the sources: n8n looks for them beside the node. */
function buildAssets() {
	return src(['nodes/**/*.{svg,png}', 'nodes/**/*.node.json', 'credentials/**/*.{svg,png}'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports['build:assets'] = buildAssets;
