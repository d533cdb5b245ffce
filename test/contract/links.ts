import { readFileSync } from 'node:fs';
import path from 'node:path';

import { anchor } from '../../scripts/docs/markdown';
import { root } from './sources';

/** A link or picture in a Markdown file. */
export interface Link {
	/** The file with the link, as a path from the root of the repository. */
	file: string;
	target: string;
	isPicture: boolean;
}

const CODE_BLOCK = /^(```|~~~)[\s\S]*?^\1.*$/gm;
const CODE = /`[^`\n]*`/g;
const LINK = /(!?)\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const BARE = /<(https?:\/\/[^>\s]+)>/g;

function readable(file: string): string {
	return readFileSync(path.join(root, file), 'utf8').replace(CODE_BLOCK, '');
}

/** All links and pictures of a file, except those in code. */
export function linksOf(file: string): Link[] {
	// A link's text may contain code, and code may look like a link: a placeholder replaces the code.
	const text = readable(file).replace(CODE, 'code');
	const links = [...text.matchAll(LINK)].map(([, sign, target = '']) => ({
		file,
		target,
		isPicture: sign === '!',
	}));
	const bare = [...text.matchAll(BARE)].map(([, target = '']) => ({ file, target, isPicture: false }));
	return [...links, ...bare];
}

/** The anchors of a file's headings, as GitHub names them: the second of the same name ends in `-1`. */
export function anchorsOf(file: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, heading = ''] of readable(file).matchAll(/^#{1,6}\s+(.+)$/gm)) {
		const plain = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '');
		const name = anchor(plain);
		let unique = name;
		for (let count = 1; anchors.has(unique); count += 1) unique = `${name}-${count}`;
		anchors.add(unique);
	}
	return anchors;
}
