import { consentRoutes } from '../oauth/consentRoutes';
import { tokenRoutes } from '../oauth/tokenRoutes';
import { fileRoutes } from '../media/fileRoutes';
import { uploadRoutes } from '../upload';
import { appRoutes } from '../webhooks/appRoutes';
import { installRoutes } from '../webhooks/installRoutes';
import { accountInsightsRoutes } from './accountInsights';
import { accountRoutes } from './accounts';
import { audioRoutes } from './audio';
import { authorize } from './authorize';
import type { Call } from './call';
import { collaborationRoutes } from './collaboration';
import { commentRoutes } from './comments';
import { containerRoutes } from './containers';
import { conversationRoutes } from './conversations';
import { discoveryRoutes } from './discovery';
import { noSuchObject } from './errors';
import { handoverRoutes } from './handover';
import { hashtagRoutes } from './hashtags';
import { likeRoutes } from './likes';
import { mediaRoutes } from './media';
import { mediaActionRoutes } from './mediaActions';
import { mentionRoutes } from './mentions';
import { messageRoutes } from './messages';
import { messengerProfileRoutes } from './messengerProfile';
import { profileRoutes } from './profiles';
import { publishingRoutes } from './publishing';
import type { Found, OpenRoute, Route } from './route';
import { findOpenRoute } from './route';
import { shoppingRoutes } from './shopping';

const OPEN_ROUTES: readonly OpenRoute[] = [
	...consentRoutes,
	...tokenRoutes,
	...appRoutes,
	...uploadRoutes,
	...fileRoutes,
];

/** The first row that fits answers a call: rows with a condition stand before those without. */
const ROUTES: readonly Route[] = [
	...discoveryRoutes,
	...mentionRoutes,
	...accountRoutes,
	...accountInsightsRoutes,
	...publishingRoutes,
	...installRoutes,
	...messageRoutes,
	...conversationRoutes,
	...handoverRoutes,
	...messengerProfileRoutes,
	...profileRoutes,
	...collaborationRoutes,
	...likeRoutes,
	...shoppingRoutes,
	...hashtagRoutes,
	...audioRoutes,
	...commentRoutes,
	...mediaActionRoutes,
	...containerRoutes,
	...mediaRoutes,
];

/**
 * Finds the row of the routing table for a call.
 *
 * @throws MetaRefusal where the token cannot be used, or no row fits
 */
export function findRoute(call: Call): Found {
	const open = findOpenRoute(OPEN_ROUTES, call);
	if (open) return open;
	if (call.host === 'rupload.facebook.com') throw noSuchObject(call.path, call.method);
	const authorized = authorize(call);
	for (const route of ROUTES) {
		const found = route(authorized);
		if (found) return found;
	}
	throw noSuchObject(call.path.split('/')[1] ?? '', call.method);
}
