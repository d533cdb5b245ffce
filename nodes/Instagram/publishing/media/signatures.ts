export type MediaFormat = 'image' | 'video';

/** A type of file, identified by its first bytes. */
export interface FileType {
	/** With its article, for messages. */
	name: string;
	/** Absent if it is neither an image nor a video. */
	format?: MediaFormat;
	/** Whether Instagram takes it. */
	isSupported?: true;
	/** Whether this node can turn it into a file that Instagram takes. */
	isConvertible?: true;
}

interface Signature extends FileType {
	/** Bytes at offsets, as Latin-1 text. All must match. */
	at: ReadonlyArray<readonly [offset: number, bytes: string]>;
}

const MP4: FileType = { name: 'an MP4 or MOV video', format: 'video', isSupported: true };
const HEIC: FileType = { name: 'an HEIC image', format: 'image' };
const AVIF: FileType = { name: 'an AVIF image', format: 'image' };
const TIFF: FileType = { name: 'a TIFF image', format: 'image' };
const AUDIO: FileType = { name: 'an audio file' };

function brand(kind: FileType, ...brands: string[]): Signature[] {
	return brands.map((name) => ({
		...kind,
		at: [
			[4, 'ftyp'],
			[8, name],
		],
	}));
}

/** The first match counts, so brands precede the MP4 family that they belong to. */
const SIGNATURES: readonly Signature[] = [
	{ name: 'a JPEG image', format: 'image', isSupported: true, at: [[0, '\xff\xd8\xff']] },
	{ name: 'a PNG image', format: 'image', isConvertible: true, at: [[0, '\x89PNG\r\n\x1a\n']] },
	{ name: 'a GIF image', format: 'image', isConvertible: true, at: [[0, 'GIF8']] },
	{
		name: 'a WebP image',
		format: 'image',
		at: [
			[0, 'RIFF'],
			[8, 'WEBP'],
		],
	},
	...brand(HEIC, 'hei', 'hev', 'mif1', 'msf1'),
	...brand(AVIF, 'avif', 'avis'),
	...brand(AUDIO, 'M4A ', 'M4B '),
	...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].map((atom): Signature => ({ ...MP4, at: [[4, atom]] })),
	{
		name: 'an AVI video',
		format: 'video',
		at: [
			[0, 'RIFF'],
			[8, 'AVI '],
		],
	},
	{ name: 'a WebM or MKV video', format: 'video', at: [[0, '\x1aE\xdf\xa3']] },
	{ name: 'an FLV video', format: 'video', at: [[0, 'FLV\x01']] },
	{ name: 'a WMV video', format: 'video', at: [[0, '\x30\x26\xb2\x75']] },
	{ name: 'an MPEG video', format: 'video', at: [[0, '\0\0\x01\xba']] },
	{ ...TIFF, at: [[0, 'II*\0']] },
	{ ...TIFF, at: [[0, 'MM\0*']] },
	{ name: 'a Photoshop file', format: 'image', at: [[0, '8BPS']] },
	{ name: 'a BMP image', format: 'image', isConvertible: true, at: [[0, 'BM']] },
	{ ...AUDIO, at: [[0, 'ID3']] },
	{ ...AUDIO, at: [[0, 'OggS']] },
	{
		...AUDIO,
		at: [
			[0, 'RIFF'],
			[8, 'WAVE'],
		],
	},
	{ name: 'a PDF file', at: [[0, '%PDF']] },
	{ name: 'a ZIP file', at: [[0, 'PK\x03\x04']] },
];

/** Results of a failed download: an error page instead of the file. */
const TEXTS: ReadonlyArray<readonly [begins: RegExp, kind: FileType]> = [
	[
		/^(?:\xef\xbb\xbf)?\s*<\?xml[^]*<svg|^(?:\xef\xbb\xbf)?\s*<svg/i,
		{ name: 'an SVG image', format: 'image' },
	],
	[/^(?:\xef\xbb\xbf)?\s*</, { name: 'a web page or XML file' }],
	[/^(?:\xef\xbb\xbf)?\s*[{[]\s*["{[\]}]/, { name: 'a JSON file' }],
];

function latin1(bytes: Uint8Array, from: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(from, from + length));
}

/** Bytes of a text in which its type is searched. */
const TEXT_BYTES = 512;

/**
 * Detects the real type of a file, independent of its name and MIME type.
 *
 * @param start the file's first bytes
 * @returns `undefined` if the type is unknown
 */
export function detectFileType(start: Uint8Array): FileType | undefined {
	const found = SIGNATURES.find(({ at }) =>
		at.every(([offset, bytes]) => latin1(start, offset, bytes.length) === bytes),
	);
	if (found) {
		const { name, format, isSupported, isConvertible } = found;
		return { name, format, isSupported, isConvertible };
	}
	const text = latin1(start, 0, TEXT_BYTES);
	return TEXTS.find(([begins]) => begins.test(text))?.[1];
}
