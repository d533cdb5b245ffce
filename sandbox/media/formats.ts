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

/** Whether a file begins as JPEG does. */
export function isJpeg(bytes: Buffer): boolean {
	return bytes.length > 2 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** The formats that Meta distinguishes. */
export type FileFormat = 'jpeg' | 'png' | 'webp' | 'video' | 'other';

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The format by the first bytes, not by the name. */
export function formatOf(bytes: Buffer): FileFormat {
	if (isJpeg(bytes)) return 'jpeg';
	if (isVideo(bytes)) return 'video';
	if (bytes.subarray(0, 8).equals(PNG_START)) return 'png';
	return /^RIFF....WEBP/s.test(bytes.subarray(0, 12).toString('latin1')) ? 'webp' : 'other';
}

/** Whether a file begins as MP4 or MOV does. */
export function isVideo(firstBytes: Buffer): boolean {
	return ['ftyp', 'moov', 'mdat', 'wide', 'free'].includes(firstBytes.subarray(4, 8).toString('latin1'));
}
