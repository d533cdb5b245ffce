import type { FastifyInstance } from 'fastify';

import { ControlError, object } from './controlInput';
import type { Account } from './model';
import { FOLLOWERS } from './seedEngagement';
import type { World } from './world';

interface PostOrder {
	accountId: string;
	caption?: string;
	/** How long ago it was posted. */
	secondsAgo?: number;
	times?: number;
}

function accountOf(world: World, { accountId }: PostOrder): Account {
	const account = world.accounts.get(accountId);
	if (!account) throw new ControlError('accountId is not an account here');
	return account;
}

/** A post without the API: by an account, or by a follower who tags it. */
function post(world: World, order: PostOrder, tagged: boolean): string {
	const account = accountOf(world, order);
	const [follower = { username: '' }] = FOLLOWERS;
	const { caption = tagged ? `With @${account.username}` : 'From the phone', secondsAgo = 0 } = order;
	const { id } = world.addMedia({
		...(tagged
			? { accountId: '', username: follower.username, taggedAccountIds: [account.id] }
			: { accountId: account.id }),
		kind: 'image',
		productType: 'FEED',
		caption,
		file: world.files.sample(`${account.motif}-1.jpg`),
		childIds: [],
		publishedAt: world.clock.now() - secondsAgo * 1000,
		likes: 0,
		comments: 0,
	});
	return id;
}

/** Content that causes no webhook: posts by an account, and posts that tag it. */
export function postRoutes(app: FastifyInstance, world: World): void {
	for (const [name, tagged] of [
		['posts', false],
		['tagged-posts', true],
	] as const) {
		app.post(`/_sandbox/${name}`, (request) => {
			const order = object<PostOrder>(request.body);
			const mediaIds = Array.from({ length: order.times ?? 1 }, () => post(world, order, tagged));
			return { mediaIds };
		});
	}
}
