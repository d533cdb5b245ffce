import type { ErrorRow } from '../row';
import { GRAPH_CODES, RATE_LIMITS } from '../row';

/** Meta's text for users may speak of another product: of an ad account, for code 17. */
const limit = { kind: 'rateLimit', retry: 'afterWait', withoutUserText: true, ...RATE_LIMITS } as const;

/** Too many calls, and Meta's blocks. The daily quota and the spam block stand with publishing. */
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
		message: 'There have been too many calls for the Page of this account',
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
		message: 'Meta has slowed this connection down because the number of calls varies too much',
		remedy: 'Spread the calls evenly over time.',
	},
	{
		code: 613,
		...limit,
		scope: 'account',
		message: 'There have been too many calls of this kind',
		remedy: 'Run the workflow less often, or with fewer items at once.',
	},
	{
		code: 80001,
		...limit,
		scope: 'account',
		message: 'There have been too many calls for the Page of this account',
		remedy: 'Run the workflows that use this account less often, or read less at once.',
	},
	{
		code: 80002,
		...limit,
		scope: 'account',
		message: 'There have been too many calls for this Instagram account',
		remedy:
			"Run the workflows that use this account less often, or read less at once. The limit grows with the account's impressions.",
	},
	{
		code: 80006,
		...limit,
		scope: 'account',
		message: 'There have been too many messaging calls for this account',
		remedy: 'Send fewer messages at once.',
	},
	{
		code: 368,
		kind: 'policy',
		message:
			"Meta has blocked this action for some time because of its Community Standards or the app's policies",
		remedy:
			'Wait some hours before the next try, and check the account and the app in the Instagram app and the Meta App Dashboard.',
		retry: 'afterWait',
		quote: true,
		...GRAPH_CODES,
	},
];
