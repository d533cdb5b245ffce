import type { Kind, Shape } from './shape';

/** Where an answer is not of the expected shape. */
export interface Difference {
	/** `data[].owner.id` */
	path: string;
	what: 'missing' | 'extra' | 'type';
	/** What kinds were expected, what kinds came. */
	expected?: string;
	seen?: string;
}

/**
 * Fields that an account or a post need not have, by Meta's documentation: it leaves out what is empty, switched off or
 * not for everybody. That one of them is missing says nothing.
 * https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
	// Of a profile.
	'biography',
	'name',
	'profile_picture_url',
	'website',
	'shopping_review_status',
	// Of a Page without an account, and of a post without text, likes shown, children, or with a copyright claim.
	'instagram_business_account',
	'connected_instagram_account',
	'pageId',
	'pageName',
	'alt_text',
	'boost_eligibility_info',
	'caption',
	'children',
	'is_shared_to_feed',
	'like_count',
	'media_audio_type',
	'media_url',
	'thumbnail_url',
	'view_count',
	// Of comments: of others', of replies, without the permission.
	'from',
	'parent_id',
	'replies',
	'user',
	'username',
	// Of messages: whatever it is that was sent.
	'attachments',
	'is_unsupported',
	'message',
	'reactions',
	'shares',
	'story',
	// Of an edge: an empty list, the first page, the last one.
	'paging',
	'cursors',
	'before',
	'after',
	'next',
	'previous',
	// Of figures, where nobody has done anything, and of tokens of some kinds.
	'breakdowns',
	'results',
	'data_access_expires_at',
	'dataAccessExpiresAt',
	'granular_scopes',
	'issuedAt',
	'issued_at',
	'target_ids',
]);

/** An expected text may be anything; an id, time or address has to be one. */
function isOfKind(seen: Kind, expected: readonly Kind[]): boolean {
	if (expected.includes(seen)) return true;
	return expected.includes('text') && (seen === 'id' || seen === 'time' || seen === 'url');
}

function lastName(path: string): string {
	return path.replace(/\[\]/g, '').split('.').at(-1) ?? path;
}

function mayBeLeftOut(path: string): boolean {
	return LEFT_OUT.has(lastName(path));
}

/**
 * Compares what came with what was expected. A field is missing if the expected answers always have it, the ones that
 * came never, and Meta does not leave it out at times.
 */
export function compareShapes(expected: Shape, seen: Shape, path = ''): Difference[] {
	const wrong = seen.kinds.filter((kind) => !isOfKind(kind, expected.kinds));
	// Nothing in the place of something that may be left out is the same as leaving it out.
	const strange = mayBeLeftOut(path) ? wrong.filter((kind) => kind !== 'null') : wrong;
	if (strange.length > 0 && !expected.kinds.every((kind) => kind === 'null')) {
		return [{ path, what: 'type', expected: expected.kinds.join(' or '), seen: seen.kinds.join(' or ') }];
	}
	const below = (name: string) => (path === '' ? name : `${path}.${name}`);
	const missing = Object.entries(expected.fields)
		.filter(([name, { count }]) => count >= expected.objects && seen.objects > 0 && !seen.fields[name])
		.map(([name]) => below(name))
		.filter((place) => !mayBeLeftOut(place))
		.map((place): Difference => ({ path: place, what: 'missing' }));
	const inner = Object.entries(seen.fields).flatMap(([name, { shape }]): Difference[] => {
		const counterpart = expected.fields[name];
		if (counterpart) return compareShapes(counterpart.shape, shape, below(name));
		return expected.objects > 0 ? [{ path: below(name), what: 'extra', seen: shape.kinds.join(' or ') }] : [];
	});
	const entries =
		expected.entries && seen.entries ? compareShapes(expected.entries, seen.entries, `${path}[]`) : [];
	return [...missing, ...inner, ...entries];
}

/** What the package or the sandbox would have to be changed for. A field more than expected does no harm. */
export function isSerious({ what }: Difference): boolean {
	return what !== 'extra';
}
