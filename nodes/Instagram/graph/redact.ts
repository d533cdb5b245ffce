// All expressions here take time that grows with the length of the text, and no faster: a start that leads to no match is
// given up within the word or the blanks after it.

/** Stands where a secret stood. */
const HIDDEN = '(hidden)';

/** What Meta's tokens begin with, under either login; app tokens read `<app id>|<text>`. */
const TOKEN = /\b(?:EAA|IGAA|IGQ)[\w.~%-]{4,}|\b\d{5,}\|[\w-]{8,}/g;

/** `access_token=…`, `"client_secret":"…"` */
const PARAMETER =
	/\b(access_token|input_token|fb_exchange_token|client_secret|appsecret_proof)(["']?\s*[=:]\s*["']?)[\w.~%|-]+/gi;

/** The header's value: `Bearer …`, and `OAuth …` on uploads. Shorter words are prose. */
const HEADER = /\b(Bearer|OAuth)(\s+)[\w.~%|-]{16,}/gi;

/** The token of a URL under which n8n offers a file (`…/binary-data/signed?token=…`), and whatever begins as a JSON Web Token. */
const SIGNED = /([?&]token=)[\w.~%-]+|\beyJ[\w.-]{8,}/g;

/** "Malformed access token …" is followed by whatever was sent. */
const MALFORMED = /(malformed access token)(\s+)\S+/gi;

/**
 * Takes tokens and secrets out of a text, by their form and by their value: Meta quotes tokens in its answers, and
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
