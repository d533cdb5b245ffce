import { forgetPolls } from '../../nodes/Instagram/trigger/polling/poll';
import { forgetAnnouncements } from '../../nodes/Instagram/trigger/webhook/announcement';
import { forgetResolvedAccounts } from '../../nodes/Instagram/trigger/webhook/context';
import { forgetConfirmed } from '../../nodes/Instagram/trigger/webhook/discovery';
import { forgetSeen } from '../../nodes/Instagram/trigger/webhook/eventDeduplicator';
import { forgetLogged } from '../../nodes/Instagram/trigger/webhook/logThrottle';
import { forgetApps } from '../../nodes/Instagram/trigger/webhook/metaApp';
import { forgetPeers } from '../../nodes/Instagram/trigger/webhook/peers';
import { forgetFailures } from '../../nodes/Instagram/trigger/webhook/relay';
import { forgetSubscribed } from '../../nodes/Instagram/trigger/webhook/state';

/** n8n starts anew: what the triggers remember in memory is gone. */
export function forgetTriggers(): void {
	forgetAnnouncements();
	forgetApps();
	forgetConfirmed();
	forgetFailures();
	forgetLogged();
	forgetPeers();
	forgetPolls();
	forgetResolvedAccounts();
	forgetSeen();
	forgetSubscribed();
}
