import http from 'node:http';
import { createRequire } from 'node:module';

/** `@n8n/utils/sleep`, where n8n-workflow and n8n-core get their `sleep` from. */
interface SleepModule {
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

interface Sleeper {
	wakeAt: number;
	wake(): void;
}

/** A clock that follows virtual time, such as the sandbox's. */
export interface FollowingClock {
	now(): number;
	advance(milliseconds: number): void;
}

// The package imports `sleep` when it is loaded. So the function is replaced once, before that, by one that checks on each
// call whether time is virtual.
const sleepModule = createRequire(__filename)('@n8n/utils/sleep') as SleepModule;
const realSleep = sleepModule.sleep;
const active: { time?: VirtualTime } = {};
sleepModule.sleep = async (milliseconds, signal) =>
	await (active.time ? active.time.sleep(milliseconds, signal) : realSleep(milliseconds, signal));

/** Real turns of the event loop, of at least a millisecond, after which a request without a response counts as hung. */
const HUNG = 250;

/** The same for requests that the server reports as hanging. */
const KNOWN_TO_HANG = 10;

const turn = async () => await new Promise<void>((resolve) => void setTimeout(resolve, 1));

/** Every outgoing request passes `addRequest` before it has a connection. */
type AgentPrototype = { addRequest(this: http.Agent, request: http.ClientRequest, ...rest: unknown[]): void };
const agents = http.Agent.prototype as unknown as AgentPrototype;

function earliest(sleepers: Sleeper[]): Sleeper | undefined {
	return sleepers.reduce<Sleeper | undefined>(
		(first, sleeper) => (first && first.wakeAt <= sleeper.wakeAt ? first : sleeper),
		undefined,
	);
}

function take(sleepers: Sleeper[], sleeper: Sleeper): void {
	const index = sleepers.indexOf(sleeper);
	if (index !== -1) sleepers.splice(index, 1);
}

/**
 * Virtual time: it stops while anything is running, and jumps to the next sleeper's time when nothing is.
 *
 * Sleepers wake one after another in the order of their times, each after the work started by the previous one has
 * finished. `AbortSignal.timeout` is virtual as well: if a request gets no response, time jumps to the next limit. Node's
 * own timers (`setTimeout`, socket timeouts, n8n's wait between retries) stay real.
 */
export class VirtualTime {
	/** Length of each sleep in milliseconds, in the order in which they started. */
	readonly sleeps: number[] = [];

	private readonly sleepers: Sleeper[] = [];
	/** Time limits. They end when their time is reached, but time does not jump to them while nothing waits. */
	private readonly limits: Sleeper[] = [];
	private readonly underWay = new Set<http.ClientRequest>();
	private readonly addRequest = agents.addRequest;
	private readonly timeout = AbortSignal.timeout;
	/** Incremented whenever something happens that time has to wait for. */
	private activity = 0;
	private pumping = false;

	/**
	 * @param setNow sets the time of `Date`, in milliseconds since the epoch
	 * @param hanging number of requests that will not get a response
	 */
	constructor(
		private time: number,
		private readonly setNow: (milliseconds: number) => void,
		private readonly hanging: () => number = () => 0,
	) {}

	start(): void {
		if (active.time) throw new Error('Time is virtual already');
		active.time = this;
		this.setNow(this.time);
		const { addRequest } = this;
		const note = (request: http.ClientRequest) => this.note(request);
		agents.addRequest = function (request, ...rest) {
			note(request);
			addRequest.call(this, request, ...rest);
		};
		AbortSignal.timeout = (milliseconds) => this.limit(milliseconds);
	}

	/** Wakes the remaining sleepers; the remaining limits never end. */
	stop(): void {
		agents.addRequest = this.addRequest;
		AbortSignal.timeout = this.timeout;
		active.time = undefined;
		for (const sleeper of this.sleepers.splice(0)) sleeper.wake();
	}

	now(): number {
		return this.time;
	}

	/** Advances time between two runs. */
	advance(milliseconds: number): void {
		this.time += milliseconds;
		this.setNow(this.time);
		for (const limit of this.limits.filter(({ wakeAt }) => wakeAt <= this.time)) {
			take(this.limits, limit);
			limit.wake();
		}
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		this.activity += 1;
		this.sleeps.push(milliseconds);
		await new Promise<void>((resolve, reject) => {
			const abort = () => {
				take(this.sleepers, sleeper);
				reject(signal?.reason instanceof Error ? signal.reason : new Error('Aborted'));
			};
			const sleeper: Sleeper = {
				wakeAt: this.time + Math.max(0, milliseconds),
				wake: () => {
					signal?.removeEventListener('abort', abort);
					resolve();
				},
			};
			this.sleepers.push(sleeper);
			if (signal?.aborted) abort();
			else signal?.addEventListener('abort', abort, { once: true });
			void this.pump();
		});
	}

	private limit(milliseconds: number): AbortSignal {
		const controller = new AbortController();
		const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
		this.limits.push({ wakeAt: this.time + milliseconds, wake: () => controller.abort(reason) });
		return controller.signal;
	}

	private note(request: http.ClientRequest): void {
		this.activity += 1;
		this.underWay.add(request);
		request.once('close', () => {
			this.activity += 1;
			this.underWay.delete(request);
		});
		void this.pump();
	}

	private async pump(): Promise<void> {
		if (this.pumping) return;
		this.pumping = true;
		while (active.time === this && (this.sleepers.length > 0 || this.underWay.size > 0)) {
			const hung = await this.rest();
			const next = earliest(hung ? [...this.sleepers, ...this.limits] : this.sleepers);
			if (!next || active.time !== this) continue;
			take(this.sleepers, next);
			const ahead = next.wakeAt - this.time;
			if (ahead > 0) this.advance(ahead);
			next.wake();
		}
		this.pumping = false;
	}

	/**
	 * Resolves when time has stopped, or nothing has happened for two turns of the event loop and no request is in flight, or all requests in
	 * flight count as hung.
	 */
	private async rest(): Promise<boolean> {
		let quiet = 0;
		let held = 0;
		let seen = this.activity;
		// A request may close a little after its test has ended, when nobody can tell any more whether it hangs.
		while (quiet < 2 && active.time === this) {
			await turn();
			if (active.time !== this) break;
			if (this.activity !== seen) {
				seen = this.activity;
				quiet = 0;
				held = 0;
			} else if (this.underWay.size > 0 && held < this.waitLimit()) {
				held += 1;
			} else {
				quiet += 1;
			}
		}
		return this.underWay.size > 0;
	}
	private waitLimit(): number {
		return this.hanging() >= this.underWay.size ? KNOWN_TO_HANG : HUNG;
	}
}
