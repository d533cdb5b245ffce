import { GraphError } from '../graph/errors/explain';
import type { LoginMethod } from '../graph/types';

const RECONNECT = 'Open the credential in n8n and connect it again.';
const PASTE = 'Make a new token in the Meta App Dashboard and paste it into the credential.';

/**
 * Subcodes of 190 by which Meta asks the owner of the account to sign in and confirm something. After that the token may
 * be good again, so it is not given up.
 */
const OWNER_MUST_CONFIRM: ReadonlySet<number> = new Set([459, 464, 490]);

/**
 * Whether Meta has said that the token itself is dead. Other errors about tokens are about the app's id and secret, about
 * the app as a whole, or pass; 190 is also the code of a missing permission, which is an error of another kind.
 */
export function isDeadToken(error: unknown): error is GraphError {
	if (!(error instanceof GraphError) || error.kind !== 'token') return false;
	if (error.code !== 190 && error.code !== 102) return false;
	return error.subcode === undefined || !OWNER_MUST_CONFIRM.has(error.subcode);
}

function deadTokenError(message: string, description: string, metaError?: GraphError): GraphError {
	return new GraphError({
		kind: 'token',
		message,
		description,
		retry: 'never',
		outcome: 'refused',
		code: metaError?.code,
		subcode: metaError?.subcode,
		httpCode: metaError?.httpCode,
		fbtraceId: metaError?.fbtraceId,
	});
}

/** The credential holds no token. */
export function notConnectedError(origin: 'consent' | 'pasted'): GraphError {
	return origin === 'consent'
		? deadTokenError(
				'The credential is not connected',
				"Open the credential in n8n, press 'Connect' and allow access on Meta's consent screen.",
			)
		: deadTokenError("The credential's 'Access Token' is empty", PASTE);
}

/** The note of a long-lived token says that its time is over. */
export function expiredError(origin: 'consent' | 'pasted', expiresAt: number): GraphError {
	return deadTokenError(
		`The access token expired on ${new Date(expiresAt).toISOString()}`,
		`${origin === 'consent' ? RECONNECT : PASTE} A workflow that uses the credential at least every 60 days keeps it alive; a Schedule Trigger with the 'Refresh' operation of 'Token' is enough.`,
	);
}

const EXPIRED_UNUSED: Readonly<Record<LoginMethod, string>> = {
	instagram:
		'The connection died unused: a new Instagram Login connection lives one hour, and it was not used within that hour',
	facebook:
		'The connection died unused: a new Facebook Login connection lives an hour or two, and it was not used in that time',
};

/** Meta refuses a token that came from the consent screen and was never exchanged. */
export function unusedTokenExpiredError(loginMethod: LoginMethod, metaError: GraphError): GraphError {
	// Other subcodes than "expired" have another cause: the table's message names it.
	if (metaError.subcode !== undefined && metaError.subcode !== 463) return metaError;
	return deadTokenError(
		EXPIRED_UNUSED[loginMethod],
		`${RECONNECT} Then open the node and pick the account at once: from that first use on, the connection lasts.`,
		metaError,
	);
}
