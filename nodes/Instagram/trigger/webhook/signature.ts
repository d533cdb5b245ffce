import { createHash, createHmac, timingSafeEqual } from 'crypto';

/** `sha256=` and the 64 hexadecimal digits of an HMAC-SHA256, and nothing else. */
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** Whether a header has the format of a signature. Cheap, so it is checked first. */
export function looksSigned(header: unknown): header is string {
	return typeof header === 'string' && SIGNATURE.test(header);
}

/** Returns the value of `X-Hub-Signature-256` for a body. */
export function signatureOf(body: Buffer | string, secret: string): string {
	return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * Whether a body was signed with one of the app's secrets. Always checks every secret, in constant time.
 *
 * @param rawBody the bytes as received: Meta signs its own serialization of the JSON, so a re-serialized body does not match
 * @param header the value of `X-Hub-Signature-256`
 * @param secrets empty ones are ignored, because anyone can sign with an empty secret
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

/** Compares two strings in constant time. */
export function isSameText(one: string, other: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}
