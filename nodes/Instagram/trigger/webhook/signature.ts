import { createHash, createHmac, timingSafeEqual } from 'crypto';

/** `sha256=` and the 64 hexadecimal digits of an HMAC-SHA256, and nothing else. */
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** Whether a header has the form of a signature: checked before anything that costs more. */
export function looksSigned(header: unknown): header is string {
	return typeof header === 'string' && SIGNATURE.test(header);
}

/** The value of `X-Hub-Signature-256` for a body. */
export function signatureOf(body: Buffer | string, secret: string): string {
	return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * Whether a body was signed with one of the app's secrets. Tries every secret to the end, in constant time.
 *
 * @param rawBody the bytes as received: Meta signs its own spelling of the JSON, so parsing and writing again breaks it
 * @param header the value of `X-Hub-Signature-256`
 * @param secrets empty ones are skipped: anybody can sign with those
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function isSigned(rawBody: Buffer | string, header: unknown, secrets: readonly string[]): boolean {
	const digits = typeof header === 'string' ? SIGNATURE.exec(header)?.[1] : undefined;
	if (digits === undefined) return false;
	const given = Buffer.from(digits, 'hex');
	return secrets
		.filter((secret) => secret !== '')
		.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), given))
		.includes(true);
}

/** Compares texts in a time that does not depend on where they differ. */
export function isSameText(one: string, other: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}
