import type { ErrorRow } from '../row';
import { GRAPH_CODES, RATE_LIMITS } from '../row';

/** Meta's text for users may be about another product, such as an ad account for code 17. */
const limit = { kind: 'rateLimit', retry: 'afterWait', withoutUserText: true, ...RATE_LIMITS } as const;

/** Rate limits and blocks. The daily quota and the spam block are in the rows of publishing. */
export const LIMIT_ROWS: readonly ErrorRow[] = [
	{
		code: 4,
		...limit,
		scope: 'app',
		message: 'The Meta app has made too many calls',
		remedy: 'All workflows that use this app share the limit: run them less often, or read less at once.',
	},
	{
		code: 17,
		...limit,
		scope: 'user',
		message: 'The person who connected has made too many calls',
		remedy:
			'All workflows that use this connection share the limit: run them less often, or read less at once.',
	},
	{
		code: 32,
		...limit,
		scope: 'account',
		message: 'Too many calls were made for the Page of this account',
		remedy: 'Run the workflows that use this account less often, or read less at once.',
	},
	{
		code: 341,
		...limit,
		scope: 'app',
		message: 'The Meta app has reached a limit on its calls',
		remedy: 'All workflows that use this app share the limit: run them less often, or read less at once.',
	},
	{
		code: 613,
		subcode: 1996,
		...limit,
		scope: 'account',
		message: 'Meta limits this connection because its number of calls varies too much',
		remedy: 'Spread the calls evenly over time.',
	},
	{
		code: 613,
		...limit,
		scope: 'account',
		message: 'Too many calls of this kind were made',
		remedy: 'Run the workflow less often, or with fewer items at once.',
	},
	{
		code: 80001,
		...limit,
		scope: 'account',
		message: 'Too many calls were made for the Page of this account',
		remedy: 'Run the workflows that use this account less often, or read less at once.',
	},
	{
		code: 80002,
		...limit,
		scope: 'account',
		message: 'Too many calls were made for this Instagram account',
		remedy:
			"Run the workflows that use this account less often, or read less at once. The limit grows with the account's impressions.",
	},
	{
		code: 80006,
		...limit,
		scope: 'account',
		message: 'Too many messaging calls were made for this account',
		remedy: 'Send fewer messages at once.',
	},
	{
		code: 368,
		kind: 'policy',
		message:
			"Meta has blocked this action temporarily because of its Community Standards or the app's policies",
		remedy:
			'Wait a few hours before you try again, and check the account in the Instagram app and the app in the Meta App Dashboard.',
		retry: 'afterWait',
		quote: true,
		...GRAPH_CODES,
	},
];
