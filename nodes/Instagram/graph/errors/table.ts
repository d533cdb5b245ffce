import type { ErrorRow } from './row';
import { ACCESS_ROWS } from './rows/access';
import { CONTAINER_ROWS, CONTAINER_STATUS_ROWS } from './rows/containers';
import { HASHTAG_ROWS } from './rows/hashtags';
import { LIMIT_ROWS } from './rows/limits';
import { MEDIA_ROWS } from './rows/media';
import { MESSAGING_ROWS } from './rows/messaging';
import { PUBLISHING_ROWS } from './rows/publishing';
import { REQUEST_ROWS } from './rows/requests';
import { TOKEN_ROWS } from './rows/tokens';

/** All known codes of Meta. The order does not matter: {@link findRow} returns the most specific row. */
export const ERROR_TABLE: readonly ErrorRow[] = [
	...CONTAINER_ROWS,
	...PUBLISHING_ROWS,
	...MEDIA_ROWS,
	...MESSAGING_ROWS,
	...HASHTAG_ROWS,
	...TOKEN_ROWS,
	...ACCESS_ROWS,
	...LIMIT_ROWS,
	...REQUEST_ROWS,
];

/** The parts of an error of Meta that select a row. */
export interface MetaErrorCode {
	code?: number;
	subcode?: number;
	text?: string;
}

/** Subcodes from here on are unique. Smaller ones have a meaning only together with their code. */
const UNIQUE_SUBCODE = 1_000_000;

function matches(row: ErrorRow, { code, subcode, text = '' }: MetaErrorCode): boolean {
	if (row.says && !row.says.test(text)) return false;
	if (row.subcode !== undefined) {
		if (row.subcode !== subcode) return false;
		return row.subcode >= UNIQUE_SUBCODE || row.code === code;
	}
	if (row.codes) return code !== undefined && code >= row.codes[0] && code <= row.codes[1];
	return row.code === undefined || row.code === code;
}

function rank(row: ErrorRow): number {
	if (row.subcode !== undefined) return 3;
	if (row.says) return 2;
	return row.codes ? 0 : 1;
}

/** Returns the most specific row: by subcode, then by Meta's text, then by code, then by range. */
export function findRow(error: MetaErrorCode): ErrorRow | undefined {
	return ERROR_TABLE.filter((row) => matches(row, error)).sort((a, b) => rank(b) - rank(a))[0];
}

/** Returns the row for a subcode in the status of a container. */
export function findStatusRow(subcode: number): ErrorRow | undefined {
	return CONTAINER_STATUS_ROWS.find((row) => row.subcode === subcode) ?? findRow({ subcode });
}

/** Returns the first row that matches the text, in tables whose rows have no codes. */
export function findRowByText(rows: readonly ErrorRow[], text = ''): ErrorRow | undefined {
	return rows.find(({ says }) => says?.test(text) ?? true);
}
