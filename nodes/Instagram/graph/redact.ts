// All expressions here run in linear time: a start without a match is abandoned within the word or the blanks after it.

/** Replaces a secret. */
const HIDDEN = '(hidden)';

/** Prefixes of Meta's tokens, for both login methods. App tokens are `<app id>|<text>`. */
const TOKEN = /\b(?:EAA|IGAA|IGQ)[\w.~%-]{4,}|\b\d{5,}\|[\w-]{8,}/g;

/** `access_token=…`, `"client_secret":"…"` */
const PARAMETER =
	/\b(access_token|input_token|fb_exchange_token|client_secret|appsecret_proof)(["']?\s*[=:]\s*["']?)[\w.~%|-]+/gi;

/** Authorization header: `Bearer …`, and `OAuth …` for uploads. Shorter words are prose. */
const HEADER = /\b(Bearer|OAuth)(\s+)[\w.~%|-]{16,}/gi;

/** The token of n8n's signed file URLs (`…/binary-data/signed?token=…`), and anything that begins like a JSON Web Token. */
const SIGNED = /([?&]token=)[\w.~%-]+|\beyJ[\w.-]{8,}/g;

/** Meta quotes the token that was sent: "Malformed access token …". */
const MALFORMED = /(malformed access token)(\s+)\S+/gi;

/**
 * Removes tokens and secrets from a text, by their form and by their value: Meta quotes tokens in its answers, and
 * libraries quote requests.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
	return secrets
		.filter((secret) => secret.length > 0)
		.reduce((rest, secret) => rest.split(secret).join(HIDDEN), text)
		.replace(MALFORMED, `$1$2${HIDDEN}`)
		.replace(PARAMETER, `$1$2${HIDDEN}`)
		.replace(HEADER, `$1$2${HIDDEN}`)
		.replace(SIGNED, `$1${HIDDEN}`)
		.replace(TOKEN, HIDDEN);
}
