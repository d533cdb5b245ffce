import { GraphFailure } from './errors';

/** Graph versions and the day until which each can be called. https://developers.facebook.com/docs/graph-api/changelog */
const CALLABLE_UNTIL: Record<string, string | null> = {
	'v26.0': null,
	'v25.0': '2028-07-29',
	'v24.0': '2028-02-18',
	'v23.0': '2027-10-08',
	'v22.0': '2027-05-20',
	'v21.0': '2027-01-21',
	'v20.0': '2026-09-24',
};

export const NEWEST_VERSION = 'v26.0';

/** Takes the version off a path: `/v26.0/me` → `['v26.0', '/me']`. Without one, the newest is meant. */
export function splitVersion(path: string): { version: string; versioned: boolean; rest: string } {
	const match = /^\/(v\d+\.\d+)(\/.*)?$/.exec(path);
	if (!match?.[1]) return { version: NEWEST_VERSION, versioned: false, rest: path };
	return { version: match[1], versioned: true, rest: match[2] ?? '/' };
}

/** @throws GraphFailure if there is no such version, or it has expired by `now`. */
export function checkVersion(version: string, now: number): void {
	const until = CALLABLE_UNTIL[version];
	if (until === undefined) {
		throw new GraphFailure(2500, `Unknown path components: /${version}`);
	}
	if (until !== null && now >= Date.parse(until)) {
		throw new GraphFailure(
			2635,
			`(#2635) You are calling a deprecated version of the Graph API (${version}). Please update to the latest version: ${NEWEST_VERSION}.`,
		);
	}
}
