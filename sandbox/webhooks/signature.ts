import { createHmac } from 'node:crypto';

/**
 * JSON as Meta sends it: `\uXXXX` in lower case for everything beyond ASCII, and escaped slashes. The signature is that
 * of these bytes, so whoever writes the JSON anew before comparing gets another one.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export function escapedJson(value: unknown): string {
	return JSON.stringify(value)
		.replace(/\//g, '\\/')
		.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function hmac(algorithm: 'sha1' | 'sha256', body: string, secret: string): string {
	return `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
}

/** Both signature headers of a body; the one with SHA-1 is the older. */
export function signatureHeaders(body: string, secret: string): Record<string, string> {
	return {
		'x-hub-signature': hmac('sha1', body, secret),
		'x-hub-signature-256': hmac('sha256', body, secret),
	};
}
