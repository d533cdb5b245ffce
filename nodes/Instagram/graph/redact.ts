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

/** Fields of Meta's answers that contain a token or a secret. */
const SECRET_FIELD = /^(?:access_token|page_token|input_token|app_secret|client_secret|appsecret_proof)$/i;

/**
 * A token inside a text of an answer. Longer than {@link TOKEN}: the URLs of Instagram's media have random parts that
 * begin by chance like one.
 */
const TOKEN_IN_ANSWER = /\b(?:EAA|IGAA|IGQ)\w{30,}|\b\d{5,}\|[\w-]{20,}/g;

/**
 * Removes tokens and secrets from an answer of Meta that is passed on as it is: by the names of fields, by their value, by
 * their form, and in URLs such as those of the next page. Other texts stay unchanged, unlike with {@link redact}.
 *
 * @returns a copy
 */
export function redactAnswer(answer: unknown, secrets: readonly string[]): unknown {
	if (typeof answer === 'string') {
		return secrets
			.filter((secret) => secret.length > 0)
			.reduce((rest, secret) => rest.split(secret).join(HIDDEN), answer)
			.replace(PARAMETER, `$1$2${HIDDEN}`)
			.replace(TOKEN_IN_ANSWER, HIDDEN);
	}
	if (Array.isArray(answer)) return answer.map((entry) => redactAnswer(entry, secrets));
	if (typeof answer !== 'object' || answer === null) return answer;
	return Object.fromEntries(
		Object.entries(answer).map(([name, value]) => [
			name,
			SECRET_FIELD.test(name) ? HIDDEN : redactAnswer(value, secrets),
		]),
	);
}
