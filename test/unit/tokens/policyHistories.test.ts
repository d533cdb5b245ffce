import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { LoginMethod } from '../../../nodes/Instagram/graph/types';
import { REFRESH_AGE } from '../../../nodes/Instagram/tokens/policy';
import type { Answer, FakeN8n } from '../../doubles/fakeN8n';
import { withConsent, DAY, lost, obtained, refused } from '../../doubles/fakeN8n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Meta's token service: it knows the age of each token, and may be unavailable. */
class FakeTokenService {
	outage = false;

	/** When it renewed a token. */
	readonly renewals: number[] = [];

	/** When it was asked to, but was unavailable. */
	readonly failures: number[] = [];

	private readonly tokens = new Map<string, { issuedAt: number; expiresAt: number; short: boolean }>();

	constructor(
		private readonly loginMethod: LoginMethod,
		private readonly now: () => number,
	) {}

	issue(short: boolean): string {
		const value = `token-${this.tokens.size}-of-this-history`;
		const life = short ? HOUR : 60 * DAY;
		this.tokens.set(value, { issuedAt: this.now(), expiresAt: this.now() + life, short });
		return value;
	}

	isAlive(value: string): boolean {
		return (this.tokens.get(value)?.expiresAt ?? 0) > this.now();
	}

	ageOf(value: string): number {
		return this.now() - (this.tokens.get(value)?.issuedAt ?? 0);
	}

	answer({ access_token, fb_exchange_token, grant_type }: IDataObject): Answer {
		if (this.outage) {
			this.failures.push(this.now());
			return lost();
		}
		const value = String(fb_exchange_token ?? access_token);
		const token = this.tokens.get(value);
		if (!token || token.expiresAt <= this.now()) return refused(190, 'expired', { error_subcode: 463 });
		if (this.loginMethod === 'instagram') {
			const asRefresh = grant_type === 'ig_refresh_token';
			if (asRefresh === token.short) return refused(100, 'not for this token');
			if (asRefresh && this.now() - token.issuedAt < DAY) return refused(100, 'too young');
		}
		this.renewals.push(this.now());
		return obtained(this.issue(false));
	}
}

/** A use of the credential after some milliseconds; Meta's token service may be unavailable. */
interface Step {
	after: number;
	outage: boolean;
	restart: boolean;
	reconnect: boolean;
}

const gap = fc.oneof(
	fc.integer({ min: 0, max: 2 * HOUR }),
	fc.integer({ min: 0, max: 3 * DAY }),
	fc.integer({ min: 0, max: 50 * DAY }),
);

const steps = (outages: fc.Arbitrary<boolean>): fc.Arbitrary<Step[]> =>
	fc.array(
		fc.record({
			after: gap,
			outage: outages,
			restart: fc.boolean(),
			reconnect: fc.nat({ max: 19 }).map((die) => die === 0),
		}),
		{ minLength: 1, maxLength: 40 },
	);

const loginMethod = fc.constantFrom<LoginMethod>('instagram', 'facebook');

function connect(n8n: FakeN8n, meta: FakeTokenService, method: LoginMethod): void {
	const { oauthTokenData } = n8n.stored as { oauthTokenData: IDataObject };
	const answer: IDataObject = { access_token: meta.issue(true) };
	// n8n merges a new response into the old one, and computes the expiry itself.
	if (method === 'facebook') {
		Object.assign(answer, { expires_in: 3600, n8n_expires_at: String(n8n.now + HOUR) });
	}
	n8n.stored = { ...n8n.stored, oauthTokenData: { ...oauthTokenData, ...answer } };
}

/** Plays a history: connect, use immediately, then the steps. Calls `use` with the result of each use. */
async function live(
	method: LoginMethod,
	history: Step[],
	use: (n8n: FakeN8n, meta: FakeTokenService, value: string | undefined) => void,
): Promise<FakeTokenService> {
	resetProcessState();
	const n8n = withConsent(method, {});
	const meta = new FakeTokenService(method, () => n8n.now);
	n8n.respond = ({ qs }) => meta.answer(qs as IDataObject);
	const open = async () => {
		const held = await n8n.open().catch(() => undefined);
		use(n8n, meta, held?.source.current());
	};
	connect(n8n, meta, method);
	await open();
	for (const { after, outage, restart, reconnect } of history) {
		n8n.now += after;
		if (restart) resetProcessState();
		if (reconnect) connect(n8n, meta, method);
		// A new connection only has the hour after the consent screen: here it is used while Meta is available.
		meta.outage = outage && !reconnect;
		await open();
	}
	return meta;
}

describe('renewal policy over random histories', () => {
	it('never lets a token die that is used every 50 days, with restarts and reconnects', async () => {
		await fc.assert(
			fc.asyncProperty(loginMethod, steps(fc.constant(false)), async (method, history) => {
				await live(method, history, (_n8n, meta, value) => {
					expect(value).toBeDefined();
					expect(meta.isAlive(value!)).toBe(true);
				});
			}),
			{ numRuns: 300 },
		);
	});

	it('only lets a token die if no use came while a refresh was possible', async () => {
		await fc.assert(
			fc.asyncProperty(loginMethod, steps(fc.boolean()), async (method, history) => {
				let held: string | undefined;
				let lastFailure = -Infinity;
				await live(method, history, (n8n, meta, value) => {
					const alive = value !== undefined && meta.isAlive(value);
					const wasDue = alive && value === held && meta.ageOf(value) >= REFRESH_AGE;
					if (wasDue && !meta.outage) {
						// Only an attempt less than a day ago is a reason to wait for the next use.
						expect(n8n.now - lastFailure).toBeLessThan(DAY);
					}
					if (meta.failures.length > 0) lastFailure = meta.failures.at(-1)!;
					held = value;
				});
			}),
			{ numRuns: 300 },
		);
	});

	it('requests a renewal at most once a day, whether it succeeds or not', async () => {
		await fc.assert(
			fc.asyncProperty(
				loginMethod,
				steps(fc.boolean()).map((history) =>
					history.map((step) => ({ ...step, reconnect: false, restart: false })),
				),
				async (method, history) => {
					const { renewals, failures } = await live(method, history, () => undefined);
					const asked = [...renewals, ...failures].sort((first, second) => first - second);
					const gaps = asked.slice(1).map((time, index) => time - asked[index]!);
					expect(gaps.filter((one) => one < DAY)).toEqual([]);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('always returns a valid token, and never one that Meta has replaced', async () => {
		await fc.assert(
			fc.asyncProperty(loginMethod, steps(fc.boolean()), async (method, history) => {
				const seen: string[] = [];
				await live(method, history, (_n8n, _meta, value) => {
					if (value === undefined || value === seen.at(-1)) return;
					expect(seen).not.toContain(value);
					seen.push(value);
				});
			}),
			{ numRuns: 300 },
		);
	});
});
