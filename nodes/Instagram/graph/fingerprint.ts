import { createHash } from 'crypto';

/** Hexadecimal digits: enough to tell tokens apart, too few to reveal one. */
const FINGERPRINT_LENGTH = 16;

/** Identifies a token or secret in notes, in cache keys and in comparisons, where it must not appear itself. */
export function fingerprint(secret: string): string {
	return createHash('sha256').update(secret).digest('hex').slice(0, FINGERPRINT_LENGTH);
}
