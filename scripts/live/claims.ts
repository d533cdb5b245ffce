import { UNVERIFIED } from '../../test/contract/meta/unverified';
import { answerText, isAnswered, isRefused, objectAt, pageOf } from './exchanges';
import { MESSAGING_CLAIMS } from './messagingClaims';
import type { Check, CheckResult, Finding } from './report';
import { failed, held, notTried } from './report';
import type { Walk } from './walk';
import { OPEN_CLAIMS } from './writes';

/** Messages per page. */
const FIRST_MESSAGES = 20;

const messagesInsideFields: Check = ({ exchanges }) => {
	const reads = exchanges.filter(({ query }) => query.fields?.startsWith('messages.limit('));
	const [first, second] = reads;
	if (!first || !isAnswered(first)) return notTried('no conversation could be read');
	const page = pageOf(objectAt(first.answer, 'messages'));
	if (!second) {
		return page.records.length < FIRST_MESSAGES
			? notTried(`the newest conversation has only ${page.records.length} messages`)
			: notTried(`${page.records.length} messages came, and no second page`);
	}
	if (!isAnswered(second))
		return failed(`the second page was answered with HTTP ${second.status ?? 'nothing'}`);
	const known = new Set(page.records.map(({ id }) => id));
	const { records } = pageOf(objectAt(second.answer, 'messages'));
	const isNew = records.length > 0 && records.every(({ id }) => !known.has(id));
	return isNew
		? held(`the second page had ${records.length} other messages`)
		: failed('the second page was empty or repeated the first');
};

const MEDIA_PAGE = 100;
const CONVERSATION_PAGE = 50;

const pageSizes: Check = ({ exchanges }) => {
	const conversations = exchanges.find(
		({ path, query }) => path.endsWith('/conversations') && query.limit === String(CONVERSATION_PAGE),
	);
	if (conversations?.status === 400) {
		return failed(`Meta refused conversations with limit=${CONVERSATION_PAGE}`);
	}
	const full = exchanges.filter(
		(one) =>
			/\/(media|tags|stories)$/.test(one.path) && one.query.limit === String(MEDIA_PAGE) && isAnswered(one),
	);
	const pages = full.map(({ answer }) => pageOf(objectAt(answer)));
	const most = Math.max(0, ...pages.map(({ records }) => records.length));
	if (most >= MEDIA_PAGE) return held(`a page had ${most} posts`);
	const short = pages.find(({ hasNext }) => hasNext);
	if (short)
		return failed(`a page had ${short.records.length} posts of ${MEDIA_PAGE}, and another page followed`);
	return notTried(`the account has fewer than ${MEDIA_PAGE} posts; the longest page had ${most}`);
};

const repliesInside: Check = ({ exchanges }) => {
	const read = exchanges.find(({ query }) => query.fields?.includes('replies.limit('));
	if (!read) return notTried('no post has a comment');
	if (isRefused(read)) return failed(`the comments were answered with HTTP ${answerText(read)}`);
	const { records } = pageOf(objectAt(read.answer));
	const replied = records.filter((comment) => pageOf(objectAt(comment, 'replies')).records.length > 0);
	if (replied.length === 0) return notTried('none of the comments that were read has a reply');
	return held(`${replied.length} comments came with their replies`);
};

const discoveredPages: Check = ({ exchanges }) => {
	const reads = exchanges.filter(({ query }) => query.fields?.startsWith('business_discovery'));
	const further = reads.find(({ query }) => query.fields?.includes('media.after('));
	if (reads.length === 0) return notTried('no account was looked up');
	if (!further) return notTried('the account that was looked up has too few posts');
	if (!isAnswered(further)) return failed(`the second page was answered with HTTP ${answerText(further)}`);
	const [first, second] = [reads[0], further].map((one) =>
		pageOf(objectAt(one?.answer, 'business_discovery', 'media')).records.map(({ id }) => id),
	);
	const isNew = second!.length > 0 && second!.every((id) => !first!.includes(id));
	return isNew
		? held(`the second page had ${second!.length} other posts`)
		: failed('the second page was not new');
};

