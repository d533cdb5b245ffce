import { InputError } from '../input';
import { isGiven, quoted, readText } from './given';
import { article, FORMATS, isExtensionOf, MISPLACED, OTHER } from './mediaFormat';
import type { MediaFormat } from './mediaFormat';
import { isPrivateHost } from './publicHost';

/** Addresses that certainly lead to a page about a file, and what gets the file itself. */
const SHARE_PAGES: ReadonlyArray<{ service: string; isPage(url: URL): boolean; node: string }> = [
	{
		service: 'Google Drive',
		isPage: ({ hostname, pathname }) =>
			hostname === 'drive.google.com' &&
			/^\/(file\/(u\/\d+\/)?d\/[^/]+(\/(view|edit|preview))?\/?|open|drive\/.*)$/.test(pathname),
		node: 'Google Drive',
	},
	{
		service: 'Dropbox',
		isPage: ({ hostname, searchParams }) =>
			/^(www\.)?dropbox\.com$/.test(hostname) &&
			searchParams.get('dl') === '0' &&
			searchParams.get('raw') !== '1',
		node: 'Dropbox',
	},
];

function parsed(text: string): URL | undefined {
	// URL.canParse of Node.js 20 refuses hosts with accents once it has been called often enough to be compiled.
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

function isAscii(text: string): boolean {
	return /^[\u0021-\u007e]+$/.test(text);
}

/**
 * Reads the URL of a file to publish, which Meta will fetch from the internet. What it ends in proves nothing:
 * converters give a JPEG under the name of a PNG.
 *
 * @returns as {@link readPublicUrl}
 * @throws InputError if Meta could not fetch it, or it leads to a page instead of a file
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing
 */
export function readMediaUrl(value: unknown, parameter: string): string {
	const text = readPublicUrl(value, parameter);
	const url = new URL(text);
	const page = SHARE_PAGES.find(({ isPage }) => isPage(url));
	if (page) {
		throw new InputError(
			parameter,
			`leads to a page of ${page.service}, not to the file: ${quoted(text)}`,
			`Download the file with n8n's ${page.node} node and use Binary File instead of URL.`,
		);
	}
	return text;
}

/**
 * Says what may be wrong with the address of a file that Meta has refused, by what it ends in.
 *
 * @param format what the file should have been
 * @returns sentences for a message; `undefined` where the address shows nothing unusual
 */
export function describeAddress(url: string, format: MediaFormat): string | undefined {
	const extension = /\.([A-Za-z0-9]+)$/.exec(parsed(url)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
	if (isExtensionOf(OTHER[format], extension)) {
		return `The address ends in .${extension}, as ${article(OTHER[format])} does, but ${article(format)} is needed here. ${MISPLACED[format]}`;
	}
	if (!FORMATS[format].otherExtensions.includes(extension)) return undefined;
	return `The address ends in .${extension}; Meta documents ${FORMATS[format].takes}. If the file is what its name says: ${FORMATS[format].convert}`;
}

/**
 * Reads a URL that Meta, or somebody's phone, will fetch from the internet.
 *
 * @returns the URL in ASCII, as Meta asks: as typed where it is ASCII already, since a signed URL must not change
 * @throws InputError if it could not be fetched from there
 */
export function readPublicUrl(value: unknown, parameter: string): string {
	if (!isGiven(value)) {
		throw new InputError(parameter, 'is empty', 'Enter the public URL of the file, beginning with https://.');
	}
	const text = readText(value, parameter).trim();
	if (/\p{Cc}/u.test(text)) {
		throw new InputError(parameter, 'holds a line break or another control character', 'Enter one URL only.');
	}
	const url = parsed(text);
	if (!url) {
		const remedy = 'A URL looks like https://example.com/photo.jpg.';
		throw new InputError(parameter, `is not a URL: ${quoted(text)}`, remedy);
	}
	// First of all, since the other messages quote the URL.
	if (url.username !== '' || url.password !== '') {
		throw new InputError(
			parameter,
			'holds a username or password',
			'Instagram cannot sign in to fetch a file. Use a URL that is public, or one that is signed for a limited time.',
		);
	}
	if (url.protocol !== 'https:' || !/^https:\/\//i.test(text)) {
		throw new InputError(
			parameter,
			`must begin with https://, but is ${quoted(text)}`,
			'Instagram fetches the file itself, over an encrypted connection.',
		);
	}
	if (isPrivateHost(url.hostname)) {
		throw new InputError(
			parameter,
			`names a host that cannot be reached from the internet: ${quoted(url.hostname)}`,
			'Instagram fetches the file from its own servers, so the URL must be public.',
		);
	}
	return isAscii(text) ? text : url.href;
}
