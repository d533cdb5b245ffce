import { createHmac } from 'node:crypto';

import type { Token } from '../model';
import type { Purpose } from '../oauth/permissions';
import { NEEDED_PERMISSIONS } from '../oauth/permissions';
import { SANDBOX_APPS } from '../apps';
import type { AuthorizedCall, Call } from './call';
import { LATEST_VERSION } from './call';
import { badToken, invalidParameter, MetaRefusal, missingPermission } from './errors';

/** Parameters that belong to every call. `pretty`, `debug` and the like are not used by anybody here. */
const COMMON = ['access_token', 'appsecret_proof'];
const READING = ['fields', 'limit', 'after', 'before'];

/**
 * Versions of the Graph API, the newest first, with the day from which Meta does not serve them any more, where it has
 * named one. https://developers.facebook.com/docs/graph-api/changelog (2026-10-29)
 */
const VERSIONS: ReadonlyArray<readonly [version: string, endsOn?: string]> = [
	[LATEST_VERSION],
	['v26.0'],
	['v25.0', '2028-07-29'],
	['v24.0', '2028-02-18'],
	['v23.0', '2027-10-08'],
	['v22.0', '2027-05-20'],
	['v21.0', '2027-01-21'],
	['v20.0', '2026-09-24'],
];

/** The token that a call carries, as a parameter or in its header. */
export function tokenValue({ headers, parameters }: Call): string | undefined {
	const bearer = /^(?:Bearer|OAuth) (.+)$/.exec(headers.authorization ?? '')?.[1];
	return parameters.access_token ?? bearer;
}

function assertValid(token: Token | undefined, now: number): Token {
	if (!token) throw badToken(undefined, 'Invalid OAuth access token - Cannot parse access token');
	if (token.revokedWith !== undefined) {
		throw badToken(
			token.revokedWith,
			'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
		);
	}
	if (token.expiresAt !== null && token.expiresAt <= now) {
		throw badToken(
			463,
			`Error validating access token: Session has expired on ${new Date(token.expiresAt).toUTCString()}.`,
		);
	}
	return token;
}

/** @throws MetaRefusal 2635 for a version that is no longer served */
export function checkVersion({ version, world }: Call): void {
	if (version === undefined) return;
	const known = VERSIONS.find(([name]) => name === version);
	const endsOn = known?.[1];
	if (!known || (endsOn !== undefined && world.clock.now() >= Date.parse(endsOn))) {
		throw new MetaRefusal(
			2635,
			`(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: ${LATEST_VERSION}.`,
		);
	}
}

/** @throws MetaRefusal 200 where Meta has taken the app out of use */
function checkApp({ world }: Call): void {
	const { appState } = world.behaviour;
	if (appState === 'blocked') throw new MetaRefusal(200, 'API access blocked.');
	if (appState === 'deactivated') {
		const text = 'API access deactivated. To reactivate, go to the app dashboard.';
		throw new MetaRefusal(200, text, { status: 200 });
	}
}

/** @throws MetaRefusal 100 where the proof that comes with a token is not its own */
export function checkProof({ parameters, host }: Call, token: string): void {
	const proof = parameters.appsecret_proof;
	if (proof === undefined) return;
	if (host === 'graph.instagram.com')
		throw invalidParameter('Param appsecret_proof is not expected on this host');
	const expected = createHmac('sha256', SANDBOX_APPS.facebook.appSecret).update(token).digest('hex');
	if (proof !== expected)
		throw new MetaRefusal(100, 'Invalid appsecret_proof provided in the API argument', {
			type: 'GraphMethodException',
		});
}

/** Finds who calls. @throws MetaRefusal 190 where the token is none, of the other login method, dead or revoked */
export function authorize(call: Call): AuthorizedCall {
	checkVersion(call);
	const value = tokenValue(call);
	if (value === undefined)
		throw new MetaRefusal(104, 'An access token is required to request this resource.');
	const loginMethod = call.host === 'graph.instagram.com' ? 'instagram' : 'facebook';
	const found = call.world.tokens.find(value);
	if (found && found.loginMethod !== loginMethod)
		throw badToken(undefined, 'Invalid OAuth access token - Cannot parse access token');
	const token = assertValid(found, call.world.clock.now());
	checkProof(call, token.value);
	checkApp(call);
	return { ...call, token, loginMethod };
}

/** Refuses parameters that the edge does not have. */
export function allow(call: Call, ...names: string[]): void {
	const known = new Set([...COMMON, ...(call.method === 'GET' ? READING : []), ...names]);
	for (const name of Object.keys(call.parameters)) {
		if (!known.has(name)) throw invalidParameter(`Param ${name} is not expected`);
	}
}

/** @throws MetaRefusal 10 where the person has not granted what the call needs */
export function requirePermission({ token, loginMethod }: AuthorizedCall, purpose: Purpose): void {
	const permission = NEEDED_PERMISSIONS[purpose][loginMethod];
	if (!token.permissions.includes(permission)) throw missingPermission(permission);
}
