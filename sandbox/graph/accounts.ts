import type { Account, Page, Token } from '../model';
import type { AuthorizedCall, Answer, Route } from './call';
import { allow, requirePermission } from './authorize';
import { invalidParameter, noSuchObject } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';

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

/** An account that the token may act on, by its id, by the id within the app, or as `me`. */
export function accountFor({ world, token, loginMethod }: AuthorizedCall, id: string): Account | undefined {
	const granted = token.accountIds.map((accountId) => world.accounts.get(accountId));
	if (loginMethod === 'instagram') {
		return granted.find(
			(account) => account && (id === 'me' || account.id === id || account.appScopedId === id),
		);
	}
	return granted.find((account) => account?.id === id);
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

/** `/me`, `/me/accounts`, `/me/permissions`, `/me/businesses` and the Pages below a business. */
export function lookUpRoute(call: AuthorizedCall): Route | undefined {
	const { world, path, method, token, loginMethod, parameters } = call;
	if (method !== 'GET') return undefined;
	if (path === '/me') {
		return { endpoint: 'me', work: () => (allow(call), me(call)) };
	}
	if (loginMethod !== 'facebook') return undefined;
	const listed = (pages: Page[]) => {
		allow(call);
		if (!token.permissions.includes('pages_show_list')) return ok({ data: [] });
		const asked = parseFields(parameters.fields ?? 'access_token,category,category_list,name,id,tasks');
		return ok(page(call, pages, (one) => pick(asked, pageReaders(call, one), 'Page')));
	};
	if (path === '/me/accounts') {
		return {
			endpoint: 'accounts',
			work: () => {
				if (token.kind === 'page')
					throw invalidParameter('Tried accessing nonexisting field (accounts) on node type (Page)');
				return listed(pagesOf(call, false));
			},
		};
	}
	if (path === '/me/permissions')
		return { endpoint: 'permissions', work: () => (allow(call), ok(permissionsOf(token))) };
	if (path === '/me/businesses') {
		return {
			endpoint: 'businesses',
			work: () => {
				allow(call);
				const seen = token.permissions.includes('business_management') ? [...world.businesses.values()] : [];
				return ok(page(call, seen, (business) => business));
			},
		};
	}
	const owned = /^\/(\d+)\/(owned_pages|client_pages)$/.exec(path);
	if (owned && world.businesses.has(owned[1] ?? '')) {
		const pages =
			owned[2] === 'owned_pages' ? pagesOf(call, true).filter((one) => one.businessId === owned[1]) : [];
		return { endpoint: 'businesses', work: () => listed(pages) };
	}
	const single = /^\/(\d+)$/.exec(path)?.[1];
	const onePage =
		single !== undefined && token.pageIds.includes(single) ? world.pages.get(single) : undefined;
	if (onePage) {
		const work = () =>
			ok(pick(parseFields(parameters.fields ?? 'id,name'), pageReaders(call, onePage), 'Page'));
		return { endpoint: 'page', work };
	}
	return undefined;
}

/** Posts of the account in the last 24 hours: what its daily quota counts. */
export function postsInWindow({ world }: AuthorizedCall, accountId: string): number {
	const since = world.clock.now() - DAY;
	return world.postsOf(accountId).filter((media) => media.containerId && media.publishedAt > since).length;
}

/** The account itself and its publishing limit. */
export function accountRoute(call: AuthorizedCall, account: Account, edge: string): Route | undefined {
	const { world, parameters } = call;
	if (call.method !== 'GET') return undefined;
	if (edge === '') {
		return {
			endpoint: 'account',
			work: () => {
				allow(call);
				requirePermission(call, 'basic');
				return ok(describe(call, account, parseFields(parameters.fields ?? 'id')));
			},
		};
	}
	if (edge !== 'content_publishing_limit') return undefined;
	return {
		endpoint: 'limit',
		work: () => {
			allow(call, 'since');
			requirePermission(call, 'publish');
			const readers: Readers = {
				quota_usage: () => postsInWindow(call, account.id),
				config: () => ({ quota_total: world.behaviour.quotaTotal, quota_duration: 86_400 }),
			};
			return ok({
				data: [
					pick(parseFields(parameters.fields ?? 'quota_usage'), readers, 'ContentPublishingLimitResponse'),
				],
			});
		},
	};
}
