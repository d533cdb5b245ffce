import imageSize from 'image-size';

import type { FileFacts, FileFormat } from '../model';

function atom(type: string, ...parts: Buffer[]): Buffer {
	const body = Buffer.concat(parts);
	const header = Buffer.alloc(8);
	header.writeUInt32BE(body.length + 8);
	header.write(type, 4, 'latin1');
	return Buffer.concat([header, body]);
}

/** The frame of an MP4 file: brand, movie header before the data as Meta asks, and data without pictures in it. */
export function mp4Stub(durationSeconds: number, dataBytes: number): Buffer {
	const movieHeader = Buffer.alloc(100);
	movieHeader.writeUInt32BE(1000, 12);
	movieHeader.writeUInt32BE(durationSeconds * 1000, 16);
	return Buffer.concat([
		atom('ftyp', Buffer.from('isom\0\0\u0002\0isomiso2avc1mp41', 'latin1')),
		atom('moov', atom('mvhd', movieHeader)),
		atom('mdat', Buffer.alloc(dataBytes)),
	]);
}

/** Names that image-size gives to what Meta's answers name. It knows more kinds, some by little more than zeros. */
const IMAGE_FORMATS: Readonly<Record<string, FileFormat>> = {
	jpg: 'jpeg',
	png: 'png',
	gif: 'gif',
	webp: 'webp',
	bmp: 'bmp',
	tiff: 'tiff',
	heic: 'heic',
	heif: 'heic',
	avif: 'avif',
};

/** EXIF orientations by which a picture is shown on its side. */
function isTurned(orientation: number): boolean {
	return orientation >= 5 && orientation <= 8;
}

/**
 * What a file is by its bytes, not by its name. A picture that cannot be read is of the format `other`.
 *
 * @param start the beginning of the file, up to its pixels
 * @param bytes size of the whole file
 */
export function factsOf(start: Buffer, bytes: number): FileFacts {
	try {
		const { type = '', width, height, orientation = 1 } = imageSize(start);
		const format = IMAGE_FORMATS[type];
		if (format) {
			const [shownWidth, shownHeight] = isTurned(orientation) ? [height, width] : [width, height];
			return { format, bytes, width: shownWidth, height: shownHeight, orientation };
		}
	} catch {
		// No picture, or a damaged one.
	}
	return { format: isVideo(start) ? 'video' : 'other', bytes };
}

/** Whether a file begins as MP4 or MOV does. */
export function isVideo(firstBytes: Buffer): boolean {
	return ['ftyp', 'moov', 'mdat', 'wide', 'free'].includes(firstBytes.subarray(4, 8).toString('latin1'));
}
