import { accountFor } from '../graph/accounts';
import { allow, requirePermission } from '../graph/authorize';
import type { Answer, AuthorizedCall, Route } from '../graph/call';
import { MetaRefusal, needsPageToken } from '../graph/errors';
import { chosenOf, requiredList } from '../graph/lists';
import type { LoginMethod } from '../model';
import { SANDBOX_APPS } from '../world';
import { INSTAGRAM_FIELDS, PAGE_FIELDS, purposeOf } from './fields';

/** A Page or account on which the app of its login method is or can be installed. */
interface Owner {
	app: LoginMethod;
	id: string;
	accountId?: string;
	fields: readonly string[];
	/** @throws MetaRefusal where the person has not granted what these fields need */
	check(fields: string[]): void;
}

function pageOwner(call: AuthorizedCall, id: string): Owner | undefined {
	const { world, token } = call;
	const pageId = id === 'me' ? token.pageId : id;
	const page = pageId === undefined ? undefined : world.pages.get(pageId);
	if (!page || !token.pageIds.includes(page.id)) return undefined;
	return {
		app: 'facebook',
		id: page.id,
		fields: PAGE_FIELDS,
		check: () => {
			if (token.kind !== 'page' || token.pageId !== page.id) throw needsPageToken();
			if (!token.permissions.includes('pages_manage_metadata')) {
				throw new MetaRefusal(200, '(#200) Requires pages_manage_metadata permission to manage the object', {
					status: 403,
				});
			}
		},
	};
}

function accountOwner(call: AuthorizedCall, id: string): Owner | undefined {
	const account = accountFor(call, id);
	if (!account) return undefined;
	return {
		app: 'instagram',
		id: account.id,
		accountId: account.id,
		fields: INSTAGRAM_FIELDS,
		check: (fields) => {
			requirePermission(call, 'basic');
			for (const field of fields) requirePermission(call, purposeOf(field));
		},
	};
}

function read({ world }: AuthorizedCall, { app, id }: Owner): Answer {
	const fields = world.webhooks.subscriptions.installed(app, id);
	const { appId, name } = SANDBOX_APPS[app];
	const { webhookAppId: naming } = world.behaviour;
	const row =
		app === 'instagram'
			? {
					...(naming === 'none' ? {} : { app_id: SANDBOX_APPS[naming === 'meta' ? 'facebook' : app].appId }),
					subscribed_fields: fields,
				}
			: {
					category: 'Business',
					link: 'https://sandbox.example/',
					name,
					id: appId,
					subscribed_fields: fields,
				};
	return { status: 200, body: { data: fields ? [row] : [] } };
}

const WORK: Record<string, { endpoint: string; work: (call: AuthorizedCall, owner: Owner) => Answer }> = {
	GET: {
		endpoint: 'installed',
		work: (call, owner) => {
			allow(call);
			owner.check([]);
			return read(call, owner);
		},
	},
	POST: {
		endpoint: 'install',
		work: (call, owner) => {
			allow(call, 'subscribed_fields');
			const fields = chosenOf(owner.fields, requiredList(call, 'subscribed_fields'), 'subscribed_fields');
			owner.check(fields);
			call.world.webhooks.subscriptions.install(owner.app, owner.id, fields);
			return { status: 200, body: { success: true } };
		},
	},
	DELETE: {
		endpoint: 'uninstall',
		work: (call, owner) => {
			allow(call);
			owner.check([]);
			call.world.webhooks.subscriptions.uninstall(owner.app, owner.id);
			return { status: 200, body: { success: true } };
		},
	},
};

/**
 * Installs an app on a Page (Facebook Login) or an account (Instagram Login), so that it is told what happens there.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export function installRoute(
	call: AuthorizedCall,
	id: string,
	edge: string,
): { route: Route; accountId?: string } | undefined {
	const found = Object.hasOwn(WORK, call.method) ? WORK[call.method] : undefined;
	if (edge !== 'subscribed_apps' || !found) return undefined;
	const owner = call.loginMethod === 'instagram' ? accountOwner(call, id) : pageOwner(call, id);
	if (!owner) return undefined;
	const route = { endpoint: found.endpoint, work: () => found.work(call, owner) };
	return { route, ...(owner.accountId === undefined ? {} : { accountId: owner.accountId }) };
}
