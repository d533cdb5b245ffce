import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import type { Subject } from '../../../nodes/Instagram/graph/rateLimits';
import { retryAfterFor, limitKeys, limitsFrom } from '../../../nodes/Instagram/graph/rateLimits';
import type { LoginMethod } from '../../../nodes/Instagram/graph/types';

const MINUTE = 60_000;
const DEFAULT_WAIT_MS = 15_000;

function subject(loginMethod: LoginMethod, more: Partial<Subject> & { appSecret?: string } = {}): Subject {
	const { appSecret = 'secret', token = 'token', accountId } = more;
	return { settings: { loginMethod, apiVersion: 'v26.0', appSecret }, token, accountId };
}

const none = { waits: [] };

/** Whether a call must wait after an error of another call. */
function blocks(
	of: Subject,
	code: number,
	other: Subject,
	usage = none as Parameters<typeof limitsFrom>[1],
): boolean {
	const paused = limitsFrom(of, usage, graphError({ code }), DEFAULT_WAIT_MS).map(({ key }) => key);
	return limitKeys(other).some((key) => paused.includes(key));
}

describe('limitKeys', () => {
	it('contains neither token nor secret', () => {
		const keys = limitKeys(
			subject('facebook', { token: 'EAAtoken', appSecret: 's3cret', accountId: '1' }),
		).join();
		expect(keys).not.toContain('EAAtoken');
		expect(keys).not.toContain('s3cret');
	});

	it('differs by login method', () => {
		const [a, b] = (['facebook', 'instagram'] as const).map((login) =>
			limitKeys(subject(login, { accountId: '1' })),
		);
		expect(a?.filter((key) => b?.includes(key))).toEqual([]);
	});
});

describe('limitsFrom: a limit of the app', () => {
	it.each([4, 341])('pauses all calls of the app (code %d)', (code) => {
		const one = subject('facebook', { accountId: '1' });
		expect(blocks(one, code, subject('facebook', { token: 'other', accountId: '2' }))).toBe(true);
		expect(blocks(one, code, subject('facebook', { appSecret: 'another app', accountId: '2' }))).toBe(false);
	});

	it('pauses the calls with the token when the app is unknown', () => {
		const settings = { loginMethod: 'facebook', apiVersion: 'v26.0' } as const;
		expect(blocks({ settings, token: 'a' }, 4, { settings, token: 'a' })).toBe(true);
		expect(blocks({ settings, token: 'a' }, 4, { settings, token: 'b' })).toBe(false);
	});
});

describe('limitsFrom: a limit of the user', () => {
	it('pauses only the calls with the token', () => {
		const one = subject('facebook', { accountId: '1' });
		expect(blocks(one, 17, subject('facebook', { accountId: '2' }))).toBe(true);
		expect(blocks(one, 17, subject('facebook', { token: 'other', accountId: '1' }))).toBe(false);
	});
});

describe('limitsFrom: a limit of the account', () => {
	it.each([32, 613, 80001, 80002, 80006])(
		'pauses the calls on the account with any token (code %d)',
		(code) => {
			const one = subject('facebook', { accountId: '1' });
			expect(blocks(one, code, subject('facebook', { token: 'other', accountId: '1' }))).toBe(true);
			expect(blocks(one, code, subject('facebook', { accountId: '2' }))).toBe(false);
			expect(blocks(one, code, subject('facebook'))).toBe(false);
		},
	);

	it('pauses the token when the call names no account', () => {
		for (const accountId of [undefined, 'me']) {
			expect(blocks(subject('facebook', { accountId }), 80002, subject('facebook', { accountId: '1' }))).toBe(
				true,
			);
			expect(blocks(subject('facebook', { accountId }), 80002, subject('facebook', { token: 'other' }))).toBe(
				false,
			);
		}
	});

	it('pauses the token under Instagram Login, where a token belongs to one account', () => {
		const one = subject('instagram', { accountId: '1' });
		expect(blocks(one, 80002, subject('instagram', { accountId: 'me' }))).toBe(true);
		expect(blocks(one, 80002, subject('instagram', { token: 'new', accountId: '1' }))).toBe(true);
		expect(blocks(one, 80002, subject('instagram', { token: 'other', accountId: '2' }))).toBe(false);
	});
});

describe('limitsFrom and retryAfterFor: waits', () => {
	const usage = {
		waits: [
			{ id: '1', waitMs: 19 * MINUTE },
			{ id: '2', waitMs: 3 * MINUTE },
		],
	};

	it('applies a wait from a successful answer', () => {
		expect(limitsFrom(subject('facebook', { accountId: '9' }), usage, undefined, DEFAULT_WAIT_MS)).toEqual([
			{ key: 'facebook:account:1', waitMs: 19 * MINUTE },
			{ key: 'facebook:account:2', waitMs: 3 * MINUTE },
		]);
	});

	it('applies the wait to the token as well under Instagram Login', () => {
		const me = subject('instagram', { accountId: 'me' });
		const paused = limitsFrom(me, usage, undefined, DEFAULT_WAIT_MS);
		expect(paused.filter(({ key }) => limitKeys(me).includes(key))).toEqual([
			expect.objectContaining({ waitMs: 19 * MINUTE }),
		]);
	});

	it('prefers the wait of the account, then the longest wait, then Retry-After', () => {
		expect(retryAfterFor(usage, '2')).toBe(3 * MINUTE);
		expect(retryAfterFor(usage, 'me')).toBe(19 * MINUTE);
		expect(retryAfterFor(usage)).toBe(19 * MINUTE);
		expect(retryAfterFor({ waits: [], retryAfterMs: 5 }, '1')).toBe(5);
		expect(retryAfterFor(none)).toBeUndefined();
	});

	it('pauses for the named wait, or for the default wait', () => {
		const one = subject('facebook', { accountId: '1' });
		const named = graphError({ code: 80002 }, { retryAfterMs: 7 * MINUTE });
		expect(limitsFrom(one, none, named, DEFAULT_WAIT_MS)).toEqual([
			{ key: 'facebook:account:1', waitMs: 7 * MINUTE },
		]);
		expect(limitsFrom(one, none, graphError({ code: 80002 }), DEFAULT_WAIT_MS)[0]?.waitMs).toBe(
			DEFAULT_WAIT_MS,
		);
	});
});

describe('limitsFrom: other errors', () => {
	it.each([
		[4, 2207051],
		[9, 2207042],
		[368, undefined],
		[190, undefined],
		[2, undefined],
	])('pauses nothing for %d/%s', (code, subcode) => {
		expect(
			limitsFrom(
				subject('facebook', { accountId: '1' }),
				none,
				graphError({ code, subcode }),
				DEFAULT_WAIT_MS,
			),
		).toEqual([]);
	});
});
