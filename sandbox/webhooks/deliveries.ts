import type { LoginMethod } from '../model';
import type { WorldState } from '../state';
import { callBack, callbackUrl, Unreachable } from './callback';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * When Meta tries again: at once, then less and less often, for 36 hours.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
const WAITS = [0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR];
const GIVES_UP_AFTER = 36 * HOUR;

/** Of those that are answered or given up. */
const KEPT = 500;

/** Characters of an answer that are kept. */
const TEXT_LENGTH = 100;

/** Ways in which a post claims to be Meta's and is not. */
export const FORGERIES = ['unsigned', 'wrongSecret', 'reserialised'] as const;
export type Forgery = (typeof FORGERIES)[number];

export interface Attempt {
	/** Milliseconds on the sandbox's clock. */
	at: number;
	status?: number;
	/** The first characters of the answer's body. */
	text?: string;
	/** Why there was no answer. */
	error?: string;
	milliseconds: number;
}

/** A post to a callback, tried until it is answered with 200. */
export interface Delivery {
	id: number;
	loginMethod: LoginMethod;
	fields: string[];
	accountIds: string[];
	updates: number;
	/** The newest callback that it was sent to. */
	callbackUrl: string;
	body: string;
	headers: Record<string, string>;
	forged?: Forgery;
	createdAt: number;
	attempts: Attempt[];
	state: 'sending' | 'delivered' | 'waiting' | 'dropped';
	/** When it is tried again. */
	nextAt?: number;
}

export type Draft = Omit<Delivery, 'id' | 'createdAt' | 'attempts' | 'state' | 'nextAt'>;

/** Posts to callbacks: sends them, and sends them again on the sandbox's clock. */
export class Deliveries {
	private list: Delivery[] = [];
	private counter = 0;
	private timer: NodeJS.Timeout | undefined;
	private readonly underWay = new Set<Promise<void>>();
	private readonly closing = new AbortController();
	private readonly stopWatching: () => void;

	constructor(
		private readonly world: Pick<WorldState, 'behaviour' | 'clock' | 'touch'>,
		private readonly callbackOf: (app: LoginMethod) => string | undefined,
	) {
		this.stopWatching = world.clock.watch(() => this.wake());
	}

	/** Oldest first. */
	all(): Delivery[] {
		return this.list;
	}

	find(id: number): Delivery | undefined {
		return this.list.find((delivery) => delivery.id === id);
	}

	/** Sends something new; it is under way when this returns. */
	send(draft: Draft): Delivery {
		this.counter += 1;
		const createdAt = this.world.clock.now();
		const delivery: Delivery = { id: this.counter, createdAt, attempts: [], state: 'sending', ...draft };
		this.list.push(delivery);
		this.forgetOldest();
		this.start(delivery);
		return delivery;
	}

	/** Sends something once more, whatever became of it. */
	again(delivery: Delivery): void {
		this.start(delivery);
	}

	/** When nothing is under way any more; what waits for its time does not count. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Ends everything: what is under way is broken off, what waits is forgotten. */
	close(): void {
		this.stopWatching();
		clearTimeout(this.timer);
		this.closing.abort();
	}

	/** What is not answered yet stays, however much follows it: Meta forgets nothing for 36 hours. */
	private forgetOldest(): void {
		if (this.list.length <= KEPT) return;
		const oldest = this.list.findIndex(({ state }) => state === 'delivered' || state === 'dropped');
		if (oldest !== -1) this.list.splice(oldest, 1);
	}

	private start(delivery: Delivery): void {
		delivery.state = 'sending';
		delete delivery.nextAt;
		const attempt = this.attempt(delivery).finally(() => this.underWay.delete(attempt));
		this.underWay.add(attempt);
	}

	private async attempt(delivery: Delivery): Promise<void> {
		const { clock } = this.world;
		const at = clock.now();
		const startedAt = performance.now();
		const outcome = await this.post(delivery);
		if (this.closing.signal.aborted) return;
		delivery.attempts.push({ at, ...outcome, milliseconds: Math.round(performance.now() - startedAt) });
		this.world.touch();
		if (outcome.status === 200) {
			delivery.state = 'delivered';
			return;
		}
		const wait = WAITS[Math.min(delivery.attempts.length, WAITS.length) - 1] ?? 0;
		const nextAt = clock.now() + wait;
		// A forger does not wait for a better time.
		if (delivery.forged || nextAt - delivery.createdAt > GIVES_UP_AFTER) {
			delivery.state = 'dropped';
			return;
		}
		delivery.state = 'waiting';
		delivery.nextAt = nextAt;
		this.wake();
	}

	private async post(delivery: Delivery): Promise<Pick<Attempt, 'status' | 'text' | 'error'>> {
		const { headers, body } = delivery;
		// Where the app's callback is now: it may have changed since the first attempt.
		const address = this.callbackOf(delivery.loginMethod) ?? delivery.callbackUrl;
		delivery.callbackUrl = address;
		const url = callbackUrl(address);
		if (!url) return { error: 'The callback URL must begin with https' };
		try {
			const request = { method: 'POST', headers, body, signal: this.closing.signal } as const;
			const { status, text } = await callBack(this.world, url, request);
			return { status, ...(text === '' ? {} : { text: text.slice(0, TEXT_LENGTH) }) };
		} catch (error) {
			if (!(error instanceof Unreachable)) throw error;
			return { error: error.message };
		}
	}

	/** Starts what is due, and sets the alarm for what comes next. */
	private wake(): void {
		clearTimeout(this.timer);
		const now = this.world.clock.now();
		for (const delivery of this.list) {
			if (delivery.nextAt !== undefined && delivery.nextAt <= now) this.start(delivery);
		}
		const next = Math.min(...this.list.map(({ nextAt }) => nextAt ?? Infinity));
		if (next === Infinity) return;
		this.timer = setTimeout(() => this.wake(), Math.max(SECOND, next - now));
		this.timer.unref();
	}
}
