import type { AuthorizedCall } from './call';
import { MetaRefusal } from './errors';
import type { Readers } from './fields';
import { parseFields, pick } from './fields';
import { route } from './route';
import type { Targets } from './targets';

/** By username; others have neither name nor followers. */
const KNOWN: Readonly<Record<string, { name?: string; followers: number }>> = {
	'tide.and.table': { name: 'Tide & Table', followers: 5120 },
	mira_k: { name: 'Mira K.', followers: 214 },
	'old.harbour.walks': { followers: 988 },
};

function readersOf({ world }: AuthorizedCall, { accountId, id, username }: Targets['person']): Readers {
	const known = KNOWN[username];
	return {
		id: () => id,
		// Meta has null for people without a name.
		name: () => known?.name ?? null,
		username: () => username,
		profile_pic: () => world.files.address('/media/avatar-studio.jpg'),
		follower_count: () => known?.followers ?? 0,
		is_user_follow_business: () => world.engagement.followers.has(`${accountId}:${id}`),
		is_business_follow_user: () => false,
		is_verified_user: () => false,
	};
}

/** People who have written to an account. */
export const profileRoutes = [
	route({
		method: 'GET',
		path: '/{person}',
		permission: 'messages',
		endpoint: 'profile',
		handle: (call, person) => {
			if (!person.hasWritten)
				throw new MetaRefusal(230, '(#230) User consent is required to access user profile', {
					status: 403,
				});
			const asked = parseFields(call.parameters.fields ?? 'id');
			return { status: 200, body: pick(asked, readersOf(call, person), 'InstagramScopedUser') };
		},
	}),
];
