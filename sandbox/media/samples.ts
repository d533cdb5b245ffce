import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FileFacts } from '../model';
import { factsOf, mp4Stub } from './formats';

/** A built-in file. */
export interface Sample {
	contentType: string;
	bytes: Buffer;
	facts: FileFacts;
	durationSeconds?: number;
	/** A video without sound. */
	isSilent?: true;
	/** Name of the picture that shows a video. */
	poster?: string;
}

const MEGABYTE = 1024 * 1024;
const CLIP_SECONDS = 12;

/** The names of each JPEG in `pictures/`. A converter writes JPEG under the name that the picture had before. */
const NAMES: Readonly<Record<string, string[]>> = {
	'pottery-1.jpg': ['pottery-1.jpg', 'pottery-4.jpg', 'avatar-pottery.jpg'],
	'pottery-2.jpg': ['pottery-2.jpg', 'pottery-5.jpg'],
	'pottery-3.jpg': ['pottery-3.jpg', 'pottery-6.jpg'],
	'bakery-1.jpg': ['bakery-1.jpg', 'bakery-3.jpg', 'avatar-bakery.jpg'],
	'bakery-2.jpg': ['bakery-2.jpg', 'bakery-4.jpg'],
	'bike-1.jpg': ['bike-1.jpg', 'bike-3.jpg', 'avatar-bike.jpg'],
	'bike-2.jpg': ['bike-2.jpg', 'bike-4.jpg'],
	'coffee-1.jpg': ['coffee-1.jpg', 'coffee-3.jpg', 'avatar-coffee.jpg'],
	'coffee-2.jpg': ['coffee-2.jpg', 'coffee-4.jpg'],
	'studio-1.jpg': ['studio-1.jpg', 'studio-3.jpg', 'avatar-studio.jpg', 'converted.png'],
	'studio-2.jpg': ['studio-2.jpg', 'studio-4.jpg', 'converted.webp'],
	'story.jpg': ['story-1.jpg', 'story-2.jpg'],
	'clip.jpg': ['clip-1.jpg', 'clip-2.jpg', 'clip-3.jpg', 'uploaded.jpg'],
	'too-wide.jpg': ['too-wide.jpg'],
	'too-tall.jpg': ['too-tall.jpg'],
};

function sampleOf(contentType: string, bytes: Buffer): Sample {
	return { contentType, bytes, facts: factsOf(bytes, bytes.length) };
}

function read(file: string): Buffer {
	return readFileSync(join(__dirname, 'pictures', file));
}

/** A JPEG of 9 MB: bytes after its end are allowed. */
function tooLarge(): Buffer {
	const padded = Buffer.alloc(9 * MEGABYTE);
	read('coffee-1.jpg').copy(padded);
	return padded;
}

function clip(name: string, poster: string, more: Pick<Sample, 'isSilent'> = {}): [string, Sample] {
	const video = sampleOf('video/mp4', mp4Stub(CLIP_SECONDS, 64 * 1024));
	return [name, { ...video, durationSeconds: CLIP_SECONDS, poster, ...more }];
}

/** By file name; `https://media.example.com/<name>` for the sandbox's Meta, `/media/<name>` on its page. */
export const SAMPLES: ReadonlyMap<string, Sample> = new Map<string, Sample>([
	...Object.entries(NAMES).flatMap(([file, names]) => {
		const picture = sampleOf('image/jpeg', read(file));
		return names.map((name): [string, Sample] => [name, picture]);
	}),
	...['1', '2', '3'].map((number) => clip(`clip-${number}.mp4`, `clip-${number}.jpg`)),
	clip('silent.mp4', 'clip-1.jpg', { isSilent: true }),
	['too-large.jpg', sampleOf('image/jpeg', tooLarge())],
	['picture.png', sampleOf('image/png', read('picture.png'))],
	['picture.webp', sampleOf('image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1'))],
	['not-an-image.jpg', sampleOf('text/html', Buffer.from('<!doctype html><title>Not an image</title>'))],
	['not-a-video.mp4', sampleOf('text/plain', Buffer.from('This is a text file.'))],
]);

/** @throws Error for a name without a sample */
export function sampleNamed(name: string): Sample {
	const sample = SAMPLES.get(name);
	if (!sample) throw new Error(`No sample ${name}`);
	return sample;
}
