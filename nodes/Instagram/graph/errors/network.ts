import type { Outcome, Retry } from './row';
import { GraphError } from './GraphError';

interface NetworkFailure {
	message: string;
	remedy: string;
	retry: Retry;
	outcome: Outcome;
}

/** The request was not sent: there was no connection to Meta. */
const UNREACHABLE: NetworkFailure = {
	message: 'n8n could not reach Meta',
	remedy: 'Check the internet connection of the n8n server, its DNS and its proxy settings.',
	retry: 'sameRequest',
	outcome: 'refused',
};

const LOST: NetworkFailure = {
	message: 'The connection to Meta was lost before Meta answered',
	remedy:
		'Try again in a few minutes. If this persists, check the internet connection of the n8n server and its proxy settings.',
	retry: 'sameRequest',
	outcome: 'unknown',
};

const TIMED_OUT: NetworkFailure = { ...LOST, message: 'Meta did not answer in time' };

const UNTRUSTED: NetworkFailure = {
	message: "n8n received a certificate that it does not trust instead of Meta's",
	remedy:
		'A proxy or firewall probably decrypts the connection between n8n and Meta. Add its certificate to n8n (NODE_EXTRA_CA_CERTS), or exclude Meta from inspection.',
	retry: 'never',
	outcome: 'refused',
};

/** Codes of Node.js and axios. A connection that may have carried the request does not count as unreachable. */
const BY_CODE: Readonly<Record<string, NetworkFailure>> = {
	ENOTFOUND: UNREACHABLE,
	EAI_AGAIN: UNREACHABLE,
	ECONNREFUSED: UNREACHABLE,
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

/** The first known code in the chain of causes, else the first code. */
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
 * The error for a call without an answer. It contains only the code of the cause, whose message, request and response may
 * contain the token.
 *
 * @param cause rejection of the HTTP client
 */
export function networkError(cause: unknown): GraphError {
	const code = codeOf(cause);
	const { message, remedy, retry, outcome } = (code && BY_CODE[code]) || LOST;
	return new GraphError({
		kind: 'network',
		message,
		// Not in the message: n8n replaces a message with such a code by a text of its own.
		description: code && code !== 'ERR_CANCELED' ? `${remedy} (${code})` : remedy,
		retry,
		outcome,
	});
}
