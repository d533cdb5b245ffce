import { InputError } from './inputError';
import { hasValue, quoted, readText } from './readers';

/** Suffixes of names that exist only inside a network. RFC 6761, RFC 6762, RFC 8375 and common practice. */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa'];

/** Address ranges that are not routed on the internet: first address, bits. RFC 6890. */
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

/** Expects the shortest form, as the URL parser returns it. Only 2000::/3 is routed. RFC 4291. */
function isPrivateIpv6(address: string): boolean {
	return !/^[23][0-9a-f]{3}:/.test(address);
}

/** Whether the name or address of a host shows that it is not reachable from the internet. */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname.replace(/\.$/, '');
	if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
	if (IPV4.test(host)) return isPrivateIpv4(host);
	return !host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}

/** URLs that lead to a page about a file, and the n8n node that downloads the file itself. */
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

/** Parses a URL; returns `undefined` if it is not one. */
export function parseUrl(text: string): URL | undefined {
	// URL.canParse of Node.js 20 rejects hosts with accents after it has been called often enough to be compiled.
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
 * Reads the URL of a file to publish, which Meta fetches from the internet. Ignores the extension: converters return a
 * JPEG under the name of a PNG.
 *
 * @returns like {@link readPublicUrl}
 * @throws InputError if Meta cannot fetch it, or it leads to a page instead of a file
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
			`Download the file with n8n's ${page.node} node and publish it as a binary file instead.`,
		);
	}
	return text;
}

/**
 * Reads a URL that Meta or a recipient's phone fetches from the internet.
 *
 * @returns the URL in ASCII, as Meta requires; unchanged if it is ASCII already, because a signed URL must not change
 * @throws InputError if it is not reachable from the internet
 */
export function readPublicUrl(value: unknown, parameter: string): string {
	if (!hasValue(value)) {
		throw new InputError(parameter, 'is empty', 'Enter a public URL that begins with https://.');
	}
	const text = readText(value, parameter).trim();
	if (/\p{Cc}/u.test(text)) {
		throw new InputError(
			parameter,
			'contains a line break or another control character',
			'Enter one URL only.',
		);
	}
	const url = parseUrl(text);
	if (!url) {
		const remedy = 'A URL looks like https://example.com/photo.jpg.';
		throw new InputError(parameter, `is not a URL: ${quoted(text)}`, remedy);
	}
	// Before the other checks, because their messages quote the URL.
	if (url.username !== '' || url.password !== '') {
		throw new InputError(
			parameter,
			'contains a username or password',
			'Use a public URL that needs no sign-in, or one that is signed for a limited time.',
		);
	}
	if (url.protocol !== 'https:' || !/^https:\/\//i.test(text)) {
		throw new InputError(
			parameter,
			`must begin with https://, but is ${quoted(text)}`,
			'Enter a URL that begins with https://.',
		);
	}
	if (isPrivateHost(url.hostname)) {
		throw new InputError(
			parameter,
			`names a host that is not reachable from the internet: ${quoted(url.hostname)}`,
			'The URL must be reachable from the internet.',
		);
	}
	return isAscii(text) ? text : url.href;
}
