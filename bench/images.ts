import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { buildSync } from 'esbuild';
import { encode } from 'fast-png';

import { median } from '../tools/median';
import { repositoryRoot } from '../tools/n8n-harness';

const RUNS = 3;

const SOURCE = 'nodes/Instagram/publishing/media/image/prepareImage.ts';

const IMAGES = [
	{ title: 'PNG of 1024 x 1536', width: 1024, height: 1536, mostSeconds: 1 },
	{ title: 'PNG of 16 megapixels (4000 x 4000)', width: 4000, height: 4000 },
];

/** The preparation of one image, in a process of its own. */
export interface ImageMeasurement {
	title: string;
	seconds: number;
	/** Resident bytes more than before. */
	more: number;
	/** The bar, if there is one. */
	mostSeconds?: number;
}

/** Color gradients: neither so even nor so noisy as to make a PNG an unusual one. */
function writePng(file: string, width: number, height: number): void {
	const data = new Uint8Array(width * height * 4);
	for (let at = 0; at < data.length; at += 4) {
		const x = (at / 4) % width;
		const y = Math.floor(at / 4 / width);
		data.set([x & 255, y & 255, (x * y) & 255, 255], at);
	}
	writeFileSync(file, encode({ width, height, data, channels: 4 }));
}

/** Prepares PNG files with the node's code, bundled as in `dist`: medians of fresh processes. */
export function measureImages(folder: string): ImageMeasurement[] {
	const bundle = path.join(folder, 'prepareImage.cjs');
	buildSync({
		entryPoints: [path.join(repositoryRoot, SOURCE)],
		bundle: true,
		outfile: bundle,
		format: 'cjs',
		platform: 'node',
		target: 'node20',
	});
	return IMAGES.map(({ width, height, ...image }) => {
		const file = path.join(folder, `${width}x${height}.png`);
		writePng(file, width, height);
		const runs = Array.from({ length: RUNS }, () => {
			const script = path.join(__dirname, 'image.cjs');
			const args = ['--expose-gc', script, bundle, file];
			const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
			return JSON.parse(output) as { seconds: number; more: number };
		});
		return {
			...image,
			seconds: median(runs.map(({ seconds }) => seconds)),
			more: median(runs.map(({ more }) => more)),
		};
	});
}
