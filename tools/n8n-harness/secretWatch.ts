import { inspect } from 'node:util';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';

/** Secret properties of the credentials, and of Meta's token responses inside them. */
const SECRET_FIELDS = /^(access_?token|app_?secret|client_?secret|refresh_?token|.*_?token|.*secret.*)$/i;

/** Shorter values would match by chance. */
const SHORTEST_SECRET = 8;

const outside = new Set<() => Iterable<string>>();

/**
 * Adds a source of secrets to search every run for, such as the sandbox, which knows each token that it has issued.
 *
 * @returns a function that removes the source
 */
export function addSecretSource(source: () => Iterable<string>): () => void {
	outside.add(source);
	return () => outside.delete(source);
}

function collect(value: unknown, secrets: Set<string>, secretField = false): void {
	if (typeof value === 'string') {
		if (secretField && value.length >= SHORTEST_SECRET && !value.startsWith('=')) secrets.add(value);
	} else if (Array.isArray(value)) {
		for (const entry of value) collect(entry, secrets, secretField);
	} else if (value && typeof value === 'object') {
		for (const [key, entry] of Object.entries(value)) collect(entry, secrets, SECRET_FIELDS.test(key));
	}
}

/** All secrets that any credential of the store has ever contained. */
export function secretsOf(store: CredentialStore): Set<string> {
	const secrets = new Set<string>();
	for (const save of store.saves) collect(save.data satisfies ICredentialDataDecryptedObject, secrets);
	return secrets;
}

/** Everything reachable from a value, including the non-enumerable properties of errors (message, stack, cause). */
function everything(value: unknown): string {
	return inspect(value, {
		depth: Infinity,
		maxArrayLength: Infinity,
		maxStringLength: Infinity,
		breakLength: Infinity,
		showHidden: true,
		getters: true,
	});
}

/** The encodings of a secret in a URL or JSON. */
function encodingsOf(secret: string): string[] {
	return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])];
}

/**
 * Searches texts, run data, errors and logs for secrets.
 *
 * @param places the values to search, by the name to use in the error
 * @throws Error with the place and the text before the secret, but not the secret itself
 */
export function watchSecrets(
	store: CredentialStore,
	places: Record<string, unknown>,
	additional: Iterable<string> = [],
): void {
	const secrets = secretsOf(store);
	for (const secret of additional) secrets.add(secret);
	for (const source of outside) for (const secret of source()) secrets.add(secret);

	for (const [place, value] of Object.entries(places)) {
		if (value === undefined) continue;
		const text = typeof value === 'string' ? value : everything(value);
		const long = [...secrets].filter((secret) => secret.length >= SHORTEST_SECRET);
		for (const form of long.flatMap(encodingsOf)) {
			const at = text.indexOf(form);
			if (at === -1) continue;
			const before = text.slice(Math.max(0, at - 80), at);
			throw new Error(`A secret of ${form.length} characters appears in the ${place}, after: ...${before}`);
		}
	}
}
