import type { ErrorRow, GraphErrorKind } from './row';
import { MEDIA_SPOILT, PASSING, UNKNOWN_CODE } from './rows/fallbacks';
import { LOGIN_ROWS } from './rows/login';
import { UPLOAD_BROKEN, UPLOAD_ROWS } from './rows/uploads';
import { findRow, findRowByText, findStatusRow } from './table';
import { GraphError } from './GraphError';
import { PERMISSION_NAMES } from '../permissions';
import { redact } from '../redact';
import type { Permission } from '../types';

export type { GraphErrorKind, Outcome, Retry, ThrottleScope } from './row';
export { GraphError } from './GraphError';
export { networkError as noAnswerError } from './network';

/** What is known of the call beside Meta's answer. */
export interface ErrorContext {
	httpCode?: number;
	/** Tokens and secrets that were sent, to be kept out of the texts. */
	secrets?: readonly string[];
	/** The value of the credential's 'Permissions' that the call needs. */
	permission?: Permission;
	/** Milliseconds that Meta asks to wait. */
	retryAfterMs?: number;
}

/** Meta's answer, read from whichever of its shapes. */
export interface MetaError {
	code?: number;
	subcode?: number;
	text?: string;
	/** Written for the app's users: `error_user_title` and `error_user_msg`. */
	userText?: string;
	transient?: boolean;
	fbtraceId?: string;
	/** `OAuthException`, `IGApiException`, … */
	type?: string;
	/** Not the Graph API's own shape: that of api.instagram.com, or of rupload.facebook.com. */
	from?: 'login' | 'upload';
}

/** Kinds that a code alone settles; `is_transient` has no say there. */
const CERTAIN_BY_CODE: ReadonlySet<GraphErrorKind> = new Set(['token', 'rateLimit', 'policy', 'notReady']);

/** Whether a row says what it was, so that "it passes" and HTTP 5xx add nothing. */
function isOutcomeCertain({ subcode, says, kind }: ErrorRow): boolean {
	return subcode !== undefined || says !== undefined || CERTAIN_BY_CODE.has(kind);
}

function rowFor({ code, subcode, text, transient, from }: MetaError, httpCode = 400): ErrorRow {
	if (from === 'upload')
		return (transient ? UPLOAD_BROKEN : findRowByText(UPLOAD_ROWS, text)) ?? UNKNOWN_CODE;
	const row = findRow({ code, subcode, text });
	if (row && (!transient || isOutcomeCertain(row))) return row;
	if (transient || httpCode >= 500) return PASSING;
	return (from === 'login' ? findRowByText(LOGIN_ROWS, text) : row) ?? UNKNOWN_CODE;
}

