import type { Example } from '../example';
import { ACCOUNT_EXAMPLES } from './accounts';
import { MEDIA_EXAMPLES } from './media';
import { PUBLISHING_EXAMPLES } from './publishing';
import { ENGAGEMENT_EXAMPLES } from './engagement';

/** The examples of docs/operations.md: resource -> operation -> its runs. Every operation has one at least. */
export const EXAMPLES: Readonly<Record<string, Readonly<Record<string, readonly Example[]>>>> = {
	...ACCOUNT_EXAMPLES,
	...MEDIA_EXAMPLES,
	...PUBLISHING_EXAMPLES,
	...ENGAGEMENT_EXAMPLES,
};
