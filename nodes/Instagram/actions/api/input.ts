import type { IDataObject } from 'n8n-workflow';

import { parseWithTextIds } from '../../graph/answer';
import { isApiVersion } from '../../graph/hosts';
import { isGraphPath } from '../../graph/request';
import { InputError } from '../../parameters/inputError';
import { hasValue, readText, typeName } from '../../parameters/readers';
import { isObject } from '../../shared/isObject';

/** A path of the Graph API as a user enters it. */
export interface ApiPath {
	/** Without version and query: `/17841400000000001/likes`. */
	path: string;
	/** `v27.0`, if the path begins with one. */
	version?: string;
	/** Parameters after a `?`. */
	query: Record<string, string>;
}

/** Parameters that the client adds itself. */
const TOKEN_PARAMETER = /^(?:access_token|appsecret_proof|appsecret_time)$/;

/** The same inside a text, such as the calls of a batch or an object as JSON. */
const TOKEN_IN_TEXT = /\b(access_token|appsecret_proof|appsecret_time)(?:=|["']\s*:)/i;

/**
 * The name of a parameter as a server may read it that follows PHP: without blanks around it, up to the first bracket,
 * with `_` for blanks and dots.
 *
 * @see https://www.php.net/manual/en/language.variables.external.php
 */
function plainName(name: string): string {
	const [plain = ''] = name.trim().split('[');
	return plain.replace(/[\s.]/g, '_').toLowerCase();
}

const PATH_EXAMPLE = 'A path looks like /17841400000000001/media or /me/stories.';

/** The name of a parameter for a token, at any depth. */
function tokenParameterIn(value: unknown): string | undefined {
	if (typeof value === 'string') return TOKEN_IN_TEXT.exec(value)?.[1];
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [name, inner] of Object.entries(value)) {
		const found = TOKEN_PARAMETER.test(plainName(name)) ? name : tokenParameterIn(inner);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** @throws InputError if a value contains a token or a proof of the app secret */
function assertWithoutToken(value: unknown, label: string): void {
	const name = tokenParameterIn(value);
	if (name === undefined) return;
	throw new InputError(
		label,
		`contains '${name}'`,
		"Remove it: the node sends the credential's own token, and with Facebook Login the Page's where the call needs it.",
	);
}

/**
 * Parameters with which Graph API makes another call than the one described: `method` replaces the HTTP method, and
 * `batch` contains whole calls. A write would then pass for a read that can be repeated, and a deletion for something else.
 *
 * @see https://developers.facebook.com/docs/graph-api/batch-requests
 */
const OTHER_CALL = /^(?:batch|method)$/;

/** @throws InputError if a parameter makes it another call */
function assertOneCall(parameters: object, label: string): void {
	const name = Object.keys(parameters).find((one) => OTHER_CALL.test(plainName(one)));
	if (name === undefined) return;
	throw new InputError(
		label,
		`contains '${name}', which makes Meta carry out another call`,
		"Choose the method as 'Method', and make each call with an item of its own.",
	);
}

/** The name of a field whose number has lost digits, at any depth. */
function inexactFieldIn(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [name, inner] of Object.entries(value)) {
		const isInexact = Number.isInteger(inner) && !Number.isSafeInteger(inner);
		const found = isInexact ? name : inexactFieldIn(inner);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** `undefined` if the text is not JSON. */
function parsedJson(text: string): unknown {
	try {
		return parseWithTextIds(text);
	} catch {
		return undefined;
	}
}

/**
 * Reads a JSON object: as text, or as the object that an expression gives. IDs in the text stay exact.
 *
 * @returns an empty object if the parameter is empty
 * @throws InputError if it is something else, contains a token or another call, or a number that has lost digits
 */
export function readJsonObject(value: unknown, label: string): IDataObject {
	if (value === undefined || value === null) return {};
	if (typeof value === 'string' && value.trim() === '') return {};
	const object = typeof value === 'string' ? parsedJson(value) : value;
	if (!isObject(object)) {
		throw new InputError(
			label,
			object === undefined ? 'is not valid JSON' : `must be a JSON object, not ${typeName(object)}`,
			'Enter an object such as {"fields": "caption,permalink"}, or let the expression return one.',
		);
	}
	assertWithoutToken(object, label);
	assertOneCall(object, label);
	const inexact = inexactFieldIn(object);
	if (inexact === undefined) return object;
	throw new InputError(
		label,
		`has a number that is too large to be exact: '${inexact}'`,
		'Pass IDs as text: JavaScript rounds numbers above 9,007,199,254,740,991.',
	);
}

/** @throws InputError that says what a path must not have */
function assertPathForm(text: string, label: string): void {
	if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(text)) {
		throw new InputError(
			label,
			'must not contain a host',
			`Remove everything before the path: the host is that of the credential's login method. ${PATH_EXAMPLE}`,
		);
	}
	if (!text.startsWith('/')) throw new InputError(label, "must begin with '/'", PATH_EXAMPLE);
	if (text.includes('#')) throw new InputError(label, "must not contain '#'", PATH_EXAMPLE);
}

/**
 * Reads the path of a call, perhaps with a version and a query, as in Meta's documents.
 *
 * @throws InputError if it has a host, a fragment, a token, another call, or anything else that a path of the Graph API cannot have
 */
export function readPath(value: unknown, label: string): ApiPath {
	if (!hasValue(value)) throw new InputError(label, 'is empty', PATH_EXAMPLE);
	const text = readText(value, label).trim();
	assertPathForm(text, label);
	const mark = text.indexOf('?');
	const query = Object.fromEntries(new URLSearchParams(mark === -1 ? '' : text.slice(mark)));
	assertWithoutToken(query, label);
	assertOneCall(query, label);
	const whole = (mark === -1 ? text : text.slice(0, mark)).replace(/(?<=.)\/$/, '');
	const [, first = '', ...others] = whole.split('/');
	const version = isApiVersion(first) ? first : undefined;
	const path = version === undefined ? whole : `/${others.join('/')}`;
	if (!isGraphPath(path)) {
		throw new InputError(
			label,
			'is not a path of the Graph API',
			`It consists of IDs and names between slashes: letters, digits, '-' and '_', and no '..'. ${PATH_EXAMPLE}`,
		);
	}
	return { path, query, ...(version === undefined ? {} : { version }) };
}
