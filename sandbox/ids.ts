/**
 * Ids like Meta's: decimal text of 15 to 17 digits. Those of 17 digits are odd, so that a program that parses one as a
 * JavaScript number (exact only up to 2^53) requests an id that does not exist.
 */
const RANGES = {
	account: { first: 17841400000000001n, step: 2n },
	appScoped: { first: 25025320000000001n, step: 7182n },
	container: { first: 17990311000000001n, step: 15838n },
	media: { first: 18010274000000001n, step: 15838n },
	page: { first: 102938475610001n, step: 7392n },
	person: { first: 122101938475601n, step: 6194n },
	comment: { first: 17858893000000001n, step: 15838n },
	hashtag: { first: 17843857000000001n, step: 15838n },
	publicMedia: { first: 17920112000000001n, step: 15838n },
	business: { first: 203948576100001n, step: 4822n },
} as const;

export type IdRange = keyof typeof RANGES;

export class IdSource {
	private readonly given = new Map<IdRange, bigint>();

	next(range: IdRange): string {
		const count = this.given.get(range) ?? 0n;
		this.given.set(range, count + 1n);
		return (RANGES[range].first + RANGES[range].step * count).toString();
	}
}
