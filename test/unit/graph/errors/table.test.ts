import type { ErrorRow, GraphErrorKind, Outcome, Retry } from '../../../../nodes/Instagram/graph/errors/row';
import { CONTAINER_STATUS_ROWS } from '../../../../nodes/Instagram/graph/errors/rows/containers';
import * as fallbacks from '../../../../nodes/Instagram/graph/errors/rows/fallbacks';
import { LOGIN_ROWS } from '../../../../nodes/Instagram/graph/errors/rows/login';
import { UPLOAD_INTERRUPTED, UPLOAD_ROWS } from '../../../../nodes/Instagram/graph/errors/rows/uploads';
import { ERROR_TABLE, findRow } from '../../../../nodes/Instagram/graph/errors/table';
import { graphError } from '../../../../nodes/Instagram/graph/errors/explain';

type Line = [code: number | undefined, subcode: number | undefined, GraphErrorKind, Retry, Outcome];

/**
 * Meta's published codes, and those found in public code, as this package must classify them. Sources:
 * instagram-graph-api/reference/error-codes, graph-api/guides/error-handling, graph-api/overview/rate-limiting.
 */
const CODES: Line[] = [
	// Publishing
	[-2, 2207003, 'mediaFetch', 'sameRequest', 'refused'],
	[-2, 2207020, 'container', 'newContainer', 'refused'],
	[-1, 2207001, 'transient', 'sameRequest', 'unknown'],
	[-1, 2207032, 'transient', 'sameRequest', 'unknown'],
	[-1, 2207053, 'mediaFetch', 'newContainer', 'unknown'],
	[-1, 2207073, 'validation', 'never', 'refused'],
	[1, 2207057, 'validation', 'never', 'refused'],
	[4, 2207051, 'policy', 'afterWait', 'unknown'],
	[9, 2207042, 'quota', 'afterWait', 'refused'],
	[24, 2207006, 'notFound', 'newContainer', 'refused'],
	[24, 2207008, 'container', 'sameRequest', 'refused'],
	[25, 2207050, 'account', 'never', 'refused'],
	[100, 2207023, 'validation', 'never', 'refused'],
	[100, 2207028, 'validation', 'never', 'refused'],
	[100, 2207035, 'validation', 'never', 'refused'],
	[100, 2207036, 'validation', 'never', 'refused'],
	[100, 2207037, 'validation', 'never', 'refused'],
	[100, 2207040, 'validation', 'never', 'refused'],
	[352, 2207026, 'validation', 'never', 'refused'],
	[9004, 2207052, 'mediaFetch', 'newContainer', 'refused'],
	[100, 2207052, 'mediaFetch', 'newContainer', 'refused'],
	[9004, undefined, 'mediaFetch', 'newContainer', 'refused'],
	[9007, 2207027, 'notReady', 'afterWait', 'refused'],
	[36000, 2207004, 'validation', 'never', 'refused'],
	[36001, 2207005, 'validation', 'never', 'refused'],
	[36001, 2207084, 'validation', 'newContainer', 'refused'],
	[36003, 2207009, 'validation', 'never', 'refused'],
	[36004, 2207010, 'validation', 'never', 'refused'],
	[undefined, 2207076, 'mediaFetch', 'newContainer', 'refused'],
	[undefined, 2207077, 'mediaFetch', 'newContainer', 'refused'],
	[undefined, 2207081, 'account', 'never', 'refused'],
	[undefined, 2207082, 'mediaFetch', 'newContainer', 'refused'],
	[undefined, 2207085, 'transient', 'never', 'unknown'],
	[undefined, 2207089, 'validation', 'never', 'refused'],
	[110, 2207018, 'validation', 'never', 'refused'],
	// Messaging
	[10, 2534022, 'policy', 'never', 'refused'],
	[undefined, 2534025, 'policy', 'never', 'refused'],
	[undefined, 2534014, 'notFound', 'never', 'refused'],
	[undefined, 2534001, 'notFound', 'never', 'refused'],
	[100, 2534013, 'account', 'never', 'refused'],
	[-1, 2534023, 'policy', 'never', 'refused'],
	[100, 2534037, 'policy', 'never', 'refused'],
	[508, 2534122, 'policy', 'afterWait', 'refused'],
	[undefined, 2534029, 'policy', 'afterWait', 'refused'],
	[10, 1893063, 'policy', 'afterWait', 'refused'],
	[10, 2018108, 'policy', 'never', 'refused'],
	[10, 2018278, 'policy', 'never', 'refused'],
	[551, undefined, 'policy', 'never', 'refused'],
	[551, 1545041, 'policy', 'never', 'refused'],
	[200, 1545041, 'policy', 'never', 'refused'],
	[230, undefined, 'policy', 'never', 'refused'],
	[9010, undefined, 'notFound', 'never', 'refused'],
	[100, 2018001, 'notFound', 'never', 'refused'],
	[100, 2018008, 'mediaFetch', 'sameRequest', 'refused'],
	[100, 2018047, 'mediaFetch', 'sameRequest', 'refused'],
	[100, 2018294, 'mediaFetch', 'sameRequest', 'refused'],
	[100, 2018109, 'validation', 'never', 'refused'],
	[200, 2018028, 'permission', 'never', 'refused'],
	[1, 99, 'permission', 'never', 'refused'],
	[2, 2018344, 'account', 'never', 'refused'],
	[1200, undefined, 'transient', 'sameRequest', 'unknown'],
	[1, 1357046, 'transient', 'sameRequest', 'unknown'],
	[undefined, 2534068, 'account', 'never', 'refused'],
	[2, 1545133, 'transient', 'sameRequest', 'unknown'],
	// Limits and blocks
	[4, undefined, 'rateLimit', 'afterWait', 'refused'],
	[17, undefined, 'rateLimit', 'afterWait', 'refused'],
	[32, undefined, 'rateLimit', 'afterWait', 'refused'],
	[341, undefined, 'rateLimit', 'afterWait', 'refused'],
	[613, undefined, 'rateLimit', 'afterWait', 'refused'],
	[613, 1996, 'rateLimit', 'afterWait', 'refused'],
	[80001, undefined, 'rateLimit', 'afterWait', 'refused'],
	[80002, undefined, 'rateLimit', 'afterWait', 'refused'],
	[80006, undefined, 'rateLimit', 'afterWait', 'refused'],
	[368, undefined, 'policy', 'afterWait', 'refused'],
	// Transient errors
	[1, undefined, 'transient', 'sameRequest', 'unknown'],
	[2, undefined, 'transient', 'sameRequest', 'unknown'],
	[-1, undefined, 'transient', 'sameRequest', 'unknown'],
	[-2, undefined, 'transient', 'sameRequest', 'unknown'],
	// Tokens and permissions
	[190, undefined, 'token', 'never', 'refused'],
	[190, 458, 'token', 'never', 'refused'],
	[190, 459, 'token', 'never', 'refused'],
	[190, 460, 'token', 'never', 'refused'],
	[190, 463, 'token', 'never', 'refused'],
	[190, 464, 'token', 'never', 'refused'],
	[190, 467, 'token', 'never', 'refused'],
	[190, 490, 'token', 'never', 'refused'],
	[190, 492, 'token', 'never', 'refused'],
	[102, undefined, 'token', 'never', 'refused'],
	[3, undefined, 'permission', 'never', 'refused'],
	[10, undefined, 'permission', 'never', 'refused'],
	[200, undefined, 'permission', 'never', 'refused'],
	[210, undefined, 'permission', 'never', 'refused'],
	[299, undefined, 'permission', 'never', 'refused'],
	// Requests
	[100, undefined, 'validation', 'never', 'refused'],
	[100, 33, 'notFound', 'never', 'refused'],
	[803, undefined, 'notFound', 'never', 'refused'],
	[12, undefined, 'validation', 'never', 'refused'],
	[2500, undefined, 'validation', 'never', 'refused'],
	[100, 2108006, 'notFound', 'never', 'refused'],
	[10, 2108000, 'policy', 'afterWait', 'refused'],
	[110, undefined, 'notFound', 'never', 'refused'],
	[undefined, 2207013, 'notFound', 'never', 'refused'],
	// Login
	[101, undefined, 'token', 'never', 'refused'],
	[100, 36007, 'token', 'never', 'refused'],
	[100, 36008, 'token', 'never', 'refused'],
	[100, 36009, 'token', 'never', 'refused'],
];

