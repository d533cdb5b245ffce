import type { GraphError } from '../graph/errors/explain';

/**
 * What a publish that got no id says of the post:
 *
 * - `notReady`: nothing is live, the media is still being processed;
 * - `notSent`: nothing is live, since nothing was sent;
 * - `refused`: nothing is live for certain;
 * - `unclear`: it may be live.
 */
export type PublishAnswer = 'notReady' | 'notSent' | 'refused' | 'unclear';

/** Code and subcode of "Media is not ready". */
const NOT_READY = { code: 9007, subcode: 2207027 };

/** The token is refused. */
const TOKEN = 190;

/** The daily number of posts is used up. */
const QUOTA = { code: 9, subcode: 2207042 };

/** Too many calls: Meta did not look at it. https://developers.facebook.com/docs/graph-api/overview/rate-limiting */
const PLAIN_LIMITS: ReadonlySet<number> = new Set([4, 17, 32, 341, 613, 80001, 80002, 80006]);

/** "Action is blocked": comes with code 4, and came for posts that were live (postiz PR #1681). */
const BLOCKED = 2207051;

/**
 * Reads the refusal of a publish. No refusal proves that nothing is live, but for the few here.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
 */
export function readPublishAnswer({
	code,
	subcode,
	httpCode,
	outcome,
}: Pick<GraphError, 'code' | 'subcode' | 'httpCode' | 'outcome'>): PublishAnswer {
	if (code === undefined) return httpCode === undefined && outcome === 'refused' ? 'notSent' : 'unclear';
	if (code === NOT_READY.code && subcode === NOT_READY.subcode) return 'notReady';
	if (code === TOKEN) return 'refused';
	if (code === QUOTA.code && subcode === QUOTA.subcode) return 'refused';
	return PLAIN_LIMITS.has(code) && subcode !== BLOCKED ? 'refused' : 'unclear';
}