const hashtagCursors: Check = ({ exchanges }) => {
	const pages = exchanges.filter((one) => /\/(top|recent)_media$/.test(one.path) && isAnswered(one));
	const further = pages.find(({ query }) => query.after !== undefined);
	if (!further) return notTried('no hashtag was read beyond its first page');
	const { after } = objectAt(further.answer, 'paging', 'cursors');
	if (after === undefined) return notTried('the second page was the last');
	return after === further.query.after
		? held('the second page had the cursor of the first')
		: failed('the second page had a cursor of its own');
};

const ownPageToken: Check = ({ exchanges }) => {
	const accounts = exchanges.find(({ path }) => path === '/me/accounts');
	if (!accounts) return notTried('with Instagram Login there are no Pages');
	if (isAnswered(accounts)) return notTried("LIVE_ACCESS_TOKEN is a person's, not a Page's");
	const read = exchanges.find(({ query }) => query.fields === 'id,access_token');
	if (!read) return notTried('no message was read');
	return typeof objectAt(read.answer).access_token === 'string'
		? held('the Page received its own token')
		: failed('the answer had no access_token');
};

const formOfMe: Check = ({ exchanges }) => {
	const read = exchanges.find(({ host, path }) => host === 'graph.instagram.com' && path === '/me');
	if (!read) return notTried('it is about Instagram Login only');
	if (!isAnswered(read)) return notTried(`/me was answered with HTTP ${answerText(read)}`);
	const answer = objectAt(read.answer);
	if (typeof answer.id === 'string') return held('it is not wrapped');
	const { records } = pageOf(answer);
	return records.length === 1 && typeof records[0]?.id === 'string'
		? held('it is wrapped')
		: failed('it is neither');
};

const inspection: Check = ({ exchanges }) => {
	const read = exchanges.find(({ path }) => path === '/debug_token');
	if (!read) return notTried('it needs Facebook Login, the app id and the secret');
	if (!isAnswered(read)) return failed(`debug_token was answered with HTTP ${answerText(read)}`);
	const token = objectAt(read.answer, 'data');
	const missing = [
		typeof token.is_valid === 'boolean' ? [] : ['is_valid'],
		typeof token.expires_at === 'number' ? [] : ['expires_at'],
		Array.isArray(token.scopes) ? [] : ['scopes'],
		// Documented for long-lived tokens.
		typeof token.issued_at === 'number' || token.expires_at === 0 ? [] : ['issued_at'],
	].flat();
	return missing.length === 0
		? held('the answer has all fields')
		: failed(`the answer lacks ${missing.join(', ')}`);
};

const proofs: Check = ({ exchanges }) => {
	const proved = exchanges.filter(({ query }) => query.appsecret_proof !== undefined);
	if (proved.length === 0) return notTried('it needs Facebook Login and the app secret');
	const refused = proved.find(({ answer }) =>
		/appsecret_proof/.test(String(objectAt(answer, 'error').message)),
	);
	return refused
		? failed(`${refused.path.split('/').at(-1)} was answered with HTTP ${answerText(refused)}`)
		: held(`Meta accepted it in ${proved.length} calls`);
};

const publishedContainer: Check = ({ steps }) => {
	const step = steps.find(({ name }) => name === 'Container > Get');
	if (!step || step.records.length === 0) return notTried('nothing was published');
	const { status_code: status } = objectAt(step.exchanges.at(-1)?.answer);
	return status === 'PUBLISHED' ? held('it did; no answer was lost') : failed(`it reads ${String(status)}`);
};

/** Meta returns these metrics for accounts with at least this many followers. */
const ENOUGH_FOLLOWERS = 100;

function requestsFor({ exchanges }: Walk, metric: string) {
	return exchanges.filter(
		({ path, query }) => path.endsWith('/insights') && query.metric?.split(',').includes(metric),
	);
}

function hasFewFollowers({ steps }: Walk): boolean {
	const [profile] = steps.find(({ name }) => name === 'Account > Get')?.records ?? [];
	return typeof profile?.followers_count !== 'number' || profile.followers_count < ENOUGH_FOLLOWERS;
}

