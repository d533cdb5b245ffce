import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { isObject } from '../shared/isObject';
import type { ErrorContext, MetaError } from './errors/explain';
import { graphError, unreadableError } from './errors/explain';
import { findRow } from './errors/table';

/** Meta's ids are decimal. `parseWithTextIds` keeps them as text, because they are too large for a number. */
const DECIMAL = /^\d+$/;

/**
 * The id by which Meta confirms a write. `{}`, `true` and `{ "success": true }` confirm nothing, even with
 * status 200.
 *
 * @returns decimal text; `undefined` if the answer has no id
 */
export function decimalIdIn(answer: unknown): string | undefined {
	const { id } = (answer ?? {}) as { id?: unknown };
	return typeof id === 'string' && DECIMAL.test(id) ? id : undefined;
}

/**
 * A string or a number in JSON text. Digits inside a string belong to it. An unterminated string reaches to the end of
 * the text, so that many quotes cannot make the expression slow.
 */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/gs;

/** Finds numbers that JSON.parse may round. Most answers have none. */
const MAY_BE_ROUNDED = /(?:^|[\s:,[-])\d{16}/;

const INTEGER = /^-?\d{16,}$/;

/** Names of fields that contain ids: `id`, `user_id`, `target_ids`. */
const ID_FIELD = /(?:^|_)ids?$/;

function isRounded(token: string): boolean {
	return INTEGER.test(token) && !Number.isSafeInteger(Number(token));
}

function asTextId(value: unknown): unknown {
	return Number.isSafeInteger(value) ? String(value) : value;
}

/** Converts the ids in a parsed answer to text, in place. */
function convertIdsToText(answer: unknown): void {
	const left = [answer];
	while (left.length > 0) {
		const value = left.pop();
		if (Array.isArray(value)) {
			for (const entry of value as unknown[]) left.push(entry);
		} else if (isObject(value)) {
			for (const [name, field] of Object.entries(value)) {
				if (typeof field === 'object') left.push(field);
				if (!ID_FIELD.test(name)) continue;
				value[name] = (Array.isArray(field) ? field.map(asTextId) : asTextId(field)) as IDataObject[string];
			}
		}
	}
}

/**
 * Parses JSON. Keeps as text the ids, by the names of their fields, and every integer that is too large to be exact.
 * Counts stay numbers.
 *
 * @throws SyntaxError
 */
export function parseWithTextIds(json: string): unknown {
	const exact = MAY_BE_ROUNDED.test(json)
		? json.replace(STRING_OR_NUMBER, (token) => (isRounded(token) ? `"${token}"` : token))
		: json;
	const answer: unknown = JSON.parse(exact);
	convertIdsToText(answer);
	return answer;
}

/** A text of an answer; `undefined` if it is empty or not text. */
export function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function integer(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
	return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** `{ error: { message, type, code, error_subcode, … } }`, or `{ error: text }`, which is not Meta's. */
function inGraphShape({ error, error_description: description }: IDataObject): MetaError | undefined {
	if (typeof error === 'string') return { text: text(description) ?? error };
	if (!isObject(error)) return undefined;
	return {
		code: integer(error.code),
		subcode: integer(error.error_subcode),
		text: text(error.message),
		userText: [text(error.error_user_title), text(error.error_user_msg)].filter(Boolean).join(': '),
		transient: error.is_transient === true,
		fbtraceId: text(error.fbtrace_id),
		type: text(error.type),
	};
}

/**
 * Whether an error does not come from Meta: it has no code, or an unknown code with neither a type nor a trace id. A
 * proxy, a gateway or a firewall answers like this, maybe after Meta has processed the call.
 */
function isForeign({ from, code, subcode, text: message, fbtraceId, type }: MetaError): boolean {
	if (from !== undefined) return false;
	if (code === undefined) return true;
	return (
		fbtraceId === undefined && type === undefined && findRow({ code, subcode, text: message }) === undefined
	);
}

/** `{ error_type, code, error_message }` of api.instagram.com, whose `code` is the HTTP status. */
function inLoginShape({ error_type: type, error_message: message }: IDataObject): MetaError | undefined {
	if (text(type) === undefined && text(message) === undefined) return undefined;
	return { text: text(message) ?? text(type), from: 'login' };
}

/** `{ debug_info: { retriable, type, message } }` of rupload.facebook.com; the message may be JSON itself. */
function inUploadShape({ debug_info: info }: IDataObject): MetaError | undefined {
	if (!isObject(info)) return undefined;
	const message = text(info.message);
	const inner = parseOrUndefined(message);
	const nested = isObject(inner) ? inGraphShape(inner)?.text : undefined;
	const words = [text(info.type), nested ?? message].filter(Boolean).join(': ');
	return { text: words, transient: info.retriable === true, from: 'upload' };
}

function parseOrUndefined(json: string | undefined): unknown {
	try {
		return json === undefined ? undefined : parseWithTextIds(json);
	} catch {
		return undefined;
	}
}

/** The error in an answer, in any of Meta's shapes; `undefined` if the answer reports none. */
function metaErrorIn(answer: unknown): MetaError | undefined {
	if (!isObject(answer)) return undefined;
	return inGraphShape(answer) ?? inUploadShape(answer) ?? inLoginShape(answer);
}

/** The body as text. Older n8n versions and test doubles return it parsed. */
function bodyOf({ body }: IN8nHttpFullResponse): { text?: string; parsed?: unknown } {
	if (typeof body === 'string') return { text: body };
	if (Buffer.isBuffer(body)) return { text: body.toString('utf8') };
	if (body instanceof ArrayBuffer) return { text: Buffer.from(body).toString('utf8') };
	return body === undefined || body === null ? { text: '' } : { parsed: body };
}

function describeUnreadable(body: string): string {
	if (body.trim() === '') return 'it is empty';
	if (/^\s*</.test(body)) return 'it is a web page';
	return 'it is truncated or not JSON';
}

/**
 * Reads an answer of the Graph API that was requested as text.
 *
 * @returns the parsed answer with ids as text: an object, a list or `true`
 * @throws GraphError if Meta reports an error, with any HTTP status, or if the answer does not come from the API
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export function readAnswer(response: IN8nHttpFullResponse, context: ErrorContext = {}): unknown {
	const httpCode = response.statusCode;
	const details = { ...context, httpCode };
	const body = bodyOf(response);
	const answer = body.text === undefined ? body.parsed : parseOrUndefined(body.text);
	if (body.text === undefined) convertIdsToText(answer);
	const metaError = metaErrorIn(answer);
	if (metaError && isForeign(metaError))
		throw unreadableError('it does not have the form of an error of Meta:', details, metaError.text);
	if (metaError) throw graphError(metaError, details);
	if (answer === undefined) throw unreadableError(describeUnreadable(body.text ?? ''), details);
	if (httpCode < 200 || httpCode >= 300) throw unreadableError('it names no error', details);
	if (answer !== true && (typeof answer !== 'object' || answer === null)) {
		throw unreadableError('it does not have the expected form', details);
	}
	return answer;
}

/**
 * Returns the record inside `{ "data": [record] }`, the form in which Meta documents the `/me` and token answers of
 * Instagram Login. Returns other answers unchanged.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started
 */
export function unwrap<T = IDataObject>(answer: unknown): T {
	if (
		isObject(answer) &&
		Array.isArray(answer.data) &&
		answer.data.length === 1 &&
		isObject(answer.data[0])
	) {
		return answer.data[0] as T;
	}
	return answer as T;
}

/**
 * Parses Meta's timestamps, `2026-11-22T08:00:00+0000`, which lack the colon that `Date` needs in the offset.
 *
 * @returns milliseconds since the epoch; `NaN` if it is not a timestamp
 */
export function timeOf(timestamp: unknown): number {
	if (typeof timestamp !== 'string') return Number.NaN;
	return Date.parse(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}
