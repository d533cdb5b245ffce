import type { Account, Page, Token } from '../model';
import type { AuthorizedCall, Answer } from './call';
import { requirePermission } from './authorize';
import { invalidParameter, noSuchObject } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';
import { fixedRoute, route } from './route';

const DAY = 24 * 3600_000;

function readersOf({ world, loginMethod }: AuthorizedCall, account: Account): Readers {
	const common: Readers = {
		id: () => (loginMethod === 'instagram' ? account.appScopedId : account.id),
		username: () => account.username,
		name: () => account.name,
		biography: () => account.biography || undefined,
		website: () => account.website,
		profile_picture_url: () => world.files.address(`/media/avatar-${account.motif}.jpg`),
		followers_count: () => account.followers,
		follows_count: () => account.follows,
		media_count: () => world.postsOf(account.id).filter(({ productType }) => productType !== 'STORY').length,
	};
	if (loginMethod === 'instagram') {
		return { ...common, user_id: () => account.id, account_type: () => account.accountType };
	}
	return {
		...common,
		ig_id: () => account.appScopedId,
		is_published: () => true,
		has_profile_pic: () => true,
		shopping_product_tag_eligibility: () => false,
		shopping_review_status: () => undefined,
	};
}

function describe(call: AuthorizedCall, account: Account, asked: AskedField[]): Record<string, unknown> {
	return pick(asked, readersOf(call, account), call.loginMethod === 'instagram' ? 'IGUser' : 'ShadowIGUser');
}

function pageReaders(call: AuthorizedCall, one: Page): Readers {
	const { world, token } = call;
	const linked =
		one.accountId && token.accountIds.includes(one.accountId) ? world.accounts.get(one.accountId) : undefined;
	const instagram = (asked: AskedField) =>
		linked && token.permissions.includes('instagram_basic')
			? describe(call, linked, innerFields(asked, 'id'))
			: undefined;
	return {
		id: () => one.id,
		name: () => one.name,
		category: () => one.category.name,
		category_list: () => [one.category],
		tasks: () => one.tasks,
		access_token: () => (token.kind === 'page' ? token.value : world.tokens.pageToken(token, one.id).value),
		instagram_business_account: instagram,
		connected_instagram_account: instagram,
	};
}

function ok(body: unknown): Answer {
	return { status: 200, body };
}

function pagesOf({ world, token }: AuthorizedCall, inBusiness: boolean): Page[] {
	return token.pageIds
		.flatMap((id) => world.pages.get(id) ?? [])
		.filter((one) => (one.businessId !== undefined) === inBusiness);
}

function me(call: AuthorizedCall): Answer {
	const { world, token, parameters, loginMethod } = call;
	const asked = parseFields(parameters.fields ?? 'id');
	if (loginMethod === 'instagram') {
		requirePermission(call, 'basic');
		const [account] = token.accountIds.map((id) => world.accounts.get(id));
		if (!account) throw noSuchObject('me', 'GET');
		const body = describe(call, account, asked);
		return ok(world.behaviour.meAnswer === 'data' ? { data: [body] } : body);
	}
	const ownPage = token.pageId === undefined ? undefined : world.pages.get(token.pageId);
	if (ownPage) return ok(pick(asked, pageReaders(call, ownPage), 'Page'));
	const person = world.person(token.personKey);
	return ok(pick(asked, { id: () => person.facebookId, name: () => person.name }, 'User'));
}

function permissionsOf({ permissions, declined }: Token): unknown {
	return {
		data: [
			...permissions.map((permission) => ({ permission, status: 'granted' })),
			...declined.map((permission) => ({ permission, status: 'declined' })),
		],
	};
}

/** Posts of the account in the last 24 hours: what its daily quota counts. */
export function postsInWindow({ world }: AuthorizedCall, accountId: string): number {
	const since = world.clock.now() - DAY;
	return world.postsOf(accountId).filter((media) => media.containerId && media.publishedAt > since).length;
}

function listPages(call: AuthorizedCall, pages: Page[]): Answer {
	const { token, parameters } = call;
	if (!token.permissions.includes('pages_show_list')) return ok({ data: [] });
	const asked = parseFields(parameters.fields ?? 'access_token,category,category_list,name,id,tasks');
	return ok(page(call, pages, (one) => pick(asked, pageReaders(call, one), 'Page')));
}

function pagesOfUser(call: AuthorizedCall): Answer {
	if (call.token.kind === 'page')
		throw invalidParameter('Tried accessing nonexisting field (accounts) on node type (Page)');
	return listPages(call, pagesOf(call, false));
}

function businessesOfUser(call: AuthorizedCall): Answer {
	const { world, token } = call;
	const seen = token.permissions.includes('business_management') ? [...world.businesses.values()] : [];
	return ok(page(call, seen, (business) => business));
}

function publishingLimit(call: AuthorizedCall, { id }: Account): Answer {
	const { world, parameters } = call;
	const readers: Readers = {
		quota_usage: () => postsInWindow(call, id),
		config: () => ({ quota_total: world.behaviour.quotaTotal, quota_duration: 86_400 }),
	};
	const asked = parseFields(parameters.fields ?? 'quota_usage');
	return ok({ data: [pick(asked, readers, 'ContentPublishingLimitResponse')] });
}

/** The person, their Pages and businesses, and an account with its publishing limit. */
export const accountRoutes = [
	fixedRoute({ method: 'GET', path: '/me', endpoint: 'me', handle: me }),
	fixedRoute({
		method: 'GET',
		path: '/me/accounts',
		login: 'facebook',
		endpoint: 'accounts',
		handle: pagesOfUser,
	}),
	fixedRoute({
		method: 'GET',
		path: '/me/permissions',
		login: 'facebook',
		endpoint: 'permissions',
		handle: ({ token }) => ok(permissionsOf(token)),
	}),
	fixedRoute({
		method: 'GET',
		path: '/me/businesses',
		login: 'facebook',
		endpoint: 'businesses',
		handle: businessesOfUser,
	}),
	route({
		method: 'GET',
		path: '/{business}/owned_pages',
		login: 'facebook',
		endpoint: 'businesses',
		handle: (call, { id }) =>
			listPages(
				call,
				pagesOf(call, true).filter(({ businessId }) => businessId === id),
			),
	}),
	route({
		method: 'GET',
		path: '/{business}/client_pages',
		login: 'facebook',
		endpoint: 'businesses',
		handle: (call) => listPages(call, []),
	}),
	route({
		method: 'GET',
		path: '/{page}',
		login: 'facebook',
		endpoint: 'page',
		handle: (call, one) =>
			ok(pick(parseFields(call.parameters.fields ?? 'id,name'), pageReaders(call, one), 'Page')),
	}),
	route({
		method: 'GET',
		path: '/{account}',
		permission: 'basic',
		endpoint: 'account',
		handle: (call, account) => ok(describe(call, account, parseFields(call.parameters.fields ?? 'id'))),
	}),
	route({
		method: 'GET',
		path: '/{account}/content_publishing_limit',
		permission: 'publish',
		parameters: ['since'],
		endpoint: 'limit',
		handle: publishingLimit,
	}),
];
