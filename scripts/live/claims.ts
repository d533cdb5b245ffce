import { UNVERIFIED } from '../../test/contract/meta/unverified';
import { ACCESS_CLAIMS } from './accessClaims';
import { INSIGHTS_CLAIMS } from './insightsClaims';
import type { Finding } from './judge';
import { OPEN_CLAIMS } from './openQuestions';
import { PAGING_CLAIMS } from './pagingClaims';
import type { Check } from './ruling';
import { notTried } from './ruling';
import type { Walk } from './walk';

const NO_MESSAGES: Check = () => notTried('the live check sends no messages to anybody');

/** By the claim, as the list of what is unverified words it. */
const CHECKS: Readonly<Record<string, Check>> = {
	...PAGING_CLAIMS,
	...ACCESS_CLAIMS,
	...INSIGHTS_CLAIMS,
	...OPEN_CLAIMS,
	'A sender action is answered with recipient_id only': NO_MESSAGES,
	'A message with the human agent tag is sent with messaging_type MESSAGE_TAG on graph.instagram.com, too':
		NO_MESSAGES,
	'The subcodes 2534xxx of messages, seen in public code only': NO_MESSAGES,
};

/** Claims that a check is here for; each has to be in the list. */
export const CHECKED_CLAIMS = Object.keys(CHECKS);

/** What the walk says about each claim that nobody had verified. */
export function judgeClaims(walk: Walk): Finding[] {
	return UNVERIFIED.map(({ claim, file, fallback }) => {
		const { verdict, why } = CHECKS[claim]?.(walk) ?? notTried('nothing that the live check does settles it');
		const notes = verdict === 'did not hold' ? [`${file} leans on it. ${fallback}`] : [];
		return { name: claim, verdict, why: [why], notes };
	});
}