const viewsByFollowType: Check = ({ exchanges }) => {
	const read = exchanges.find(({ query }) => query.metric === 'views' && query.breakdown === 'follow_type');
	if (!read) return notTried('it was not asked for');
	if (isAnswered(read)) return held('Meta accepted it');
	return isRefused(read)
		? failed(`it was answered with HTTP ${answerText(read)}`)
		: notTried(`HTTP ${answerText(read)}`);
};

/** Undocumented metrics that the walk requests by name. */
const UNDOCUMENTED = ['follower_count', 'online_followers', 'profile_views', 'website_clicks'];

const undocumentedMetrics: Check = (walk): CheckResult => {
	const reads = UNDOCUMENTED.flatMap((metric) => requestsFor(walk, metric).map((read) => ({ metric, read })));
	const refused = reads.filter(({ read }) => isRefused(read)).map(({ metric }) => metric);
	if (refused.length > 0) {
		const why = `refused: ${[...new Set(refused)].join(', ')}`;
		return hasFewFollowers(walk) ? notTried(`${why}; the account has too few followers`) : failed(why);
	}
	const given = reads.filter(({ read }) => isAnswered(read)).map(({ metric }) => metric);
	return given.length > 0
		? held(`accepted: ${[...new Set(given)].join(', ')}`)
		: notTried('none could be requested');
};

const hours: Check = (walk) => {
	const read = requestsFor(walk, 'online_followers').find(isAnswered);
	const values = pageOf(objectAt(read?.answer)).records.flatMap(({ values: those }) =>
		Array.isArray(those) ? (those as Array<{ value?: unknown }>) : [],
	);
	const filled = values.filter(({ value }) => value !== undefined && JSON.stringify(value) !== '{}');
	if (filled.length === 0) return notTried('Meta returned no online followers');
	const isByHour = filled.every(({ value }) =>
		Object.keys(objectAt(value)).some((hour) => /^\d+$/.test(hour)),
	);
	return isByHour ? held('each value was one') : failed('the value was of another form');
};

const NO_MESSAGES: Check = () => notTried('the live check sends no messages');

/** By the text of the claim in the list of unverified claims. */
const CHECKS: Readonly<Record<string, Check>> = {
	'Messages are paged inside fields, by messages.limit(n).after(cursor)': messagesInsideFields,
	'Page size 100 is the most on media edges, 50 on conversations': pageSizes,
	'Replies come with comments by replies.limit(50){…}, with a cursor where there are more': repliesInside,
	'Posts inside business_discovery are paged by media.after(cursor).limit(n)': discoveredPages,
	'The pages of a hashtag share one cursor that leads on': hashtagCursors,
	'A Page token is given by GET /{page-id}?fields=access_token to its own holder, too': ownPageToken,
	"Instagram Login's /me is wrapped in { data: [one] }, or not": formOfMe,
	'debug_token tells is_valid, expires_at (0 for never), issued_at and scopes': inspection,
	"graph.facebook.com takes appsecret_proof on all calls; graph.instagram.com's behavior is unverified":
		proofs,
	'A container that was published reads PUBLISHED, also where the answer to the publish was lost':
		publishedContainer,
	"views is broken down by follow_type, as in Meta's SDK; Meta's page says follower_type": viewsByFollowType,
	'Meta has metrics that are in its SDK but not on its page: follower_count, online_followers, profile_views, website_clicks, reached_audience_demographics':
		undocumentedMetrics,
	'online_followers has an object of hours as its value': hours,
	...MESSAGING_CLAIMS,
	...OPEN_CLAIMS,
	'A sender action is answered with recipient_id only': NO_MESSAGES,
	'A message with the human agent tag is sent with messaging_type MESSAGE_TAG on graph.instagram.com, too':
		NO_MESSAGES,
	'The subcodes 2534xxx of messages, seen in public code only': NO_MESSAGES,
};

/** Claims that have a check. */
export const CHECKED_CLAIMS = Object.keys(CHECKS);

/** Checks each unverified claim against the walk. */
export function checkClaims(walk: Walk): Finding[] {
	return UNVERIFIED.map(({ claim, file, fallback }) => {
		const { verdict, why } = CHECKS[claim]?.(walk) ?? notTried('the live check does not cover it');
		const notes = verdict === 'did not hold' ? [`${file} relies on it. ${fallback}`] : [];
		return { name: claim, verdict, why: [why], notes };
	});
}
