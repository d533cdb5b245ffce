import { Random } from '../../sandbox/random';
import type { Prepared } from '../prepare';
import { pause } from '../waiting';
import { EventSource } from './events';
import { Executions } from './executions';
import { growthWithinLives, largest, memoryOf, type Sizes, type Window } from './growth';
import { Ledger } from './ledger';
import { planOf, WHOLE_EVENTS, type Plan, type Restart } from './plan';
import { PollSource } from './polling';
import { Publisher } from './publishing';
import type { SoakResult } from './result';
import { SoakStage } from './stage';

const NORTH = '17841400000000001';
const COFFEE = '17841400000000007';
const STUDIO = '17841400000000009';

/** Milliseconds between two events, two comments, and two posts that callers ask for. */
const EVENT_MS = 1000 / WHOLE_EVENTS;
const COMMENT_MS = 4000;
const POST_MS = 4000;

/** How often what has ended is read from n8n's database. */
const COLLECT_MS = 20_000;

/** Callers that have no answer by then are left. */
const CALLERS_MS = 300_000;

/** Two polls. */
const POLLS_MS = 130_000;

/** What n8n has not answered is repeated by Meta within a minute, and then within five. */
const SETTLE_SECONDS = 90;

export interface SoakSettings {
	minutes: number;
	/** All other work is in proportion to it. */
	eventsPerSecond: number;
	/** Of all that is random: who does what, and which of Meta's answers fail. */
	seed: number;
}

/** Two hours of mixed work, or fewer. */
export class Soak {
	private readonly ledger = new Ledger();

	private readonly executions: Executions;

	private readonly publisher: Publisher;

	private readonly events: EventSource;

	private readonly polls: PollSource;

	private readonly timers: NodeJS.Timeout[] = [];

	private readonly windows: Window[] = [];

	private sizes: Sizes[] = [];

	private memorySeen = 0;

	private restarts = { kills: 0, days: 0, unmoved: 0 };

	private readonly renewals = { done: 0, failed: 0 };

	/** Meta's answers of code 190. */
	private deadTokens = 0;

	private eventsPaused = false;

	private isOver = false;

	private collecting: Promise<void> = Promise.resolve();

	private startedAt = Date.now();

	private constructor(
		private readonly stage: SoakStage,
		private readonly plan: Plan,
		private readonly settings: SoakSettings,
		private readonly report: (result: SoakResult) => void,
	) {
		const { seed } = settings;
		this.publisher = new Publisher(stage, this.ledger, new Random(seed + 1));
		this.events = new EventSource(stage, this.ledger, new Random(seed + 2));
		this.polls = new PollSource(stage, this.ledger, new Random(seed + 3));
		this.executions = new Executions(stage.database, (execution) => {
			const takers = [this.publisher, this.events, this.polls];
			if (!takers.some((taker) => taker.take(execution))) this.ledger.error('An execution of no workflow');
		});
	}

	/**
	 * Runs it to its end.
	 *
	 * @param report gets what is known so far after every window, and at the end
	 */
	static async run(
		prepared: Prepared,
		settings: SoakSettings,
		logFile: string,
		report: (result: SoakResult) => void,
	): Promise<SoakResult> {
		const plan = planOf(settings.minutes, settings.eventsPerSecond);
		const stage = await SoakStage.open(prepared, logFile, settings.seed, plan.memorySeconds);
		const soak = new Soak(stage, plan, settings, report);
		const end = () => (soak.isOver = true);
		process.on('SIGINT', end).on('SIGTERM', end);
		try {
			await soak.arrange();
			await soak.work();
			await soak.drain();
			return soak.result(true);
		} finally {
			soak.stopTimers();
			process.off('SIGINT', end).off('SIGTERM', end);
			await stage.close();
		}
	}

	private async arrange(): Promise<void> {
		const { stage, publisher, events, polls } = this;
		stage.sandbox.world.requests.watch(({ endpoint, status, error }) => {
			if (error?.code === 190) this.deadTokens += 1;
			// Without a status n8n was ended before the answer.
			if ((endpoint !== 'exchange' && endpoint !== 'refresh') || status === undefined) return;
			this.renewals[status === 200 ? 'done' : 'failed'] += 1;
		});
		const facebook = await stage.oAuth2Credential('facebook');
		const instagram = await stage.oAuth2Credential('instagram', [NORTH]);
		const instagramToken = await stage.tokenCredential('instagram', [NORTH]);
		const coffee = await stage.tokenCredential('instagram', [COFFEE]);
		const workflows = await publisher.create({ instagram, instagramToken, facebook }, this.slowness);
		await stage.stop();
		await stage.database.fill(publisher.oldKeys());
		await stage.start();
		await stage.api.logIn();
		await events.open(facebook);
		await polls.open([
			{ accountId: COFFEE, authentication: 'accessToken', credential: coffee },
			{ accountId: STUDIO, authentication: 'oAuth2', credential: facebook },
		]);
		for (const workflow of workflows) await stage.api.activate(workflow);
		await publisher.useAll();
		stage.setFaults();
	}