describe.each(CODES)('findRow: code %s, subcode %s', (code, subcode, kind, retry, outcome) => {
	it(`returns kind ${kind}, retry ${retry}, outcome ${outcome}`, () => {
		const row = findRow({ code, subcode });
		expect(row).toMatchObject({ kind, retry });
		expect(row?.outcome ?? 'refused').toBe(outcome);
	});

	it('creates an error with its code and subcode', () => {
		expect(graphError({ code, subcode, text: 'x' })).toMatchObject({ code, subcode, kind, retry, outcome });
	});
});

describe('findRow: precedence', () => {
	it('matches a publishing or messaging subcode with any code', () => {
		for (const code of [-1, 1, 4, 9, 10, 100, 190, 352, 9004, undefined]) {
			expect(findRow({ code, subcode: 2207026 })?.message).toBe(findRow({ subcode: 2207026 })?.message);
			expect(findRow({ code, subcode: 2534022 })?.kind).toBe('policy');
		}
	});

	it('matches a small subcode only with its own code', () => {
		expect(findRow({ code: 190, subcode: 33 })?.kind).toBe('token');
		expect(findRow({ code: 100, subcode: 463 })?.kind).toBe('validation');
		expect(findRow({ code: 10, subcode: 33 })?.kind).toBe('permission');
		expect(findRow({ subcode: 33 })).toBeUndefined();
	});

	it('falls back to the code for an unknown subcode', () => {
		expect(findRow({ code: 190, subcode: 999 })).toBe(findRow({ code: 190 }));
		expect(findRow({ code: 100, subcode: 2207999 })).toBe(findRow({ code: 100 }));
		expect(findRow({ code: 4, subcode: 1349193 })?.kind).toBe('rateLimit');
	});

	it('distinguishes a spam block from throttling, both with code 4', () => {
		expect(findRow({ code: 4, subcode: 2207051 })).toMatchObject({ kind: 'policy' });
		expect(findRow({ code: 4 })).toMatchObject({ kind: 'rateLimit', scope: 'app' });
	});

	it('distinguishes too few viewers from a missing permission, both with code 10', () => {
		const text = '(#10) Not enough viewers for the media to show insights';
		expect(findRow({ code: 10, text })).toMatchObject({ kind: 'policy', retry: 'afterWait' });
		expect(findRow({ code: 10, text: '(#10) Application does not have permission' })?.kind).toBe(
			'permission',
		);
		expect(findRow({ code: 100, text })?.kind).toBe('validation');
	});

	it('describes 100/33 as a possibly missing permission', () => {
		expect(findRow({ code: 100, subcode: 33 })?.remedy).toMatch(/permission/);
	});

	it("uses Meta's text when several errors share a code", () => {
		expect(findRow({ code: 100, text: 'Invalid appsecret_proof provided in the API argument' })?.kind).toBe(
			'token',
		);
		expect(findRow({ code: 1, text: 'Error validating client secret.' })?.kind).toBe('token');
		expect(findRow({ code: 100, text: 'INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID' })?.message).toMatch(
			/Location ID/,
		);
		expect(findRow({ code: 100, text: 'INSTAGRAM_PLATFORM_API__PERMISSION' })?.kind).toBe('permission');
		expect(findRow({ code: 100, text: 'INSTAGRAM_PLATFORM_API__INVALID_PARAM' })?.message).toMatch(
			/partnership/,
		);
	});

	it.each<[number, string, GraphErrorKind]>([
		[200, 'API access blocked.', 'appBlocked'],
		[200, 'API access deactivated. To reactivate, go to the app dashboard.', 'appBlocked'],
		[100, 'Unsupported request - method type: get', 'token'],
		[100, 'Unsupported request - method type: post', 'token'],
		[
			190,
			"Any of the pages_read_engagement or pages_messaging permission(s) must be granted before impersonating a user's page.",
			'permission',
		],
		[
			100,
			"(#100) This endpoint requires the 'pages_read_engagement' permission or the 'X' feature.",
			'permission',
		],
		[
			100,
			'(#100) Pages Public Content Access requires either app secret proof or an app token',
			'permission',
		],
		[
			100,
			'(#100) You must provide an app access token, or a user access token that is an owner or developer of the app',
			'token',
		],
		[
			190,
			'You cannot access the app till you log in to www.facebook.com and follow the instructions.',
			'token',
		],
		[100, '(#100) The user is not an Instagram Business', 'account'],
		[10, '(#10) The user is not an Instagram Business', 'account'],
		[10, '(#10) The Page must complete Page Publishing Authorization', 'account'],
		[10, '(#10) This needs Advanced Access', 'permission'],
		[1, "Please reduce the amount of data you're asking for, then retry your request", 'validation'],
	])('returns a separate row for code %d with the text %j', (code, text, kind) => {
		const row = findRow({ code, text });
		expect(row?.kind).toBe(kind);
		expect(row).not.toBe(findRow({ code }));
	});

	it('recognizes a checkpoint with and without its subcode', () => {
		const text = 'You cannot access the app till you log in to www.facebook.com';
		const { message } = findRow({ code: 190, subcode: 459 })!;
		expect(findRow({ code: 190, subcode: 490 })?.message).toBe(message);
		expect(findRow({ code: 190, text })?.message).toBe(message);
	});

	it.each([0, 5, 199, 300, 351, 99999, -3])('returns undefined for the code %d', (code) => {
		expect(findRow({ code })).toBeUndefined();
	});
});

