import type { WorldState } from '../state';
import { MetaRefusal } from './errors';

const HOUR = 3600_000;
const MINUTE = 60_000;

/** Headers are sent from this share of the budget on, as Meta does once traffic is high enough. */
const SHOWN_FROM = 50;

/** Counts calls per account and refuses them beyond the hourly budget. */
export class Usage {
	private readonly calls = new Map<string, number[]>();

	private readonly throttledUntil = new Map<string, number>();

	constructor(private readonly world: Pick<WorldState, 'behaviour' | 'clock' | 'touch'>) {}

	/** Refuses calls on the account for some minutes from now. */
	throttle(accountId: string, minutes: number): void {
		this.throttledUntil.set(accountId, this.world.clock.now() + minutes * MINUTE);
		this.world.touch();
	}

	/** Accounts that are refused now, with the minutes that are left. */
	throttled(): Record<string, number> {
		const entries = [...this.throttledUntil.keys()].map((id) => [id, this.minutesLeft(id)] as const);
		return Object.fromEntries(entries.filter(([, minutes]) => minutes > 0));
	}

	/** Calls that came although the account was throttled, per account. */
	readonly callsWhileThrottled = new Map<string, number>();

	/** @throws MetaRefusal 80002 where the account has used up its calls */
	count(accountId: string): void {
		const now = this.world.clock.now();
		const recent = (this.calls.get(accountId) ?? []).filter((at) => at > now - HOUR);
		recent.push(now);
		this.calls.set(accountId, recent);
		if (recent.length > this.world.behaviour.callsPerHour && this.minutesLeft(accountId) === 0) {
			this.throttle(accountId, Math.ceil(((recent[0] ?? now) + HOUR - now) / MINUTE));
		}
		if (this.minutesLeft(accountId) === 0) return;
		this.callsWhileThrottled.set(accountId, (this.callsWhileThrottled.get(accountId) ?? 0) + 1);
		throw new MetaRefusal(
			80002,
			'(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.',
			{ status: 403 },
		);
	}

	/** `x-business-use-case-usage` for an answer about this account; nothing while traffic is low. */
	headers(accountId: string): Record<string, string> {
		const share = this.percent(accountId);
		const minutes = this.minutesLeft(accountId);
		if (share < SHOWN_FROM && minutes === 0) return {};
		const entry = {
			type: 'instagram',
			call_count: Math.min(100, share),
			total_cputime: Math.min(100, Math.round(share / 3)),
			total_time: Math.min(100, Math.round(share / 4)),
			estimated_time_to_regain_access: minutes,
		};
		return { 'x-business-use-case-usage': JSON.stringify({ [accountId]: [entry] }) };
	}

	private percent(accountId: string): number {
		const now = this.world.clock.now();
		const recent = (this.calls.get(accountId) ?? []).filter((at) => at > now - HOUR).length;
		return Math.round((100 * recent) / this.world.behaviour.callsPerHour);
	}

	private minutesLeft(accountId: string): number {
		const until = this.throttledUntil.get(accountId) ?? 0;
		return Math.max(0, Math.ceil((until - this.world.clock.now()) / MINUTE));
	}
}
