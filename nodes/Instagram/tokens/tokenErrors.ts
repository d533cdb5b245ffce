import { GraphError } from '../graph/errors/explain';
import { INVALID_TOKEN } from '../graph/errors/row';
import type { LoginMethod } from '../graph/types';

const RECONNECT = 'Open the credential in n8n and connect it again.';
const PASTE = 'Create a new token in the Meta App Dashboard and paste it into the credential.';

/**
 * Subcodes of 190 that ask the owner of the account to sign in and confirm something. The token may be valid again
 * afterwards, so it does not count as dead.
 */
const OWNER_MUST_CONFIRM: ReadonlySet<number> = new Set([459, 464, 490]);

/**
 * Whether an error says that the token itself is dead. Other token errors are temporary, or about the app or its ID and
 * secret. Code 190 is also used for a missing permission, which is an error of another kind.
 */
export function isDeadToken(error: unknown): error is GraphError {
	if (!(error instanceof GraphError) || error.kind !== 'token') return false;
	if (error.code !== INVALID_TOKEN && error.code !== 102) return false;
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

/** The credential contains no token. */
export function notConnectedError(origin: 'consent' | 'pasted'): GraphError {
	return origin === 'consent'
		? deadTokenError(
				'The credential is not connected',
				"Open the credential in n8n, press 'Connect' and allow access on Meta's consent screen.",
			)
		: deadTokenError("The credential's 'Access Token' is empty", PASTE);
}

/** The token has expired according to its note. */
export function expiredError(origin: 'consent' | 'pasted', expiresAt: number): GraphError {
	return deadTokenError(
		`The access token expired on ${new Date(expiresAt).toISOString()}`,
		`${origin === 'consent' ? RECONNECT : PASTE} Using the credential at least once every 60 days keeps the connection alive; a Schedule Trigger with the 'Refresh' operation of 'Token' is enough.`,
	);
}

const EXPIRED_UNUSED: Readonly<Record<LoginMethod, string>> = {
	instagram:
		'The connection expired before its first use: a new Instagram Login connection lasts one hour until it is used',
	facebook:
		'The connection expired before its first use: a new Facebook Login connection lasts one to two hours until it is used',
};

/** Meta rejects a token that came from the consent screen and was never exchanged. */
export function unusedTokenExpiredError(loginMethod: LoginMethod, metaError: GraphError): GraphError {
	// Subcodes other than "expired" (463) have another cause, which the message from the error table names.
	if (metaError.subcode !== undefined && metaError.subcode !== 463) return metaError;
	return deadTokenError(
		EXPIRED_UNUSED[loginMethod],
		`${RECONNECT} Then open the node and pick the account right away: after this first use, the connection stays valid.`,
		metaError,
	);
}
