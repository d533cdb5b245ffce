/** Files in their smallest valid form, as bytes. */

function atom(type: string, ...parts: Buffer[]): Buffer {
	const body = Buffer.concat(parts);
	const header = Buffer.alloc(8);
	header.writeUInt32BE(body.length + 8);
	header.write(type, 4, 'latin1');
	return Buffer.concat([header, body]);
}

function movieHeader(seconds: number, version: 0 | 1 = 0): Buffer {
	const header = Buffer.alloc(version === 1 ? 112 : 100);
	header.writeUInt8(version, 0);
	header.writeUInt32BE(1000, version === 1 ? 20 : 12);
	if (version === 1) header.writeBigUInt64BE(BigInt(seconds * 1000), 24);
	else header.writeUInt32BE(seconds * 1000, 16);
	return atom('mvhd', header);
}

interface VideoOptions {
	seconds?: number;
	/** Bytes of image data. */
	data?: number;
	brand?: string;
	version?: 0 | 1;
	order?: 'index first' | 'index last' | 'no index';
}

/** An MP4 file without frames. */
export function video(options: VideoOptions = {}): Buffer {
	const { seconds = 12, data = 4096, brand = 'isom', version, order = 'index first' } = options;
	const type = atom('ftyp', Buffer.from(`${brand}\0\0\x02\0isomiso2avc1mp41`, 'latin1'));
	const index = atom('moov', movieHeader(seconds, version));
	const pictures = atom('mdat', Buffer.alloc(data));
	const parts = { 'index first': [index, pictures], 'index last': [pictures, index], 'no index': [pictures] };
	return Buffer.concat([type, ...parts[order]]);
}

function segment(marker: number, length: number): Buffer {
	const bytes = Buffer.alloc(length + 2);
	bytes.set([0xff, marker], 0);
	bytes.writeUInt16BE(length, 2);
	return bytes;
}

/** A JPEG file with a header, `data` bytes of image and an end marker. */
export function jpeg({ header = 1000, data = 2000, end = true } = {}): Buffer {
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, header),
		segment(0xda, 12),
		Buffer.alloc(data, 0x55),
		Buffer.from(end ? [0xff, 0xd9] : []),
	]);
}

export const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');

export const WEBP = Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
