import type { ErrorRow, GraphErrorKind, Outcome, Retry } from '../../../nodes/Instagram/graph/errorRow';
import * as fallbacks from '../../../nodes/Instagram/graph/errorRows/fallbacks';
import { ERROR_TABLE, findRow } from '../../../nodes/Instagram/graph/errorTable';
import { graphError } from '../../../nodes/Instagram/graph/errors';

type Line = [code: number | undefined, subcode: number | undefined, GraphErrorKind, Retry, Outcome];

/**
 * Meta's published codes, and those seen in public code, as this package must read them. Sources:
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
	[4, 2207051, 'policy', 'afterWait', 'refused'],
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
	[9007, 2207027, 'notReady', 'afterWait', 'refused'],
	[36000, 2207004, 'validation', 'never', 'refused'],
	[36001, 2207005, 'validation', 'never', 'refused'],
	[36003, 2207009, 'validation', 'never', 'refused'],
	[36004, 2207010, 'validation', 'never', 'refused'],
	[undefined, 2207076, 'mediaFetch', 'newContainer', 'refused'],
	[undefined, 2207077, 'mediaFetch', 'newContainer', 'refused'],
	[undefined, 2207081, 'account', 'never', 'refused'],
	[undefined, 2207082, 'mediaFetch', 'newContainer', 'refused'],
	[undefined, 2207085, 'transient', 'never', 'unknown'],
	// Messaging
	[10, 2534022, 'policy', 'never', 'refused'],
	[undefined, 2534025, 'policy', 'never', 'refused'],
	[undefined, 2534014, 'notFound', 'never', 'refused'],
	[undefined, 2534001, 'notFound', 'never', 'refused'],
	[undefined, 2534013, 'policy', 'afterWait', 'refused'],
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
	// Passing faults
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
	[190, 492, 'token', 'never', 'refused'],
	[102, undefined, 'token', 'never', 'refused'],
	[3, undefined, 'permission', 'never', 'refused'],
	[10, undefined, 'permission', 'never', 'refused'],
	[200, undefined, 'permission', 'never', 'refused'],
	[230, undefined, 'permission', 'never', 'refused'],
	[299, undefined, 'permission', 'never', 'refused'],
	// Requests
	[100, undefined, 'validation', 'never', 'refused'],
	[100, 33, 'notFound', 'never', 'refused'],
	[803, undefined, 'notFound', 'never', 'refused'],
	[110, undefined, 'notFound', 'never', 'refused'],
	[undefined, 2207013, 'notFound', 'never', 'refused'],
	// Of the login
	[101, undefined, 'token', 'never', 'refused'],
	[100, 36007, 'token', 'never', 'refused'],
	[100, 36008, 'token', 'never', 'refused'],
	[100, 36009, 'token', 'never', 'refused'],
];

describe.each(CODES)('code %s, subcode %s', (code, subcode, kind, retry, outcome) => {
	it(`is ${kind}, retry ${retry}, outcome ${outcome}`, () => {
		const row = findRow({ code, subcode });
		expect(row).toMatchObject({ kind, retry });
		expect(row?.outcome ?? 'refused').toBe(outcome);
	});

	it('becomes an error that keeps code and subcode', () => {
		expect(graphError({ code, subcode, text: 'x' })).toMatchObject({ code, subcode, kind, retry, outcome });
	});
});

describe('which row is taken', () => {
	it('goes by a publishing or messaging subcode whatever the code', () => {
		for (const code of [-1, 1, 4, 9, 10, 100, 190, 352, 9004, undefined]) {
			expect(findRow({ code, subcode: 2207026 })?.message).toBe(findRow({ subcode: 2207026 })?.message);
			expect(findRow({ code, subcode: 2534022 })?.kind).toBe('policy');
		}
	});

	it('goes by a small subcode only beside its own code', () => {
		expect(findRow({ code: 190, subcode: 33 })?.kind).toBe('token');
		expect(findRow({ code: 100, subcode: 463 })?.kind).toBe('validation');
		expect(findRow({ code: 10, subcode: 33 })?.kind).toBe('permission');
		expect(findRow({ subcode: 33 })).toBeUndefined();
	});

	it('falls back to the code for a subcode that nobody knows', () => {
		expect(findRow({ code: 190, subcode: 999 })).toBe(findRow({ code: 190 }));
		expect(findRow({ code: 100, subcode: 2207999 })).toBe(findRow({ code: 100 }));
		expect(findRow({ code: 4, subcode: 1349193 })?.kind).toBe('rateLimit');
	});

	it('tells the spam block from throttling, both of code 4', () => {
		expect(findRow({ code: 4, subcode: 2207051 })).toMatchObject({ kind: 'policy' });
		expect(findRow({ code: 4 })).toMatchObject({ kind: 'rateLimit', scope: 'app' });
	});

	it('tells too few viewers from a missing permission, both of code 10', () => {
		const text = '(#10) Not enough viewers for the media to show insights';
		expect(findRow({ code: 10, text })).toMatchObject({ kind: 'policy', retry: 'afterWait' });
		expect(findRow({ code: 10, text: '(#10) Application does not have permission' })?.kind).toBe(
			'permission',
		);
		expect(findRow({ code: 100, text })?.kind).toBe('validation');
	});

	it('tells a lost permission as a possibility for 100/33', () => {
		expect(findRow({ code: 100, subcode: 33 })?.remedy).toMatch(/permission/);
	});

	it('goes by what Meta says where the code is shared', () => {
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

	it.each([0, 5, 199, 300, 351, 99999, -3])('is none for the code %d', (code) => {
		expect(findRow({ code })).toBeUndefined();
	});
});

describe('the table', () => {
	const rows: Array<[string, ErrorRow]> = [...ERROR_TABLE, ...Object.values(fallbacks)].map((row) => [
		`${row.code ?? row.codes?.join('-') ?? ''}/${row.subcode ?? row.says?.source ?? ''} ${row.message}`,
		row,
	]);

	it('has each row once', () => {
		const keys = ERROR_TABLE.map(({ code, codes, subcode, says }) =>
			[code, codes, subcode, says?.source].join(),
		);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('has no row that another one hides', () => {
		for (const row of ERROR_TABLE) {
			const text = row.says?.source.replace(/\\/g, '');
			expect(findRow({ code: row.code ?? row.codes?.[0], subcode: row.subcode, text })).toBe(row);
		}
	});

	it.each(rows)('says what happened and what to do, in plain words: %s', (_name, row) => {
		expect(row.message).toMatch(/^['"A-Z].{10,}[^.]$/);
		expect(row.remedy).toMatch(/^[A-Z].{8,}\.$/);
		for (const text of [row.message, row.remedy]) {
			expect(text).not.toMatch(/\b(errors?|problems?|failures?|failed|mistakes?)\b/i);
			expect(text).not.toMatch(/ {2}|\n/);
		}
	});

	it('names its source, or that there is none', () => {
		for (const row of ERROR_TABLE) {
			expect(Boolean(row.source) !== Boolean(row.evidence)).toBe(true);
			if (row.source) expect(row.source).toMatch(/^https:\/\/developers\.facebook\.com\/docs\//);
		}
	});

	it('says whose calls are counted for every rate limit, and for nothing else', () => {
		for (const row of ERROR_TABLE) expect(row.scope !== undefined).toBe(row.kind === 'rateLimit');
	});

	it('never calls an outcome unknown that Meta refused for a reason of the user', () => {
		const plain: GraphErrorKind[] = [
			'token',
			'permission',
			'rateLimit',
			'quota',
			'policy',
			'validation',
			'notFound',
			'account',
		];
		for (const row of ERROR_TABLE) if (plain.includes(row.kind)) expect(row.outcome).toBeUndefined();
	});
});
