import { FOLLOWERS } from './seedEngagement';
import type { World } from './world';

const HOUR = 3600_000;

/** How long ago each person wrote last: within a day, within a week, longer ago. The last person never wrote. */
const LAST_WRITTEN = [2 * HOUR, 3 * 24 * HOUR, 20 * 24 * HOUR];

/** More messages than Meta returns details of. */
const LONG_CONVERSATION = 30;

/** Gives every account conversations: a long one that is under way, and two that have gone quiet. */
export function seedInboxes(world: World): void {
	const now = world.clock.now();
	for (const account of world.accounts.values()) {
		LAST_WRITTEN.forEach((ago, index) => {
			const { id = '', username = '' } = FOLLOWERS[index] ?? {};
			const conversation = world.inboxes.open(account.id, id, username);
			const count = index === 0 ? LONG_CONVERSATION : 3;
			for (let left = count - 1; left >= 0; left -= 1) {
				const isOwn = left % 2 === 1;
				world.inboxes.add(conversation, {
					isOwn,
					at: now - ago - left * HOUR,
					text: isOwn ? `Answer ${count - left}` : `Question ${count - left}`,
				});
			}
		});
	}
}
