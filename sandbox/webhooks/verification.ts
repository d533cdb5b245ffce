import type { WorldState } from '../state';
import { callBack, callbackUrl, Unreachable } from './callback';

const FAILED = 'Callback verification failed with the following errors:';

/** A callback did not prove that it belongs to whoever subscribes it. `code` is Meta's. */
export class VerificationFailure extends Error {
	constructor(
		readonly code: 2200 | 2201,
		text: string,
	) {
		super(`(#${code}) ${text}`);
	}
}

/**
 * Asks a callback to repeat a challenge, which it does for the right verify token only.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 *
 * @throws VerificationFailure where it does not
 */
export async function verifyCallback(
	world: Pick<WorldState, 'behaviour' | 'random'>,
	address: string,
	verifyToken: string,
): Promise<void> {
	const url = callbackUrl(address);
	if (!url) throw new VerificationFailure(2200, `${FAILED} the callback URL must begin with https`);
	const challenge = String(1_000_000_000 + world.random.integer(1_000_000_000));
	url.searchParams.set('hub.mode', 'subscribe');
	url.searchParams.set('hub.challenge', challenge);
	url.searchParams.set('hub.verify_token', verifyToken);
	try {
		const { status, statusText, text } = await callBack(world, url, { method: 'GET' });
		if (status !== 200) {
			throw new VerificationFailure(
				2200,
				`${FAILED} HTTP Status Code = ${status}; HTTP Message = ${statusText}`,
			);
		}
		if (text !== challenge) {
			throw new VerificationFailure(
				2201,
				`Response does not match challenge, expected value="${challenge}", received="${text.slice(0, 200)}"`,
			);
		}
	} catch (error) {
		if (!(error instanceof Unreachable)) throw error;
		throw new VerificationFailure(
			2200,
			`${FAILED} curl_errno = ${error.number}; curl_error = ${error.message}`,
		);
	}
}
