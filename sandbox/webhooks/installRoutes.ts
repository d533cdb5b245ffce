import { requirePermission } from '../graph/authorize';
import type { Answer, AuthorizedCall } from '../graph/call';
import { MetaRefusal, needsPageToken } from '../graph/errors';
import { chosenOf, requiredList } from '../graph/lists';
import { route } from '../graph/route';
import type { Account, LoginMethod, Page } from '../model';
import { SANDBOX_APPS } from '../apps';
import { INSTAGRAM_FIELDS, PAGE_FIELDS, purposeOf } from './fields';

/** A Page or account on which the app of its login method is or can be installed. */
interface Owner {
	app: LoginMethod;
	id: string;
	fields: readonly string[];
	/** @throws MetaRefusal where the person has not granted what these fields need */
	check(fields: string[]): void;
}

function pageOwner({ token }: AuthorizedCall, page: Page): Owner {
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

function accountOwner(call: AuthorizedCall, { id }: Account): Owner {
	return {
		app: 'instagram',
		id,
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

function install(call: AuthorizedCall, owner: Owner): Answer {
	const fields = chosenOf(owner.fields, requiredList(call, 'subscribed_fields'), 'subscribed_fields');
	owner.check(fields);
	call.world.webhooks.subscriptions.install(owner.app, owner.id, fields);
	return { status: 200, body: { success: true } };
}

function uninstall({ world }: AuthorizedCall, { app, id }: Owner): Answer {
	world.webhooks.subscriptions.uninstall(app, id);
	return { status: 200, body: { success: true } };
}

const EDGE = [
	{
		method: 'GET',
		endpoint: 'installed',
		handle: (call: AuthorizedCall, owner: Owner) => (owner.check([]), read(call, owner)),
	},
	{ method: 'POST', endpoint: 'install', parameters: ['subscribed_fields'], handle: install },
	{
		method: 'DELETE',
		endpoint: 'uninstall',
		handle: (call: AuthorizedCall, owner: Owner) => (owner.check([]), uninstall(call, owner)),
	},
] as const;

/**
 * Installs an app on a Page (Facebook Login) or an account (Instagram Login), so that it receives their events.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const installRoutes = EDGE.flatMap((row) => [
	route({
		...row,
		path: '/{account}/subscribed_apps',
		login: 'instagram',
		handle: (call, account) => row.handle(call, accountOwner(call, account)),
	}),
	route({
		...row,
		path: '/{page}/subscribed_apps',
		login: 'facebook',
		handle: (call, page) => row.handle(call, pageOwner(call, page)),
	}),
]);
