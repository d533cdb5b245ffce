import type { ErrorRow } from '../row';
import { observed, UNVERIFIED } from '../row';

/** Hashtags. Subcodes 2207xxx are unique, whatever code they come with. */
export const HASHTAG_ROWS: readonly ErrorRow[] = [
	{
		code: 24,
		subcode: 2207024,
		kind: 'notFound',
		message: 'Instagram shows no such hashtag',
		remedy:
			"Check 'Hashtag'. Meta answers like this for a hashtag that nobody uses, and for those that it holds to be sensitive or offensive.",
		retry: 'never',
		...observed('public code'),
	},
	{
		code: 18,
		subcode: 2207034,
		kind: 'quota',
		message: 'The account has used up its 30 hashtags in 7 days',
		remedy:
			"Meta lets an account ask for 30 different hashtags in 7 days, and the one in 'Hashtag' is new. Wait until an older one falls out of the 7 days, or ask for one of the last 30 again, which does not count. The ID of a hashtag never changes, so keep what Hashtag > Search has given.",
		retry: 'afterWait',
		...observed('public code'),
	},
	{
		code: 18,
		says: /hashtag/i,
		kind: 'quota',
		message: 'The account has used up its 30 hashtags in 7 days',
		remedy:
			'Wait until an older one falls out of the 7 days, or ask for one of the last 30 again, which does not count.',
		retry: 'afterWait',
		...UNVERIFIED,
	},
];
