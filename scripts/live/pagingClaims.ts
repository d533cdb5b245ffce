import type { Check } from './ruling';
import { answerText, failed, held, isAnswered, isRefused, notTried, objectAt, pageOf } from './ruling';

/** How many messages the package asks for at first. */
const FIRST_MESSAGES = 20;

const messagesInsideFields: Check = ({ exchanges }) => {
	const reads = exchanges.filter(({ query }) => query.fields?.startsWith('messages.limit('));
	const [first, second] = reads;
	if (!first || !isAnswered(first)) return notTried('no conversation could be read');
	const page = pageOf(objectAt(first.answer, 'messages'));
	if (!second) {
		return page.records.length < FIRST_MESSAGES
			? notTried(`the newest conversation has only ${page.records.length} messages`)
			: notTried(`${page.records.length} messages came, and no further page`);
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
		return failed(`conversations were not given with limit=${CONVERSATION_PAGE}`);
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
		return failed(`a page had ${short.records.length} posts of ${MEDIA_PAGE}, and there was a further one`);
	return notTried(`the account has fewer than ${MEDIA_PAGE} posts; the longest page had ${most}`);
};

const repliesInside: Check = ({ exchanges }) => {
	const read = exchanges.find(({ query }) => query.fields?.includes('replies.limit('));
	if (!read) return notTried('no post has a comment');
	if (isRefused(read)) return failed(`the comments were answered with ${answerText(read)}`);
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
	if (!isAnswered(further)) return failed(`the second page was answered with ${answerText(further)}`);
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

/** Claims about how lists go on. */
export const PAGING_CLAIMS: Readonly<Record<string, Check>> = {
	'Messages are paged inside fields, by messages.limit(n).after(cursor)': messagesInsideFields,
	'Page size 100 is the most on media edges, 50 on conversations': pageSizes,
	'Replies come with comments by replies.limit(50){…}, with a cursor where there are more': repliesInside,
	'Posts inside business_discovery are paged by media.after(cursor).limit(n)': discoveredPages,
	'The pages of a hashtag share one cursor that leads on': hashtagCursors,
};
