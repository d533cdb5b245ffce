import type { Check } from './ruling';
import { answerText, failed, held, isAnswered, notTried, objectAt, pageOf } from './ruling';

const ownPageToken: Check = ({ exchanges }) => {
	const accounts = exchanges.find(({ path }) => path === '/me/accounts');
	if (!accounts) return notTried('with Instagram Login there are no Pages');
	if (isAnswered(accounts)) return notTried("LIVE_ACCESS_TOKEN is a person's, not a Page's");
	const read = exchanges.find(({ query }) => query.fields === 'id,access_token');
	if (!read) return notTried('no message was read');
	return typeof objectAt(read.answer).access_token === 'string'
		? held('the Page was given its own token')
		: failed('the answer had no access_token');
};

const formOfMe: Check = ({ exchanges }) => {
	const read = exchanges.find(({ host, path }) => host === 'graph.instagram.com' && path === '/me');
	if (!read) return notTried('it is about Instagram Login only');
	if (!isAnswered(read)) return notTried(`/me was answered with HTTP ${read.status ?? 'nothing'}`);
	const answer = objectAt(read.answer);
	if (typeof answer.id === 'string') return held('it is not wrapped');
	const { records } = pageOf(answer);
	return records.length === 1 && typeof records[0]?.id === 'string'
		? held('it is wrapped')
		: failed('it is neither');
};

const inspection: Check = ({ exchanges }) => {
	const read = exchanges.find(({ path }) => path === '/debug_token');
	if (!read) return notTried('it takes Facebook Login and the app id and secret');
	if (!isAnswered(read)) return failed(`debug_token was answered with ${answerText(read)}`);
	const told = objectAt(read.answer, 'data');
	const missing = [
		typeof told.is_valid === 'boolean' ? [] : ['is_valid'],
		typeof told.expires_at === 'number' ? [] : ['expires_at'],
		Array.isArray(told.scopes) ? [] : ['scopes'],
		// Meta documents it for long-lived tokens.
		typeof told.issued_at === 'number' || told.expires_at === 0 ? [] : ['issued_at'],
	].flat();
	return missing.length === 0 ? held('all of them were told') : failed(`not told: ${missing.join(', ')}`);
};

const proofs: Check = ({ exchanges }) => {
	const proved = exchanges.filter(({ query }) => query.appsecret_proof !== undefined);
	if (proved.length === 0) return notTried('it takes Facebook Login and the app secret');
	const refused = proved.find(({ answer }) =>
		/appsecret_proof/.test(String(objectAt(answer, 'error').message)),
	);
	return refused
		? failed(`${refused.path.split('/').at(-1)} was answered with ${answerText(refused)}`)
		: held(`${proved.length} calls took it`);
};

const publishedContainer: Check = ({ steps }) => {
	const step = steps.find(({ name }) => name === 'Container > Get');
	if (!step || step.records.length === 0) return notTried('nothing was published');
	const { status_code: status } = objectAt(step.exchanges.at(-1)?.answer);
	return status === 'PUBLISHED'
		? held('it did where the answer came; none was lost')
		: failed(`it reads ${String(status)}`);
};

/** Claims about tokens, objects and containers. */
export const ACCESS_CLAIMS: Readonly<Record<string, Check>> = {
	'A Page token is given by GET /{page-id}?fields=access_token to its own holder, too': ownPageToken,
	"Instagram Login's /me is wrapped in { data: [one] }, or not": formOfMe,
	'debug_token tells is_valid, expires_at (0 for never), issued_at and scopes': inspection,
	"graph.facebook.com takes appsecret_proof on all calls; nobody knows of graph.instagram.com's": proofs,
	'A container that was published reads PUBLISHED, also where the answer to the publish was lost':
		publishedContainer,
};
