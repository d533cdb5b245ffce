import { forgetAccounts } from '../../nodes/Instagram/accounts';
import { forgetSent } from '../../nodes/Instagram/actions/once';
import { processPauses } from '../../nodes/Instagram/graph/usage';
import { forgetPages } from '../../nodes/Instagram/pages';
import { processJournal } from '../../nodes/Instagram/publishing/journal';
import { publishedMedia } from '../../nodes/Instagram/publishing/publish';
import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import { forgetTokens } from '../../nodes/Instagram/tokens/processCache';

/** n8n starts anew: what the package remembers in memory is gone. */
export function restartN8n(): void {
	resetProcessState();
	forgetAccounts();
	processPauses.clear();
	forgetPages();
	forgetTokens();
	processPauses.clear();
	processJournal.clear();
	publishedMedia.clear();
	forgetSent();
}
