import type { ErrorRow } from '../row';
import { observed, UNVERIFIED } from '../row';

/** Hashtags. Subcodes 2207xxx are unique, with any code. */
export const HASHTAG_ROWS: readonly ErrorRow[] = [
	{
		code: 24,
		subcode: 2207024,
		kind: 'notFound',
		message: 'Instagram has no such hashtag',
		remedy:
			"Check 'Hashtag'. Meta reports this for unused hashtags, and for those that it considers sensitive or offensive.",
		retry: 'never',
		...observed('public code'),
	},
	{
		code: 18,
		subcode: 2207034,
		kind: 'quota',
		message: 'The account has used up its 30 hashtags in 7 days',
		remedy:
			"An account can query 30 different hashtags in 7 days, and the one in 'Hashtag' is new. Wait until an older one is more than 7 days ago, or query one of the last 30 again, which does not count. The ID of a hashtag never changes, so store the result of Hashtag > Search.",
		retry: 'afterWait',
		...observed('public code'),
	},
	{
		code: 18,
		says: /hashtag/i,
		kind: 'quota',
		message: 'The account has used up its 30 hashtags in 7 days',
		remedy:
			'Wait until an older one is more than 7 days ago, or query one of the last 30 again, which does not count.',
		retry: 'afterWait',
		...UNVERIFIED,
	},
];
