import type { Account } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, MetaRefusal } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';
import { readersOfPost } from './publicMedia';
import { route } from './route';

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

function askedDiscovery({ parameters }: AuthorizedCall): AskedField | undefined {
	return parseFields(parameters.fields ?? 'id').find(({ name }) => name === 'business_discovery');
}

function discover(call: AuthorizedCall, account: Account): Answer {
	const asked = askedDiscovery(call) ?? { name: 'business_discovery', modifiers: {} };
	const { username } = asked.modifiers;
	if (!username) throw invalidParameter('The parameter username is required');
	const found = [...call.world.accounts.values()].find((one) => one.username === username.toLowerCase());
	if (!found) throw notShown(username);
	const body = pick(innerFields(asked, 'id'), readersOfAccount(call, found), 'ShadowIGUser');
	return { status: 200, body: { business_discovery: body, id: account.id } };
}

/** Business discovery: other professional accounts, by username. */
export const discoveryRoutes = [
	route({
		method: 'GET',
		path: '/{account}',
		login: 'facebook',
		when: (call) => askedDiscovery(call) !== undefined,
		permission: 'basic',
		endpoint: 'discovery',
		handle: discover,
	}),
];
