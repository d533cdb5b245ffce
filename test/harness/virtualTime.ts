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

/** A clock that moves along: the sandbox's. */
export interface FollowingClock {
	now(): number;
	advance(milliseconds: number): void;
}

// The package takes `sleep` when it is loaded, so the function is replaced once, before that, by one that asks each
// time whether time is virtual.
const sleepModule = createRequire(__filename)('@n8n/utils/sleep') as SleepModule;
const realSleep = sleepModule.sleep;
const active: { time?: VirtualTime } = {};
sleepModule.sleep = async (milliseconds, signal) =>
	await (active.time ? active.time.sleep(milliseconds, signal) : realSleep(milliseconds, signal));

/** Real milliseconds after which a request that is still without an answer no longer holds time back. */
const HUNG = 250;

const turn = async () => await new Promise<void>((resolve) => void setTimeout(resolve, 1));

/** `addRequest` is where every outgoing request passes when it is made, before it has a connection. */
type AgentPrototype = { addRequest(this: http.Agent, request: http.ClientRequest, ...rest: unknown[]): void };
const agents = http.Agent.prototype as unknown as AgentPrototype;

/**
 * Time that stands still while anything happens and jumps to the next sleeper's time when nothing does.
 *
 * Sleepers wake one after the other, in the order of their times, each when what the one before it set going has
 * come to rest. Timers of Node itself (`setTimeout`, a request's time limit, n8n's wait between tries) stay real.
 */
export class VirtualTime {
	/** The length of each sleep, in milliseconds, in the order in which they began. */
	readonly sleeps: number[] = [];

	private readonly sleepers: Sleeper[] = [];
	private readonly underWay = new Set<http.ClientRequest>();
	private readonly addRequest = agents.addRequest;
	/** Goes up whenever something happens that time has to wait for. */
	private activity = 0;
	private pumping = false;

	/**
	 * @param setNow makes `Date` say this, in milliseconds since the epoch
	 */
	constructor(
		private time: number,
		private readonly setNow: (milliseconds: number) => void,
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
	}

	/** Sleepers that are left sleep on in real time no longer: they wake at once. */
	stop(): void {
		agents.addRequest = this.addRequest;
		active.time = undefined;
		for (const sleeper of this.sleepers.splice(0)) sleeper.wake();
	}

	now(): number {
		return this.time;
	}

	/** Lets time pass between two runs. Sleepers that are due wake. */
	advance(milliseconds: number): void {
		this.time += milliseconds;
		this.setNow(this.time);
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		this.activity += 1;
		this.sleeps.push(milliseconds);
		await new Promise<void>((resolve, reject) => {
			const abort = () => {
				this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
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

	private note(request: http.ClientRequest): void {
		this.activity += 1;
		this.underWay.add(request);
		request.once('close', () => {
			this.activity += 1;
			this.underWay.delete(request);
		});
	}

	private async pump(): Promise<void> {
		if (this.pumping) return;
		this.pumping = true;
		while (this.sleepers.length > 0) {
			await this.rest();
			const next = this.sleepers.reduce<Sleeper | undefined>(
				(first, sleeper) => (first && first.wakeAt <= sleeper.wakeAt ? first : sleeper),
				undefined,
			);
			if (!next) break;
			this.sleepers.splice(this.sleepers.indexOf(next), 1);
			if (next.wakeAt > this.time) this.advance(next.wakeAt - this.time);
			next.wake();
		}
		this.pumping = false;
	}

	/** Resolves when no request is under way and nothing has happened for two turns of the event loop. */
	private async rest(): Promise<void> {
		let quiet = 0;
		let held = 0;
		let seen = this.activity;
		while (quiet < 2) {
			await turn();
			if (this.activity !== seen) {
				seen = this.activity;
				quiet = 0;
				held = 0;
			} else if (this.underWay.size > 0 && held < HUNG) {
				held += 1;
			} else {
				quiet += 1;
			}
		}
	}
}
