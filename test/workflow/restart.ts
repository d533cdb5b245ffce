import { forgetAccounts } from '../../nodes/Instagram/accounts';
import { forgetSent } from '../../nodes/Instagram/actions/once';
import { forgetPages } from '../../nodes/Instagram/pages';
import { forgetKeys } from '../../nodes/Instagram/publishing/deduplication';
import { processJournal } from '../../nodes/Instagram/publishing/journal';
import { forgetTokens } from '../../nodes/Instagram/tokens/memory';

/** n8n starts anew: what the package remembers in memory is gone. */
export function restartN8n(): void {
	forgetAccounts();
	forgetPages();
	forgetTokens();
	forgetKeys();
	processJournal.clear();
	forgetSent();
}
