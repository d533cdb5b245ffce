import type { ErrorRow, GraphErrorKind } from './row';
import { MEDIA_UNUSABLE, TRANSIENT, UNKNOWN_CODE } from './rows/fallbacks';
import { LOGIN_ROWS } from './rows/login';
import { UPLOAD_INTERRUPTED, UPLOAD_ROWS } from './rows/uploads';
import { findRow, findRowByText, findStatusRow } from './table';
import { GraphError } from './GraphError';
import { PERMISSION_NAMES } from '../permissions';
import { redact } from '../redact';
import type { Permission } from '../types';

export type { GraphErrorKind, Outcome, Retry, ThrottleScope } from './row';
export { GraphError } from './GraphError';
export { networkError } from './network';

/** Facts about the call besides Meta's answer. */
export interface ErrorContext {
	httpCode?: number;
	/** Tokens and secrets that were sent, to redact from texts. */
	secrets?: readonly string[];
	/** The value of 'Permissions' that the call needs. */
	permission?: Permission;
	/** Milliseconds that Meta asks to wait. */
	retryAfterMs?: number;
}

/** An error of Meta, read from any of its shapes. */
export interface MetaError {
	code?: number;
	subcode?: number;
	text?: string;
	/** For the app's users: `error_user_title` and `error_user_msg`. */
	userText?: string;
	transient?: boolean;
	fbtraceId?: string;
	/** `OAuthException`, `IGApiException`, … */
	type?: string;
	/** The shape of api.instagram.com or of rupload.facebook.com; absent for that of the Graph API. */
	from?: 'login' | 'upload';
}

/** Kinds that depend on the code alone. `is_transient` does not change them. */
const CERTAIN_BY_CODE: ReadonlySet<GraphErrorKind> = new Set(['token', 'rateLimit', 'policy', 'notReady']);

/** Whether a row is specific enough to ignore `is_transient` and HTTP 5xx. */
function isOutcomeCertain({ subcode, says, kind }: ErrorRow): boolean {
	return subcode !== undefined || says !== undefined || CERTAIN_BY_CODE.has(kind);
}

function rowFor({ code, subcode, text, transient, from }: MetaError, httpCode = 400): ErrorRow {
	if (from === 'upload')
		return (transient ? UPLOAD_INTERRUPTED : findRowByText(UPLOAD_ROWS, text)) ?? UNKNOWN_CODE;
	const row = findRow({ code, subcode, text });
	if (row && (!transient || isOutcomeCertain(row))) return row;
	if (transient || httpCode >= 500) return TRANSIENT;
	return (from === 'login' ? findRowByText(LOGIN_ROWS, text) : row) ?? UNKNOWN_CODE;
}

/** `about 19 minutes` */
function duration(milliseconds: number): string {
	const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
	if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
	const minutes = Math.ceil(seconds / 60);
	return minutes < 120 ? `about ${minutes} minutes` : `about ${Math.ceil(minutes / 60)} hours`;
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Characters of Meta's text to quote. Its longest texts list the metrics that it takes. */
const MAX_QUOTED = 1_000;

/** Meta's text without secrets, and without the code at its start (`(#100) The parameter …`). */
function quotable(text = '', secrets?: readonly string[]): string {
	const plain = redact(text, secrets)
		.replace(/^\(#-?\d+\)\s*/, '')
		.trim();
	return plain.length > MAX_QUOTED ? `${plain.slice(0, MAX_QUOTED)}…` : plain;
}

function waitHint(retryAfterMs?: number): string | undefined {
	return retryAfterMs ? `Meta asks to wait ${duration(retryAfterMs)} before the next call.` : undefined;
}

function permissionHint(row: ErrorRow, permission?: Permission): string | undefined {
	if (!permission || !row.permissionHint) return undefined;
	return `The call needs '${PERMISSION_NAMES[permission]}'. OAuth2 credential: select it under 'Permissions' (with 'Configuration ID': add it to that configuration), then connect again. Access token credential: paste a token that was created with this permission.`;
}

/** Only for errors that waiting resolves: the headers may contain a time with any answer. */
function waitOf({ kind }: Pick<ErrorRow, 'kind'>, { retryAfterMs }: ErrorContext): number | undefined {
	return kind === 'rateLimit' || kind === 'transient' ? retryAfterMs : undefined;
}

function fromRow(row: ErrorRow, metaError: MetaError, context: ErrorContext): GraphError {
	const { httpCode, secrets, permission } = context;
	const retryAfterMs = waitOf(row, context);
	const text = quotable(metaError.text, secrets);
	const userText = row.withoutUserText ? '' : quotable(metaError.userText, secrets);
	const quoted = row.quote && text ? `${row.message}. Meta says: "${text}"` : row.message;
	const addition = userText && userText !== text ? `Meta adds: "${sentence(userText)}"` : undefined;
	return new GraphError({
		kind: row.kind,
		message: quoted,
		description: [addition, sentence(row.remedy), permissionHint(row, permission), waitHint(retryAfterMs)]
			.filter(Boolean)
			.join(' '),
		retry: row.retry,
		outcome: row.outcome ?? 'refused',
		code: metaError.code,
		subcode: metaError.subcode,
		httpCode,
		fbtraceId: metaError.fbtraceId,
		retryAfterMs,
		scope: row.scope,
		objectMissing: row.objectMissing,
	});
}

/** Subcode of a container that was not published within 24 hours. */
const CONTAINER_EXPIRED = 2207020;

/** The error for an error that Meta reports. */
export function graphError(metaError: MetaError, context: ErrorContext = {}): GraphError {
	return fromRow(rowFor(metaError, context.httpCode), metaError, context);
}

/**
 * The error for a container whose processing failed. Meta puts the subcode (2207xxx) into the status text.
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
	const row = (subcode === undefined ? undefined : findStatusRow(subcode)) ?? MEDIA_UNUSABLE;
	// A failed container stays failed: "try again" means a new one.
	const retry = row.retry === 'sameRequest' ? 'newContainer' : row.retry;
	return fromRow({ ...row, retry, outcome: 'refused' }, { subcode, text: statusText }, {});
}

function subcodeIn(statusText = ''): number | undefined {
	const digits = /\b2207\d{3}\b/.exec(statusText)?.[0];
	return digits === undefined ? undefined : Number(digits);
}

/**
 * The error for an answer that does not come from the API: HTML, truncated JSON, an error of a proxy.
 *
 * @param text text of the answer to quote
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
			'Try again in a few minutes. If this persists, check whether a proxy or firewall between n8n and Meta answers in its place.',
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

/** The error for a call that was not sent, because Meta's wait is longer than the retry budget. */
export function throttledError(retryAfterMs: number): GraphError {
	return new GraphError({
		kind: 'rateLimit',
		message: 'Meta has limited the number of calls, and the wait is not over yet',
		description: `Nothing was sent. ${waitHint(retryAfterMs)} Run the workflows that use this account less often, or read less at once.`,
		retry: 'afterWait',
		outcome: 'refused',
		retryAfterMs,
	});
}

/** @param mayHaveActed whether the call was in progress, or had been sent before without a clear answer */
export function cancelledError(mayHaveActed: boolean): GraphError {
	return new GraphError({
		kind: 'cancelled',
		// By this spelling of the message n8n shows the execution as canceled, not as failed.
		message: 'The execution was canceled',
		description: mayHaveActed
			? 'A call to Meta was in progress.'
			: 'The call to Meta was not sent, or had no effect.',
		retry: 'never',
		outcome: mayHaveActed ? 'unknown' : 'refused',
	});
}
