import type { FileFormat } from './formats';
import { encodePng, mp4Stub } from './formats';
import { drawJpeg, drawPixels, type PictureSize } from './pictures';

/** A file that the sandbox has for itself. It is made when it is first asked for. */
export interface Sample {
	contentType: string;
	/** Known beforehand, so that a container can be checked without making the file. */
	facts: {
		format: FileFormat;
		bytes?: number;
		durationSeconds?: number;
	} & Partial<PictureSize>;
	/** Name of the picture that shows a video. */
	poster?: string;
	make: () => Buffer;
}

const SQUARE = { width: 480, height: 480 };
const PORTRAIT = { width: 480, height: 600 };
const LANDSCAPE = { width: 480, height: 252 };
const STORY = { width: 360, height: 640 };
const PNG_SIZE = { width: 320, height: 320 };
const RATIOS = [SQUARE, PORTRAIT, LANDSCAPE, SQUARE, PORTRAIT, SQUARE];

const MEGABYTE = 1024 * 1024;

function picture(motif: string, variant: number, size: PictureSize): Sample {
	return {
		contentType: 'image/jpeg',
		facts: { format: 'jpeg', ...size },
		make: () => drawJpeg(motif, variant, size),
	};
}

function series(motif: string, count: number): Array<[string, Sample]> {
	return Array.from({ length: count }, (_, index) => [
		`${motif}-${index + 1}.jpg`,
		picture(motif, index, RATIOS[index % RATIOS.length] ?? SQUARE),
	]);
}

function clip(number: number): Array<[string, Sample]> {
	const durationSeconds = 12;
	return [
		[
			`clip-${number}.mp4`,
			{
				contentType: 'video/mp4',
				facts: { format: 'video', durationSeconds },
				poster: `clip-${number}.jpg`,
				make: () => mp4Stub(durationSeconds, 64 * 1024),
			},
		],
		[`clip-${number}.jpg`, picture(number % 2 === 0 ? 'studio' : 'sea', number, STORY)],
	];
}

function other(contentType: string, make: () => Buffer, format: FileFormat = 'other'): Sample {
	return { contentType, facts: { format }, make };
}

/** By file name; `https://media.example.com/<name>` for the sandbox's Meta, `/media/<name>` on its page. */
export const SAMPLES: ReadonlyMap<string, Sample> = new Map<string, Sample>([
	...series('pottery', 6),
	...series('bakery', 4),
	...series('bike', 4),
	...series('coffee', 4),
	...series('studio', 4),
	...['pottery', 'bakery', 'bike', 'coffee', 'studio'].map((motif): [string, Sample] => [
		`avatar-${motif}.jpg`,
		picture(motif, 0, { width: 160, height: 160 }),
	]),
	['story-1.jpg', picture('sea', 0, STORY)],
	['story-2.jpg', picture('pottery', 4, STORY)],
	...clip(1),
	...clip(2),
	...clip(3),
	['uploaded.jpg', picture('sea', 2, STORY)],
	['too-wide.jpg', picture('sea', 1, { width: 480, height: 160 })],
	['too-tall.jpg', picture('bike', 1, { width: 300, height: 600 })],
	[
		'too-large.jpg',
		{
			contentType: 'image/jpeg',
			facts: { format: 'jpeg', bytes: 9 * MEGABYTE, ...SQUARE },
			// Bytes after a JPEG's end are allowed, and only the size matters here.
			make: () => {
				const image = drawJpeg('coffee', 0, SQUARE);
				return Buffer.concat([image, Buffer.alloc(9 * MEGABYTE - image.length)]);
			},
		},
	],
	[
		'picture.png',
		{
			contentType: 'image/png',
			facts: { format: 'png', ...PNG_SIZE },
			make: () => encodePng(drawPixels('coffee', 1, PNG_SIZE), PNG_SIZE),
		},
	],
	// What a converter gives: JPEG under the name that the picture had before.
	['converted.png', picture('studio', 1, SQUARE)],
	['converted.webp', picture('studio', 2, SQUARE)],
	['picture.webp', other('image/webp', () => Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1'), 'webp')],
	['not-an-image.jpg', other('text/html', () => Buffer.from('<!doctype html><title>Not an image</title>'))],
	['not-a-video.mp4', other('text/plain', () => Buffer.from('This is a text file.'))],
]);

const made = new Map<string, Buffer>();

/** The bytes of a sample, made once per process. */
export function sampleBytes(name: string): Buffer | undefined {
	const sample = SAMPLES.get(name);
	if (!sample) return undefined;
	const bytes = made.get(name) ?? sample.make();
	made.set(name, bytes);
	return bytes;
}
