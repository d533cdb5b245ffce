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

/** Whether a host cannot be reached from the internet, as far as its name or address tells. */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname.replace(/\.$/, '');
	if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
	if (IPV4.test(host)) return isPrivateIpv4(host);
	return !host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}
