import type { Violation, ViolationKind } from './violations';
import { VIOLATION_KINDS } from './violations';

/** Always in the summary, even with a count of zero. */
const HEADLINES: readonly ViolationKind[] = ['duplicate', 'live as failed', 'failed as live'];

/** What one schedule adds. */
export interface Counts {
	items: number;
	/** Created by Meta, each only once if there is no violation. */
	created: number;
	hits: number;
	unknown: number;
}

const number = (count: number) => count.toLocaleString('en-US');

/** Counts over all schedules of a test run. */
export class Summary {
	private schedules = 0;
	private readonly counts: Counts = { items: 0, created: 0, hits: 0, unknown: 0 };
	private readonly kinds = new Map<ViolationKind, number>();

	/**
	 * @param title what the line begins with
	 * @param created what Meta creates: `posts`
	 */
	constructor(
		private readonly title: string,
		private readonly created: string,
	) {}

	add(counts: Counts, violations: Violation[]): void {
		this.schedules += 1;
		for (const name of Object.keys(counts) as Array<keyof Counts>) this.counts[name] += counts[name];
		for (const { kind } of violations) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
	}

	toString(): string {
		const count = (kind: ViolationKind) => this.kinds.get(kind) ?? 0;
		const named = VIOLATION_KINDS.filter((kind) => HEADLINES.includes(kind) || count(kind) > 0).map(
			(kind) => `${number(count(kind))} ${kind === 'duplicate' ? 'duplicates' : kind}`,
		);
		const { items, created, hits, unknown } = this.counts;
		return [
			`${this.title}: ${number(this.schedules)} run`,
			`${number(items)} items`,
			`${number(created)} ${this.created}`,
			`${number(hits)} faults applied`,
			...named,
			`${number(unknown)} reported as unknown`,
		].join(', ');
	}
}
