import { uploadRoute } from '../upload';
import { tokenRoute } from '../oauth/tokenRoutes';
import { appSubscriptionRoute } from '../webhooks/appRoute';
import { installRoute } from '../webhooks/installRoute';
import { accountInsightsRoute } from './accountInsights';
import { accountFor, accountRoute, lookUpRoute } from './accounts';
import { authorize } from './authorize';
import type { AuthorizedCall, Call, Route } from './call';
import { commentRoute } from './comments';
import { discoveryRoute } from './discovery';
import { noSuchObject } from './errors';
import { hashtagRoute } from './hashtags';
import { inboxRoute } from './inbox';
import { mediaActionRoute } from './mediaActions';
import { listRoute, multiRoute, objectRoute } from './media';
import { mentionRoute } from './mentions';
import { publishingRoute } from './publishing';

/** Which account a call acts on, for the usage headers. */
export interface Found {
	route: Route;
	accountId?: string;
	call: Call | AuthorizedCall;
}

function edgeOf(path: string): { id: string; edge: string } {
	const [, id = '', edge = '', ...more] = path.split('/');
	return { id, edge: [edge, ...more].join('/') };
}

/** The account whose media, container or comment this is. */
function ownerOf({ world }: Call, id: string): string | undefined {
	const { media, containers, talk } = world;
	const commented = media.get(talk.comments.get(id)?.mediaId ?? '');
	return (media.get(id) ?? containers.get(id) ?? commented)?.accountId;
}

/**
 * Finds what a call is for.
 *
 * @throws MetaRefusal where the token cannot be used, or nothing answers to the path
 */
export function findRoute(call: Call): Found {
	const token = tokenRoute(call) ?? appSubscriptionRoute(call);
	if (token) return { route: token, call };
	if (call.host === 'rupload.facebook.com') {
		const upload = uploadRoute(call);
		if (upload) return { route: upload, call };
		throw noSuchObject(call.path, call.method);
	}
	const authorized = authorize(call);
	const lookUp = lookUpRoute(authorized) ?? hashtagRoute(authorized) ?? multiRoute(authorized);
	if (lookUp) return { route: lookUp, call: authorized };
	const { id, edge } = edgeOf(call.path);
	const inbox = installRoute(authorized, id, edge) ?? inboxRoute(authorized, id, edge);
	if (inbox) return { ...inbox, call: authorized };
	const account = accountFor(authorized, id);
	if (account) {
		const route =
			discoveryRoute(authorized, account, edge) ??
			mentionRoute(authorized, account, edge) ??
			accountInsightsRoute(authorized, account, edge) ??
			accountRoute(authorized, account, edge) ??
			publishingRoute(authorized, account, edge) ??
			listRoute(authorized, account, edge);
		if (!route) throw noSuchObject(id, call.method);
		return { route, call: authorized, accountId: account.id };
	}
	const route =
		commentRoute(authorized, id, edge) ??
		mediaActionRoute(authorized, id, edge) ??
		(edge === '' ? objectRoute(authorized, id) : undefined);
	if (!route) throw noSuchObject(id, call.method);
	return { route, call: authorized, accountId: ownerOf(call, id) };
}
