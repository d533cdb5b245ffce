import { InputError } from '../input';
import { isGiven, quoted, readText } from './given';
import { refuseExtension } from './mediaFormat';
import type { MediaFormat } from './mediaFormat';
import { isPrivateHost } from './publicHost';

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
 * Reads the URL of a file to publish, which Meta will fetch from the internet.
 *
 * @returns as {@link readPublicUrl}
 * @throws InputError if Meta could not fetch it or would refuse the file for its type
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing
 */
export function readMediaUrl(value: unknown, format: MediaFormat, parameter: string): string {
	const url = readPublicUrl(value, parameter);
	refuseExtension(new URL(url).pathname, format, parameter);
	return url;
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
