import { InputError } from '../input';
import { isGiven, quoted, readText } from './given';
import { refuseExtension } from './mediaFormat';
import type { MediaFormat } from './mediaFormat';

/** Names that only ever mean something inside a network. RFC 6761, RFC 6762, RFC 8375 and common practice. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa'];

/** Address ranges that the internet does not route: first address, bits. RFC 6890. */
const PRIVATE_RANGES: ReadonlyArray<readonly [string, number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['224.0.0.0', 3],
];

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function asNumber(address: string): number {
	return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isPrivateIpv4(address: string): boolean {
	return PRIVATE_RANGES.some(([first, bits]) => {
		const size = 2 ** (32 - bits);
		return Math.floor(asNumber(address) / size) === Math.floor(asNumber(first) / size);
	});
}

/** The parser has already written the address in its shortest form. Only 2000::/3 is routed. RFC 4291. */
function isPrivateIpv6(address: string): boolean {
	return !/^[23][0-9a-f]{3}:/.test(address);
}

function isPrivateHost(hostname: string): boolean {
	const host = hostname.replace(/\.$/, '');
	if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
	if (IPV4.test(host)) return isPrivateIpv4(host);
	return !host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}

function parsed(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Reads the URL of a file that Meta will fetch from the internet.
 *
 * @returns the URL in ASCII, as Meta asks: as typed where it is ASCII already, since a signed URL must not change
 * @throws InputError if Meta could not fetch it or would refuse the file for its type
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing
 */
export function readMediaUrl(value: unknown, format: MediaFormat, parameter: string): string {
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
	refuseExtension(url.pathname, format, parameter);
	return /^[\u0021-\u007e]+$/.test(text) ? text : url.href;
}
