import type { ErrorRow, Retry } from '../../nodes/Instagram/graph/errors/row';
import { ACCESS_ROWS } from '../../nodes/Instagram/graph/errors/rows/access';
import { CONTAINER_ROWS, CONTAINER_STATUS_ROWS } from '../../nodes/Instagram/graph/errors/rows/containers';
import * as fallbacks from '../../nodes/Instagram/graph/errors/rows/fallbacks';
import { HASHTAG_ROWS } from '../../nodes/Instagram/graph/errors/rows/hashtags';
import { LIMIT_ROWS } from '../../nodes/Instagram/graph/errors/rows/limits';
import { LOGIN_ROWS } from '../../nodes/Instagram/graph/errors/rows/login';
import { MEDIA_ROWS } from '../../nodes/Instagram/graph/errors/rows/media';
import { MESSAGING_ROWS } from '../../nodes/Instagram/graph/errors/rows/messaging';
import { PUBLISHING_ROWS } from '../../nodes/Instagram/graph/errors/rows/publishing';
import { REQUEST_ROWS } from '../../nodes/Instagram/graph/errors/rows/requests';
import { TOKEN_ROWS } from '../../nodes/Instagram/graph/errors/rows/tokens';
import { UPLOAD_INTERRUPTED, UPLOAD_ROWS } from '../../nodes/Instagram/graph/errors/rows/uploads';
import { ERROR_TABLE } from '../../nodes/Instagram/graph/errors/table';
import { anchor, cell, code, list, page, table } from './markdown';

const SECTIONS: ReadonlyArray<{ title: string; rows: readonly ErrorRow[] }> = [
	{ title: 'Publishing and containers', rows: [...CONTAINER_ROWS, ...PUBLISHING_ROWS] },
	{ title: 'Status of a container', rows: CONTAINER_STATUS_ROWS },
	{ title: 'Media files', rows: MEDIA_ROWS },
	{ title: 'Messages', rows: MESSAGING_ROWS },
	{ title: 'Hashtags', rows: HASHTAG_ROWS },
	{ title: 'Connection and permissions', rows: [...TOKEN_ROWS, ...ACCESS_ROWS] },
	{ title: 'Limits and blocks', rows: LIMIT_ROWS },
	{ title: 'Requests in general', rows: REQUEST_ROWS },
	{ title: 'Connecting by Instagram Login', rows: LOGIN_ROWS },
	{ title: 'Uploads', rows: [...UPLOAD_ROWS, UPLOAD_INTERRUPTED] },
	{ title: 'Answers without a known code', rows: Object.values(fallbacks) },
];

const RETRY: Readonly<Record<Retry, string>> = {
	sameRequest: 'yes, the same',
	newContainer: 'yes, with a new container',
	smallerPage: 'yes, with less at once',
	afterWait: 'yes, after a wait',
	never: 'no',
};

const EVIDENCE = { observed: '¹', unverified: '²' } as const;

function codeOf({ code: one, codes, subcode, says }: ErrorRow): string {
	const number = codes ? `${codes[0]} to ${codes[1]}` : one === undefined ? 'any' : String(one);
	const text = says ? `, text ${code(says.source)}` : '';
	return `${subcode === undefined ? number : `${number}/${subcode}`}${text}`;
}

function messageCell(row: ErrorRow): string {
	const note = row.evidence ? ` ${EVIDENCE[row.evidence]}` : '';
	return `${cell(row.message)}${row.quote ? ', then what Meta says' : ''}${note}`;
}

function byCode(one: ErrorRow, other: ErrorRow): number {
	const number = ({ code: own, codes, subcode }: ErrorRow) => [
		own ?? codes?.[0] ?? Number.MAX_SAFE_INTEGER,
		subcode ?? 0,
	];
	const [a = 0, b = 0] = number(one);
	const [c = 0, d = 0] = number(other);
	return a - c || b - d;
}

function sources(rows: readonly ErrorRow[]): string | undefined {
	const links = [
		...new Set(rows.flatMap(({ source }) => (source.startsWith('https:') ? source : []))),
	].sort();
	if (links.length === 0) return undefined;
	return `Meta on these: ${list(links.map((link) => `[${link.split('/').slice(-2).join('/')}](${link})`))}.`;
}

function section({ title, rows }: (typeof SECTIONS)[number]): string[] {
	const lines = [...rows]
		.sort(byCode)
		.map((row) => [
			codeOf(row),
			messageCell(row),
			cell(row.remedy),
			RETRY[row.retry],
			row.outcome === 'unknown' ? 'possibly' : 'no',
		]);
	const head = ['Code', 'What happened', 'What to do', 'Try again', 'May have been done'];
	return [`## ${title}`, table(head, lines), sources(rows) ?? ''];
}

const INTRODUCTION = `Every error of Meta's that the node knows, as code/subcode, with the node's message and what to do. _Text_ in the first column is a pattern (regular expression) that Meta's message matches. To search by the text of a message instead, see [troubleshooting](troubleshooting.md).

- **Try again**: with _yes, the same_, the node has already sent the request again, up to four times, if repeating it is safe. In a failed item, \`details.retryable\` is \`false\` where this column says _no_.
- **May have been done**: _no_ means that Meta did not execute the call. _Possibly_ means that it may have: a post may be live, a comment or message may be there. The node then asks Meta whether the call took effect before it reports anything; for a publish \`details.published\` holds the answer: \`true\`, \`false\` or \`"unknown"\`. Only after \`"unknown"\` do you have to look at the account yourself before you publish again. No answer at all counts as _possibly_, too.
- A subcode above a million means the same with every code.
- If Meta adds a text for users, which names the URL, the account or the file in the language of the account, it is in the error's description.
- ¹ not in Meta's documentation, but reported by people who have seen it. ² not in Meta's documentation, and not yet confirmed.

A container whose processing fails has one of these subcodes in its status. It needs a new container, even if the table says _yes, the same_. Subcodes with another meaning there are listed under [Status of a container](#status-of-a-container).`;

/** Fails where a row of the table is in no section. */
function assertComplete(): void {
	const shown = new Set(SECTIONS.flatMap(({ rows }) => rows));
	const missing = ERROR_TABLE.filter((row) => !shown.has(row));
	if (missing.length > 0) {
		throw new Error(`No section of docs/errors.md shows: ${missing.map(codeOf).join(', ')}`);
	}
}

/** docs/errors.md, from the table of errors. */
export function errorsPage(): string {
	assertComplete();
	const contents = SECTIONS.map(({ title }) => `[${title}](#${anchor(title)})`).join(' · ');
	return page([
		'# Errors by code',
		INTRODUCTION,
		`Contents: ${contents}`,
		...SECTIONS.flatMap((entry) => section(entry)),
	]);
}