/** "about 19 minutes" */
function duration(milliseconds: number): string {
	const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
	if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
	const minutes = Math.ceil(seconds / 60);
	return minutes < 120 ? `about ${minutes} minutes` : `about ${Math.ceil(minutes / 60)} hours`;
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Characters of a text of Meta that are quoted. Its longest ones list the metrics that it takes. */
const QUOTED = 1_000;

/** Meta's text as it is quoted: without secrets, and without the code that it begins with (`(#100) The parameter …`). */
function quotable(text = '', secrets?: readonly string[]): string {
	const plain = redact(text, secrets)
		.replace(/^\(#-?\d+\)\s*/, '')
		.trim();
	return plain.length > QUOTED ? `${plain.slice(0, QUOTED)}…` : plain;
}

function waitHint(retryAfterMs?: number): string | undefined {
	return retryAfterMs ? `Meta asks to wait ${duration(retryAfterMs)} before the next call.` : undefined;
}

function permissionHint(row: ErrorRow, permission?: Permission): string | undefined {
	if (!permission || !row.permissionHint) return undefined;
	return `The call needs '${PERMISSION_NAMES[permission]}' in the credential's 'Permissions': add it if it is not there, then reconnect the credential.`;
}

/** Only where waiting is what helps: the headers may name a time beside any answer. */
function waitOf({ kind }: Pick<ErrorRow, 'kind'>, { retryAfterMs }: ErrorContext): number | undefined {
	return kind === 'rateLimit' || kind === 'transient' ? retryAfterMs : undefined;
}

function fromRow(row: ErrorRow, told: MetaError, context: ErrorContext): GraphError {
	const { httpCode, secrets, permission } = context;
	const retryAfterMs = waitOf(row, context);
	const text = quotable(told.text, secrets);
	const userText = row.withoutUserText ? '' : quotable(told.userText, secrets);
	const quoted = row.quote && text ? `${row.message}. Meta says: "${text}"` : row.message;
	const said = userText && userText !== text ? `Meta adds: "${sentence(userText)}"` : undefined;
	return new GraphError({
		kind: row.kind,
		message: quoted,
		description: [said, sentence(row.remedy), permissionHint(row, permission), waitHint(retryAfterMs)]
			.filter(Boolean)
			.join(' '),
		retry: row.retry,
		outcome: row.outcome ?? 'refused',
		code: told.code,
		subcode: told.subcode,
		httpCode,
		fbtraceId: told.fbtraceId,
		retryAfterMs,
		scope: row.scope,
		objectMissing: row.objectMissing,
	});
}

/** Subcode of a container that was not published within 24 hours. */
const CONTAINER_EXPIRED = 2207020;

/** The error for an answer of Meta that says what went wrong. */
export function graphError(told: MetaError, context: ErrorContext = {}): GraphError {
	return fromRow(rowFor(told, context.httpCode), told, context);
}

/**
 * The error for a container whose processing ended badly. Meta puts the subcode (2207xxx) into the status text.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/reference/ig-container
 */
export function mediaStatusError(state: {
	status: string;
	statusText?: string;
	errorCode?: number;
}): GraphError {
	const { status, statusText, errorCode } = state;
	const subcode = status === 'EXPIRED' ? CONTAINER_EXPIRED : (errorCode ?? subcodeIn(statusText));
	const row = (subcode === undefined ? undefined : findStatusRow(subcode)) ?? MEDIA_SPOILT;
	// A container that has failed stays so: where Meta says "try again", it takes a new one.
	const retry = row.retry === 'sameRequest' ? 'newContainer' : row.retry;
	return fromRow({ ...row, retry, outcome: 'refused' }, { subcode, text: statusText }, {});
}

function subcodeIn(statusText = ''): number | undefined {
	const digits = /\b2207\d{3}\b/.exec(statusText)?.[0];
	return digits === undefined ? undefined : Number(digits);
}

/**
 * The error for an answer that is none of the API's: HTML, half an answer, a fault of a server on the way.
 *
 * @param text what the answer says, where that is worth quoting
 */
export function unreadableError(what: string, context: ErrorContext, text?: string): GraphError {
	const { httpCode, secrets } = context;
	const quoted = quotable(text, secrets);
	const kind = httpCode === 429 ? 'rateLimit' : (httpCode ?? 0) >= 500 ? 'transient' : 'unreadable';
	const retryAfterMs = waitOf({ kind }, context);
	return new GraphError({
		kind,
		message: `Meta's answer could not be read: ${what}${quoted ? ` "${quoted}"` : ''}${httpCode ? ` (HTTP status ${httpCode})` : ''}`,
		description: [
			'Try again in a few minutes. If it stays so, check whether a proxy or firewall between n8n and Meta answers instead.',
			waitHint(retryAfterMs),
		]
			.filter(Boolean)
			.join(' '),
		retry: kind === 'rateLimit' ? 'afterWait' : 'sameRequest',
		outcome: 'unknown',
		httpCode,
		retryAfterMs,
	});
}

/** Nothing is sent while Meta's wait lasts; this is what a caller gets who cannot wait that long. */
export function throttledError(retryAfterMs: number): GraphError {
	return new GraphError({
		kind: 'rateLimit',
		message: 'Meta has limited the number of calls, and the time to wait is not over',
		description: `Nothing was sent. ${waitHint(retryAfterMs)} Run the workflows that use this account less often, or read less at once.`,
		retry: 'afterWait',
		outcome: 'refused',
		retryAfterMs,
	});
}

/** @param mayHaveActed whether the call was under way, or had been sent before without a clear answer */
export function cancelledError(mayHaveActed: boolean): GraphError {
	return new GraphError({
		kind: 'cancelled',
		// n8n shows an execution as canceled, not as failed, by this spelling in the error's message.
		message: 'The execution was canceled',
		description: mayHaveActed
			? 'A call to Meta was under way.'
			: 'The call to Meta was not sent, or had no effect.',
		retry: 'never',
		outcome: mayHaveActed ? 'unknown' : 'refused',
	});
}
