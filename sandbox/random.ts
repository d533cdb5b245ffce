const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Seeded random numbers (mulberry32): one seed always leads to the same ids, tokens and faults. */
export class Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** A number in [0, 1). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number in [0, below). */
	integer(below: number): number {
		return Math.floor(this.next() * below);
	}

	text(length: number, alphabet = BASE62): string {
		return Array.from({ length }, () => alphabet[this.integer(alphabet.length)]).join('');
	}
}
