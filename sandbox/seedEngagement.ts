import type { PublicMedia } from './engagement';
import type { World } from './world';

const MINUTE = 60_000;

/** People outside this world. The first two follow every account; the last one comments, but never writes a message. */
export const FOLLOWERS = [
	{ id: '17841499000000101', username: 'tide.and.table' },
	{ id: '17841499000000103', username: 'mira_k' },
	{ id: '17841499000000105', username: 'old.harbour.walks' },
	{ id: '17841499000000107', username: 'jonas.bakt' },
];

const REMARKS = ['Lovely!', 'Is this still available?', 'See you on Saturday 👋', 'How much is it?'];

const REPLIES = ['I was wondering, too.', 'So do I!'];

/** Public posts with this hashtag fill more than two pages. */
const BUSY_HASHTAG = 'pottery';

const BUSY_POSTS = 120;

/** A post by an account outside this world. */
export function publicMedia(world: World, index: number, caption: string, at: number): PublicMedia {
	const follower = FOLLOWERS[index % FOLLOWERS.length] ?? { username: 'follower' };
	const id = world.ids.next('publicMedia');
	return {
		id,
		shortcode: `C${id.slice(-10)}`,
		username: follower.username,
		caption,
		at,
		likes: index,
		comments: index % 7,
	};
}

/** Adds comments and replies on every post, mentions of every account, and a busy hashtag. */
export function seedEngagement(world: World): void {
	const { engagement } = world;
	const now = world.clock.now();
	for (const media of [...world.media.values()]) {
		REMARKS.forEach((text, index) => {
			const { id: fromId, username } = FOLLOWERS[index] ?? { id: '0', username: 'follower' };
			const at = media.publishedAt + (index + 1) * 30 * MINUTE;
			const comment = engagement.addComment({ mediaId: media.id, text, username, fromId, at, likes: index });
			for (const [number, reply] of REPLIES.slice(0, index % 3).entries()) {
				const writer = FOLLOWERS[number] ?? { id: '0', username: 'follower' };
				engagement.addComment({
					mediaId: media.id,
					parentId: comment.id,
					text: reply,
					username: writer.username,
					fromId: writer.id,
					at: at + (number + 1) * MINUTE,
				});
			}
		});
	}
	for (const [index, account] of [...world.accounts.values()].entries()) {
		for (const { id } of FOLLOWERS.slice(0, 2)) engagement.followers.add(`${account.id}:${id}`);
		const caption = `A day at the harbour with @${account.username}`;
		const inCaption = publicMedia(world, index, caption, now - 90 * MINUTE);
		const inComment = publicMedia(world, index + 1, 'Where do you buy yours?', now - 80 * MINUTE);
		const writer = FOLLOWERS[(index + 2) % FOLLOWERS.length] ?? { id: '0', username: 'follower' };
		const comment = engagement.addComment({
			mediaId: inComment.id,
			text: `@${account.username} of course!`,
			username: writer.username,
			fromId: writer.id,
			at: now - 70 * MINUTE,
			likes: 2,
		});
		engagement.mentions.push({ accountId: account.id, media: inCaption });
		engagement.mentions.push({ accountId: account.id, media: inComment, comment });
	}
	engagement.hashtags.set(BUSY_HASHTAG, {
		id: world.ids.next('hashtag'),
		name: BUSY_HASHTAG,
		media: Array.from({ length: BUSY_POSTS }, (_, index) =>
			publicMedia(world, index, `Number ${index + 1} #${BUSY_HASHTAG}`, now - index * 10 * MINUTE),
		),
	});
	for (const name of ['stoneware', 'sourdough', 'coffee']) {
		engagement.hashtags.set(name, { id: world.ids.next('hashtag'), name, media: [] });
	}
	seedInvites(world);
}

/** Invites every account to collaborate on two posts. */
function seedInvites(world: World): void {
	const now = world.clock.now();
	for (const [index, account] of [...world.accounts.values()].entries()) {
		for (const [number, caption] of ['Made together', 'Our weekend market'].entries()) {
			const media = publicMedia(world, index + number, caption, now - (number + 1) * 60 * MINUTE);
			world.engagement.invites.push({ accountId: account.id, media });
		}
	}
}
