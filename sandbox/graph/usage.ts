import type { World } from '../world';
import { GraphFailure } from './errors';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

/** How much each account has used: calls, containers, posts; and who is throttled. */
export class Usage {
	private readonly calls = new Map<string, number[]>();
	private readonly containers = new Map<string, number[]>();
	private readonly posts = new Map<string, number[]>();
	/** Milliseconds on the sandbox's clock, by account. */
	private readonly throttledUntil = new Map<string, number>();

	constructor(private readonly world: World) {}

	/**
	 * Counts a call for an account.
	 *
	 * @throws GraphFailure 80002 while the account is throttled; each such call lengthens the wait by a minute.
	 */
	countCall(accountId: string): void {
		const now = this.world.clock.now();
		const calls = this.recent(this.calls, accountId, HOUR);
		calls.push(now);
		const until = this.throttledUntil.get(accountId) ?? 0;
		if (until > now) {
			this.throttledUntil.set(accountId, until + MINUTE);
			throw this.throttled();
		}
		if (calls.length > this.world.behaviour.callsPerHour) {
			this.throttle(accountId, Math.ceil(((calls[0] ?? now) + HOUR - now) / MINUTE));
			throw this.throttled();
		}
	}

	/** Refuses an account's calls with 80002 for so many minutes. */
	throttle(accountId: string, minutes: number): void {
		this.throttledUntil.set(accountId, this.world.clock.now() + minutes * MINUTE);
		this.world.touch();
	}

	/** Minutes until the account may be called again; 0 if it may. */
	minutesToRegainAccess(accountId: string): number {
		const left = (this.throttledUntil.get(accountId) ?? 0) - this.world.clock.now();
		return left > 0 ? Math.ceil(left / MINUTE) : 0;
	}

	countContainer(accountId: string): number {
		const recent = this.recent(this.containers, accountId, DAY);
		recent.push(this.world.clock.now());
		return recent.length;
	}

	countPost(accountId: string): void {
		this.recent(this.posts, accountId, DAY).push(this.world.clock.now());
	}

	/** Posts of the last 24 hours, or since a time in milliseconds. */
	postsSince(accountId: string, since?: number): number {
		const recent = this.recent(this.posts, accountId, DAY);
		return since === undefined ? recent.length : recent.filter((at) => at >= since).length;
	}

	/** The usage headers of an answer about an account. */
	headers(accountId: string): Record<string, string> {
		const calls = this.recent(this.calls, accountId, HOUR).length;
		const minutes = this.minutesToRegainAccess(accountId);
		const percent = minutes > 0 ? 100 : Math.min(100, Math.floor((calls * 100) / this.world.behaviour.callsPerHour));
		const figures = { call_count: percent, total_cputime: Math.ceil(percent / 4), total_time: Math.ceil(percent / 4) };
		return {
			'x-app-usage': JSON.stringify({ ...figures, call_count: Math.min(percent, 99) }),
			'x-business-use-case-usage': JSON.stringify({
				[accountId]: [{ type: 'instagram', ...figures, estimated_time_to_regain_access: minutes }],
			}),
		};
	}

	private throttled(): GraphFailure {
		return new GraphFailure(
			80002,
			'(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.',
		);
	}

	private recent(map: Map<string, number[]>, accountId: string, span: number): number[] {
		const from = this.world.clock.now() - span;
		const recent = (map.get(accountId) ?? []).filter((at) => at > from);
		map.set(accountId, recent);
		return recent;
	}
}