/** A text that a row's expression matches: the first alternatives, and one letter for each character class. */
function sampleOf(says: RegExp | undefined): string | undefined {
	return says?.source
		.replace(/\(\?:([^|)]*)\|[^)]*\)/g, '$1')
		.replace(/\[\^[^\]]*\]\{[^}]*\}/g, 'x')
		.replace(/\[(.)[^\]]*\]/g, '$1')
		.replace(/\\/g, '')
		.split('|')[0];
}

describe('ERROR_TABLE', () => {
	const all = [
		...ERROR_TABLE,
		...CONTAINER_STATUS_ROWS,
		...LOGIN_ROWS,
		...UPLOAD_ROWS,
		UPLOAD_INTERRUPTED,
		...Object.values(fallbacks),
	];
	const rows: Array<[string, ErrorRow]> = all.map((row) => [
		`${row.code ?? row.codes?.join('-') ?? ''}/${row.subcode ?? row.says?.source ?? ''} ${row.message}`,
		row,
	]);

	it('contains each row once', () => {
		const keys = ERROR_TABLE.map(({ code, codes, subcode, says }) =>
			[code, codes, subcode, says?.source].join(),
		);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('contains no row that another row hides', () => {
		for (const row of ERROR_TABLE) {
			expect(
				findRow({ code: row.code ?? row.codes?.[0], subcode: row.subcode, text: sampleOf(row.says) }),
			).toBe(row);
		}
	});

	it.each(rows)('states the cause and the remedy in plain words: %s', (_name, row) => {
		expect(row.message).toMatch(/^['"A-Z].{10,}[^.]$/);
		expect(row.remedy).toMatch(/^[A-Z].{8,}\.$/);
		for (const text of [row.message, row.remedy]) {
			expect(text).not.toMatch(/\b(errors?|problems?|failures?|failed|mistakes?)\b/i);
			expect(text).not.toMatch(/ {2}|\n/);
		}
	});

	it("states the source of each row and its date: Meta's documentation, or other evidence", () => {
		for (const { source, seen, evidence } of all) {
			expect(seen).toMatch(/^2026-\d\d(-\d\d)?$/);
			expect(source.startsWith('https://developers.facebook.com/docs/')).toBe(evidence === undefined);
			expect(source).not.toBe('');
		}
	});

	it('defines a scope for every rate limit and for nothing else', () => {
		for (const row of ERROR_TABLE) expect(row.scope !== undefined).toBe(row.kind === 'rateLimit');
	});

	it('defines no unknown outcome for errors that the user can fix', () => {
		const plain: GraphErrorKind[] = [
			'token',
			'appBlocked',
			'permission',
			'rateLimit',
			'quota',
			'policy',
			'validation',
			'notFound',
			'account',
		];
		for (const row of ERROR_TABLE) {
			// Posts were live although Meta answered their publish with this error.
			if (row.subcode === 2207051) continue;
			if (plain.includes(row.kind)) expect(row.outcome).toBeUndefined();
		}
	});
});
