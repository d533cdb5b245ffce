import { answerText, isAnswered, objectAt, pageOf } from './exchanges';
import type { Check } from './report';
import { failed, held, notTried } from './report';

const idOfPerson: Check = ({ exchanges }) => {
	const read = exchanges.find(({ query }) => query.fields?.includes('is_user_follow_business'));
	if (!read) return notTried('the account has no conversation');
	if (!isAnswered(read)) return notTried(`the profile was answered with HTTP ${answerText(read)}`);
	return typeof objectAt(read.answer).id === 'string' ? held('it has the ID') : held('it has no ID');
};

const formOfMessengerProfile: Check = ({ exchanges }) => {
	const read = exchanges.find(({ path }) => path.endsWith('/messenger_profile'));
	if (!read) return notTried('the messenger profile was not read');
	if (!isAnswered(read)) return failed(`the messenger profile was answered with HTTP ${answerText(read)}`);
	const { records } = pageOf(objectAt(read.answer));
	if (records.length === 0) return notTried('the account has neither ice breakers nor a menu');
	if (records.every((one) => 'call_to_actions' in one)) return held('they come in one list');
	return records.every((one) => 'ice_breakers' in one || 'persistent_menu' in one)
		? held('each comes under its name')
		: failed('they come in neither form');
};

/** Claims about the people who write, and about ice breakers and menu. */
export const MESSAGING_CLAIMS: Readonly<Record<string, Check>> = {
	'The profile of a person has their ID, or not': idOfPerson,
	'Ice breakers and menu come in one list, or each under its name': formOfMessengerProfile,
};
