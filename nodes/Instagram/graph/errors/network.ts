import type { Outcome, Retry } from './row';
import { GraphError } from './GraphError';

interface NetworkFailure {
	message: string;
	remedy: string;
	retry: Retry;
	outcome: Outcome;
}

/** The request never left: the connection to Meta was not made. */
const UNREACHED: NetworkFailure = {
	message: 'n8n could not reach Meta',
	remedy: 'Check the internet connection of the n8n server, its DNS and its proxy settings.',
	retry: 'sameRequest',
	outcome: 'refused',
};

const LOST: NetworkFailure = {
	message: 'The connection to Meta was lost before an answer came',
	remedy:
		'Try again in a few minutes. If it stays so, check the internet connection of the n8n server and its proxy settings.',
	retry: 'sameRequest',
	outcome: 'unknown',
};

const TIMED_OUT: NetworkFailure = { ...LOST, message: 'Meta did not answer in time' };

const UNTRUSTED: NetworkFailure = {
	message: "n8n does not trust the certificate that it was shown in Meta's place",
	remedy:
		'A proxy or firewall between n8n and Meta probably opens the connection. Add its certificate to n8n (NODE_EXTRA_CA_CERTS), or let connections to Meta pass.',
	retry: 'never',
	outcome: 'refused',
};

/** Codes of Node.js and axios. Those of a connection that may have carried the request are not "unreached". */
const BY_CODE: Readonly<Record<string, NetworkFailure>> = {
	ENOTFOUND: UNREACHED,
	EAI_AGAIN: UNREACHED,
	ECONNREFUSED: UNREACHED,
	ECONNABORTED: TIMED_OUT,
	ETIMEDOUT: TIMED_OUT,
	ERR_CANCELED: TIMED_OUT,
	CERT_HAS_EXPIRED: UNTRUSTED,
	DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
	SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
	UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
	ERR_TLS_CERT_ALTNAME_INVALID: UNTRUSTED,
};

/** The first code along the chain of causes that the table knows, else the first at all. */
function codeOf(cause: unknown): string | undefined {
	const codes: string[] = [];
	for (let link = cause, depth = 0; typeof link === 'object' && link !== null && depth < 5; depth += 1) {
		const { code, cause: next } = link as { code?: unknown; cause?: unknown };
		if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) codes.push(code);
		link = next;
	}
	return codes.find((code) => code in BY_CODE) ?? codes[0];
}

/**
 * The error for a call to which no answer came. Of the cause only its code is told: its message, request and response
 * may hold the token.
 *
 * @param cause what the sender rejected with
 */
export function networkError(cause: unknown): GraphError {
	const code = codeOf(cause);
	const { message, remedy, retry, outcome } = (code && BY_CODE[code]) || LOST;
	return new GraphError({
		kind: 'noAnswer',
		// Not in the message: n8n replaces a message that holds such a code by a text of its own.
		message,
		description: code && code !== 'ERR_CANCELED' ? `${remedy} (${code})` : remedy,
		retry,
		outcome,
	});
}
