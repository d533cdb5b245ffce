import type { Finding, Wrong } from './judge';
import { WRONGS } from './judge';
import type { Played } from './play';
import type { Schedule } from './schedule';

/** Always in the summary, whether or not it happened. */
const HEADLINES: readonly Wrong[] = ['duplicate', 'live as failed', 'failed as live'];

const number = (count: number) => count.toLocaleString('en-US');

/** Counts over all schedules of a test run. */
export class Tally {
	private schedules = 0;
	private items = 0;
	private posts = 0;
	private struck = 0;
	private unknown = 0;
	private readonly wrongs = new Map<Wrong, number>();

	add(schedule: Schedule, played: Played | undefined, findings: Finding[]): void {
		this.schedules += 1;
		this.items += schedule.items.length;
		this.posts += played?.posts.length ?? 0;
		this.struck += played?.struck ?? 0;
		this.unknown +=
			played?.told.filter((one) => one.told === 'failed' && one.published === 'unknown').length ?? 0;
		for (const { wrong } of findings) this.wrongs.set(wrong, (this.wrongs.get(wrong) ?? 0) + 1);
	}

	toString(): string {
		const count = (wrong: Wrong) => this.wrongs.get(wrong) ?? 0;
		const named = WRONGS.filter((wrong) => HEADLINES.includes(wrong) || count(wrong) > 0).map(
			(wrong) => `${number(count(wrong))} ${wrong === 'duplicate' ? 'duplicates' : wrong}`,
		);
		return [
			`fault schedules: ${number(this.schedules)} run`,
			`${number(this.items)} items`,
			`${number(this.posts)} posts`,
			`${number(this.struck)} faults struck`,
			...named,
			`${number(this.unknown)} told as unknown`,
		].join(', ');
	}
}
