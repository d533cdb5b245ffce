import { createHash } from 'crypto';

/** Hexadecimal digits: enough to tell tokens apart, far too few to guess one. */
const LENGTH = 16;

/** Stands for a token where the token itself must not stand: in notes, in memory, in comparisons. */
export function fingerprint(token: string): string {
	return createHash('sha256').update(token).digest('hex').slice(0, LENGTH);
}
