import type { Account } from '../model';
import { allow, requirePermission } from './authorize';
import type { AuthorizedCall, Route } from './call';
import { invalidParameter, MetaRefusal } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';
import { readersOfPost } from './publicMedia';

/** What Meta says of accounts that are personal, have an age limit, or do not exist. */
function notShown(username: string): MetaRefusal {
	return new MetaRefusal(110, 'Invalid user id', {
		subcode: 2207013,
		userTitle: 'Cannot find User',
		userMessage: `The user with username: ${username} cannot be found.`,
	});
}

/** The newest posts: cursors, and no `next`. */
function nestedMedia(call: AuthorizedCall, account: Account, asked: AskedField) {
	const { limit = '25', after } = asked.modifiers;
	const posts = call.world.postsOf(account.id).filter(({ productType }) => productType !== 'STORY');
	const nested = { ...call, parameters: { limit, ...(after ? { after } : {}) } as Record<string, string> };
	const fields = innerFields(asked, 'id');
	const body = page(nested, posts, (media) => pick(fields, readersOfPost(call, media), 'ShadowIGMedia'));
	const { paging } = body as { paging?: { cursors: unknown } };
	return { data: body.data, ...(paging ? { paging: { cursors: paging.cursors } } : {}) };
}

function readersOfAccount(call: AuthorizedCall, account: Account): Readers {
	const { world } = call;
	return {
		id: () => account.id,
		username: () => account.username,
		name: () => account.name,
		biography: () => account.biography || undefined,
		website: () => account.website,
		profile_picture_url: () => world.files.address(`/media/avatar-${account.motif}.jpg`),
		followers_count: () => account.followers,
		follows_count: () => account.follows,
		media_count: () => world.postsOf(account.id).filter(({ productType }) => productType !== 'STORY').length,
		media: (asked) => nestedMedia(call, account, asked),
	};
}

/** Business discovery: other professional accounts, by username. Facebook Login only. */
export function discoveryRoute(call: AuthorizedCall, account: Account, edge: string): Route | undefined {
	const { world, method, parameters, loginMethod } = call;
	if (edge !== '' || method !== 'GET' || loginMethod !== 'facebook') return undefined;
	const asked = parseFields(parameters.fields ?? 'id').find(({ name }) => name === 'business_discovery');
	if (!asked) return undefined;
	const work = () => {
		allow(call);
		requirePermission(call, 'basic');
		const { username } = asked.modifiers;
		if (!username) throw invalidParameter('The parameter username is required');
		const found = [...world.accounts.values()].find((one) => one.username === username.toLowerCase());
		if (!found) throw notShown(username);
		const body = pick(innerFields(asked, 'id'), readersOfAccount(call, found), 'ShadowIGUser');
		return { status: 200, body: { business_discovery: body, id: account.id } };
	};
	return { endpoint: 'discovery', work };
}
