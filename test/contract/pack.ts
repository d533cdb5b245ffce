import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { root } from './sources';

/** The output of `npm pack` for a tarball. */
export interface PackResult {
	filename: string;
	/** Bytes, packed. */
	size: number;
	files: Array<{ path: string }>;
}

/** Packs the build as it would be published, and unpacks it into `<folder>/package`. */
export function packInto(folder: string): { packed: PackResult; unpacked: string } {
	const answer = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
		cwd: root,
		encoding: 'utf8',
	});
	const [packed] = JSON.parse(answer.slice(answer.indexOf('['))) as [PackResult];
	execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', folder]);
	return { packed, unpacked: path.join(folder, 'package') };
}

/** The JSON in the last line of a script's output; n8n prints other lines before. */
export function lastLine<T>(output: string): T {
	return JSON.parse(output.trim().split('\n').at(-1)!) as T;
}
