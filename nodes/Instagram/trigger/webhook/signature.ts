import { createHash, createHmac, timingSafeEqual } from 'crypto';

/** `sha256=` and the 64 hexadecimal digits of an HMAC-SHA256, and nothing else. */
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** Whether a header could be a signature at all: looked at before anything that costs more. */
export function looksSigned(header: unknown): header is string {
	return typeof header === 'string' && SIGNATURE.test(header);
}

/**
 * Whether a body was signed with one of the app's secrets. Every secret is tried to the end, in constant time.
 *
 * @param rawBody the bytes as they came: Meta signs its own spelling of the JSON, so parsing and writing again breaks it
 * @param header the value of `X-Hub-Signature-256`
 * @param secrets empty ones are left out: anybody can sign with those
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function isSigned(rawBody: Buffer, header: unknown, secrets: readonly string[]): boolean {
	const digits = typeof header === 'string' ? SIGNATURE.exec(header)?.[1] : undefined;
	if (digits === undefined) return false;
	const given = Buffer.from(digits, 'hex');
	return secrets
		.filter((secret) => secret !== '')
		.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), given))
		.includes(true);
}

/** Compares texts in a time that tells nothing of where they differ. */
export function isSameText(one: string, other: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}
