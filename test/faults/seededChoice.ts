import { Random } from '../../sandbox/random';

export type Weighted<T> = ReadonlyArray<readonly [T, number]>;

/** Random choices that follow from a seed. */
export class SeededChoice extends Random {
	one<T>(choices: readonly T[]): T {
		return choices[this.integer(choices.length)] as T;
	}

	weighted<T>(choices: Weighted<T>): T {
		let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
		const found = choices.find(([, weight]) => (left -= weight) < 0) ?? choices[choices.length - 1];
		return found![0];
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	between(least: number, most: number): number {
		return least + this.integer(most - least + 1);
	}
}

/** The choices of a seed; those of adjacent seeds are independent. */
export function seededChoice(seed: number, salt = 0): SeededChoice {
	return new SeededChoice(Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995 ^ salt);
}
