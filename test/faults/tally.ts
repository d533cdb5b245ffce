import type { Finding, Wrong } from './judge';
import { WRONGS } from './judge';

/** Always in the summary, even with a count of zero. */
const HEADLINES: readonly Wrong[] = ['duplicate', 'live as failed', 'failed as live'];

/** What one schedule adds. */
export interface Counts {
	items: number;
	/** Made by Meta, each only once if there is no finding. */
	made: number;
	struck: number;
	unknown: number;
}

const number = (count: number) => count.toLocaleString('en-US');

/** Counts over all schedules of a test run. */
export class Tally {
	private schedules = 0;
	private readonly counts: Counts = { items: 0, made: 0, struck: 0, unknown: 0 };
	private readonly wrongs = new Map<Wrong, number>();

	/**
	 * @param title what the line begins with
	 * @param made what is made: `posts`
	 */
	constructor(
		private readonly title: string,
		private readonly made: string,
	) {}

	add(counts: Counts, findings: Finding[]): void {
		this.schedules += 1;
		for (const name of Object.keys(counts) as Array<keyof Counts>) this.counts[name] += counts[name];
		for (const { wrong } of findings) this.wrongs.set(wrong, (this.wrongs.get(wrong) ?? 0) + 1);
	}

	toString(): string {
		const count = (wrong: Wrong) => this.wrongs.get(wrong) ?? 0;
		const named = WRONGS.filter((wrong) => HEADLINES.includes(wrong) || count(wrong) > 0).map(
			(wrong) => `${number(count(wrong))} ${wrong === 'duplicate' ? 'duplicates' : wrong}`,
		);
		const { items, made, struck, unknown } = this.counts;
		return [
			`${this.title}: ${number(this.schedules)} run`,
			`${number(items)} items`,
			`${number(made)} ${this.made}`,
			`${number(struck)} faults struck`,
			...named,
			`${number(unknown)} told as unknown`,
		].join(', ');
	}
}