	/** All kinds of work at once, with restarts in between. */
	private async work(): Promise<void> {
		const { plan } = this;
		this.startedAt = Date.now();
		this.every(EVENT_MS * this.slowness, () => {
			if (!this.eventsPaused) this.events.next();
		});
		this.every(COMMENT_MS * this.slowness, () => this.polls.next());
		this.every(POST_MS * this.slowness, () => this.publisher.begin());
		this.every(COLLECT_MS, () => void this.collect());
		const restarts = [...plan.restarts];
		while (!this.isOver && this.elapsed() < plan.seconds) {
			if (this.elapsed() >= (this.windows.length + 1) * plan.windowSeconds) await this.closeWindow();
			const [next] = restarts;
			if (next && this.elapsed() >= next.at) {
				restarts.shift();
				await this.restart(next);
			}
			await pause(500);
		}
		this.stopTimers();
		await this.closeWindow();
	}

	/** Lets everything come to its end, so that what is missing then is lost. */
	private async drain(): Promise<void> {
		this.stage.clearFaults();
		await Promise.race([this.publisher.settled(), pause(CALLERS_MS)]);
		await this.events.settled(SETTLE_SECONDS);
		await this.events.deliverWaiting();
		await pause(POLLS_MS);
		await this.collect();
		for (let tries = 0; this.executions.unfinished > 0 && tries < 10; tries += 1) {
			await pause(3000);
			await this.collect();
		}
	}

	private async restart({ kind }: Restart): Promise<void> {
		const { stage, events } = this;
		if (kind === 'kill') {
			this.restarts.kills += 1;
			await stage.kill();
			// A service manager takes its time, and events come meanwhile.
			await pause(2000);
		} else {
			// Meta gives up after 36 hours, and days pass in a moment here: nothing may wait for its repetition.
			this.eventsPaused = true;
			const settled = await events.settled(SETTLE_SECONDS);
			await stage.stop();
			if (settled) stage.daysPass();
			this.restarts[settled ? 'days' : 'unmoved'] += 1;
			this.eventsPaused = false;
		}
		await stage.start();
	}

	/** Reads what has ended, and how much is kept; one at a time. */
	private async collect(): Promise<void> {
		this.collecting = this.collecting.then(async () => {
			await this.executions.collect();
			const { executions, ...sizes } = await this.stage.database.sizes();
			this.sizes.push({
				...sizes,
				executions: executions.length,
				leftoverFiles: this.stage.leftoverFiles(executions),
				databaseBytes: this.stage.databaseBytes(),
			});
		});
		await this.collecting;
	}

	private async closeWindow(): Promise<void> {
		await this.collect();
		const memory = this.stage.memory();
		this.windows.push({
			until: Math.round((this.elapsed() / 60) * 10) / 10,
			sizes: largest(this.sizes),
			...memoryOf(memory.slice(this.memorySeen)),
		});
		this.memorySeen = memory.length;
		this.sizes = [];
		this.report(this.result(false));
	}

	private result(isComplete: boolean): SoakResult {
		const live = new Map<string, number>();
		for (const { caption, containerId, parentId } of this.stage.sandbox.world.media.values()) {
			if (containerId && !parentId) live.set(caption ?? '', (live.get(caption ?? '') ?? 0) + 1);
		}
		return {
			minutes: Math.round((this.elapsed() / 60) * 10) / 10,
			eventsPerSecond: this.settings.eventsPerSecond,
			isComplete: isComplete && !this.isOver,
			isShort: this.plan.isShort,
			posts: this.ledger.postCounts(live),
			events: { ...this.ledger.startCounts('events'), redelivered: this.events.redelivered },
			polled: this.ledger.startCounts('polled'),
			renewals: { ...this.renewals, deadTokens: this.deadTokens },
			restarts: { ...this.restarts, failedStarts: this.stage.failedStarts },
			windows: [...this.windows],
			withinLives: growthWithinLives(this.stage.memory()),
			errors: this.ledger.errors(),
		};
	}

	/** How much longer than in a whole run it is between two things. */
	private get slowness(): number {
		return WHOLE_EVENTS / this.settings.eventsPerSecond;
	}

	private elapsed(): number {
		return (Date.now() - this.startedAt) / 1000;
	}

	private every(milliseconds: number, work: () => void): void {
		this.timers.push(setInterval(work, milliseconds));
	}

	private stopTimers(): void {
		for (const timer of this.timers.splice(0)) clearInterval(timer);
	}
}
