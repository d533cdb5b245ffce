import { forgetAccounts } from '../../nodes/Instagram/accounts';
import { processPauses } from '../../nodes/Instagram/graph/usage';
import { forgetPages } from '../../nodes/Instagram/pages';
import { forgetKeys } from '../../nodes/Instagram/publishing/deduplication';
import { processJournal } from '../../nodes/Instagram/publishing/journal';
import { forgetTokens } from '../../nodes/Instagram/tokens/memory';

/** n8n starts anew: what the package remembers in memory is gone. */
export function restartN8n(): void {
	forgetAccounts();
	processPauses.clear();
	forgetPages();
	forgetTokens();
	forgetKeys();
	processJournal.clear();
}
