/** Ids that are kept; older ones go first. What is looked through for a lost one is newer than that. */
const KEPT = 10_000;

/**
 * Ids of what this process has published or sent, in whichever execution, so that none of it is taken for another
 * item's whose answer was lost.
 */
export class KnownIds {
	private readonly ids = new Set<string>();

	has(id: string): boolean {
		return this.ids.has(id);
	}

	add(id: string): void {
		this.ids.delete(id);
		this.ids.add(id);
		const [oldest] = this.ids;
		if (this.ids.size > KEPT && oldest !== undefined) this.ids.delete(oldest);
	}

	clear(): void {
		this.ids.clear();
	}
}
