import { appSecretProof } from '../../nodes/Instagram/graph/request';
import { redact } from '../../nodes/Instagram/graph/redact';
import type { Exchange } from './recorder';

const SECRET_NAMES = /^(access_token|input_token|fb_exchange_token|client_secret|appsecret_proof|code)$/;

/** Shorter texts would be found by chance. */
const SHORTEST = 8;

function collect(value: unknown, found: Set<string>, isSecret = false): void {
	if (typeof value === 'string') {
		if (isSecret) found.add(value);
		// The addresses of further pages hold the token.
		const inAddress = /[?&]access_token=([^&]+)/.exec(value)?.[1];
		if (inAddress) found.add(decodeURIComponent(inAddress));
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, inner] of Object.entries(value)) collect(inner, found, SECRET_NAMES.test(name));
	}
}

/** Everything secret that was given to the live check, or that Meta has sent or been sent meanwhile. */
export function secretsOf(
	exchanges: Exchange[],
	{ accessToken, appSecret = '' }: { accessToken: string; appSecret?: string },
): string[] {
	const found = new Set([accessToken, appSecret]);
	for (const { query, answer } of exchanges) {
		collect(query, found);
		collect(answer, found);
	}
	if (appSecret) for (const token of [...found]) found.add(appSecretProof(appSecret, token));
	return [...found].filter((secret) => secret.length >= SHORTEST);
}

/** `17841400000000001` -> `1784…01`; `north.pottery` -> `no…y` */
export function shortened(text: string): string {
	const [head, tail] = /^\d+$/.test(text) ? [4, 2] : [2, 1];
	return text.length > head + tail + 1 ? `${text.slice(0, head)}…${text.slice(-tail)}` : text;
}

/**
 * A text that was written by others, such as an error, fit for the report: without secrets, with ids and usernames
 * shortened and addresses cut down to their host.
 */
export function tidied(text: string, secrets: string[]): string {
	return redact(text, secrets)
		.replace(/(https?:\/\/[^/\s]+)\/\S*/g, '$1/…')
		.replace(/\d{8,}/g, shortened)
		.replace(/@[\w.]+/g, (name) => `@${shortened(name.slice(1))}`)
		.slice(0, 500);
}

/** @throws Error if a secret stands in a text that is about to be written */
export function assertWithoutSecrets(text: string, secrets: string[]): void {
	for (const secret of secrets) {
		for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
			if (text.includes(form)) throw new Error('A secret stands in the report: it is not written');
		}
	}
}
