import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

import { video } from '../test/unit/publishing/media/files';

/** Writes an MP4 file of 12 seconds and the given size; its pictures are zeros. */
export function writeLargeVideo(file: string, bytes: number): void {
	const start = video({ data: 0 });
	// The last eight bytes are the head of the picture data, which is to reach to the end of the file.
	const head = start.length - 8;
	start.writeUInt32BE(bytes - head, head);
	const descriptor = openSync(file, 'w');
	writeSync(descriptor, start);
	ftruncateSync(descriptor, bytes);
	closeSync(descriptor);
}
