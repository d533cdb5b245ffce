import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import type { ErrorContext, MetaError } from './errors/explain';
import { graphError, unreadableError } from './errors/explain';
import { findRow } from './errors/table';

/** Meta's ids are decimal text; they come as text from `parseWithTextIds`, too, because they are too large for a number. */
const DECIMAL = /^\d+$/;

/**
 * The id with which Meta says that a write has taken effect. `{}`, `true`, `{ "success": true }` and the like say
 * nothing of the sort, whatever the HTTP status.
 *
 * @param answer what a call has given
 * @returns decimal text; `undefined` where there is none
 */
export function decimalIdIn(answer: unknown): string | undefined {
	const { id } = (answer ?? {}) as { id?: unknown };
	return typeof id === 'string' && DECIMAL.test(id) ? id : undefined;
}

/**
 * A string or a number of a JSON text; inside a string, digits are part of it. A string without an end reaches to the
 * end of the text: it is looked at once, however many quotes are in it.
 */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/gs;

/** Where a number may stand that JSON.parse would round; most answers have none. */
const MAY_BE_ROUNDED = /(?:^|[\s:,[-])\d{16}/;

const INTEGER = /^-?\d{16,}$/;

/** Names under which Meta sends ids: `id`, `user_id`, `target_ids`. */
const ID_FIELD = /(?:^|_)ids?$/;

function isRounded(token: string): boolean {
	return INTEGER.test(token) && !Number.isSafeInteger(Number(token));
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asTextId(value: unknown): unknown {
	return Number.isSafeInteger(value) ? String(value) : value;
}

/** Makes text of the ids in a parsed answer, in place. */
function textIdsIn(answer: unknown): void {
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
 * Parses JSON with ids as text, by the names of their fields; and every integer that is too large to be exact, whatever
 * its name. Counts stay numbers.
 *
 * @throws SyntaxError
 */
export function parseWithTextIds(json: string): unknown {
	const exact = MAY_BE_ROUNDED.test(json)
		? json.replace(STRING_OR_NUMBER, (token) => (isRounded(token) ? `"${token}"` : token))
		: json;
	const answer: unknown = JSON.parse(exact);
	textIdsIn(answer);
	return answer;
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function integer(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
	return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** `{ error: { message, type, code, error_subcode, … } }`, or `{ error: text }`, which is none of Meta's. */
function inGraphShape({ error, error_description: said }: IDataObject): MetaError | undefined {
	if (typeof error === 'string') return { text: text(said) ?? error };
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
 * Whether a refusal has not the marks of Meta's: it has no code, or one that nobody knows and neither a type nor a trace
 * id. A proxy, a gateway or a firewall on the way answers like this, maybe after Meta has done what was asked for.
 */
function isForeign({ from, code, subcode, text: said, fbtraceId, type }: MetaError): boolean {
	if (from !== undefined) return false;
	if (code === undefined) return true;
	return (
		fbtraceId === undefined && type === undefined && findRow({ code, subcode, text: said }) === undefined
	);
}

/** `{ error_type, code, error_message }` of api.instagram.com, whose `code` is the HTTP status. */
function inLoginShape({ error_type: type, error_message: said }: IDataObject): MetaError | undefined {
	if (text(type) === undefined && text(said) === undefined) return undefined;
	return { text: text(said) ?? text(type), from: 'login' };
}

/** `{ debug_info: { retriable, type, message } }` of rupload.facebook.com; the message may be JSON itself. */
function inUploadShape({ debug_info: info }: IDataObject): MetaError | undefined {
	if (!isObject(info)) return undefined;
	const said = text(info.message);
	const inner = parsed(said);
	const nested = isObject(inner) ? inGraphShape(inner)?.text : undefined;
	const words = [text(info.type), nested ?? said].filter(Boolean).join(': ');
	return { text: words, transient: info.retriable === true, from: 'upload' };
}

function parsed(json: string | undefined): unknown {
	try {
		return json === undefined ? undefined : parseWithTextIds(json);
	} catch {
		return undefined;
	}
}

/** What went wrong, where an answer says so, in whichever of Meta's shapes. */
function metaErrorIn(answer: unknown): MetaError | undefined {
	if (!isObject(answer)) return undefined;
	return inGraphShape(answer) ?? inUploadShape(answer) ?? inLoginShape(answer);
}

/** The body as text; older n8n and test doubles give it parsed. */
function bodyOf({ body }: IN8nHttpFullResponse): { text?: string; parsed?: unknown } {
	if (typeof body === 'string') return { text: body };
	if (Buffer.isBuffer(body)) return { text: body.toString('utf8') };
	if (body instanceof ArrayBuffer) return { text: Buffer.from(body).toString('utf8') };
	return body === undefined || body === null ? { text: '' } : { parsed: body };
}

function unreadable(body: string): string {
	if (body.trim() === '') return 'it is empty';
	if (/^\s*</.test(body)) return 'it is a web page';
	return 'it is cut off or no JSON';
}

/**
 * Reads an answer of the Graph API, requested as text. Ids come as text.
 *
 * @returns the parsed answer: an object or a list, or `true`
 * @throws GraphError where Meta says that something went wrong, with whatever HTTP status, and where the answer is none
 *   of the API's
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export function readAnswer(response: IN8nHttpFullResponse, context: ErrorContext = {}): unknown {
	const httpCode = response.statusCode;
	const known = { ...context, httpCode };
	const body = bodyOf(response);
	const answer = body.text === undefined ? body.parsed : parsed(body.text);
	if (body.text === undefined) textIdsIn(answer);
	const told = metaErrorIn(answer);
	if (told && isForeign(told))
		throw unreadableError("it has not the form of Meta's answers:", known, told.text);
	if (told) throw graphError(told, known);
	if (answer === undefined) throw unreadableError(unreadable(body.text ?? ''), known);
	if (httpCode < 200 || httpCode >= 300) throw unreadableError('it does not say what went wrong', known);
	if (answer !== true && (typeof answer !== 'object' || answer === null)) {
		throw unreadableError('it is not of the expected form', known);
	}
	return answer;
}

/**
 * The record inside `{ "data": [record] }`, the form in which Meta documents the Instagram Login's `/me` and token
 * answers; other answers as they are.
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
 * A time as Meta writes it, `2026-11-22T08:00:00+0000`, in milliseconds since the epoch; `NaN` where it is none.
 * Meta leaves out the colon that `Date` needs in the offset.
 */
export function timeOf(timestamp: unknown): number {
	if (typeof timestamp !== 'string') return Number.NaN;
	return Date.parse(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}
