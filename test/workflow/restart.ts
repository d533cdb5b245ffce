import { forgetAccounts } from '../../nodes/Instagram/accounts';
import { processPauses } from '../../nodes/Instagram/graph/usage';
import { forgetPages } from '../../nodes/Instagram/pages';
import { processJournal } from '../../nodes/Instagram/publishing/journal';
import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import { forgetTokens } from '../../nodes/Instagram/tokens/memory';

/** n8n starts anew: what the package remembers in memory is gone. */
export function restartN8n(): void {
	resetProcessState();
	forgetAccounts();
	forgetPages();
	forgetTokens();
	processPauses.clear();
	processJournal.clear();
}
