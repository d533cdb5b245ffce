import type { GraphError } from '../graph/errors/explain';
import { INVALID_TOKEN } from '../graph/errors/row';

/**
 * What an answer without an id means for the post:
 *
 * - `notReady`: nothing is live, the media is still being processed;
 * - `notSent`: nothing is live, because nothing was sent;
 * - `refused`: certainly nothing is live;
 * - `unclear`: it may be live.
 */
export type PublishAnswer = 'notReady' | 'notSent' | 'refused' | 'unclear';

/** Code and subcode of "Media is not ready". */
const NOT_READY = { code: 9007, subcode: 2207027 };

/** The daily number of posts is used up. */
const QUOTA = { code: 9, subcode: 2207042 };

/** Rate limits: Meta did not process the call. https://developers.facebook.com/docs/graph-api/overview/rate-limiting */
const PLAIN_LIMITS: ReadonlySet<number> = new Set([4, 17, 32, 341, 613, 80001, 80002, 80006]);

/** "Action is blocked" has code 4, but was also returned for posts that were live (postiz PR #1681). */
const BLOCKED = 2207051;

/**
 * Interprets an error of a publish. Only the few errors here prove that nothing is live.
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
	if (code === INVALID_TOKEN) return 'refused';
	if (code === QUOTA.code && subcode === QUOTA.subcode) return 'refused';
	return PLAIN_LIMITS.has(code) && subcode !== BLOCKED ? 'refused' : 'unclear';
}
