import type { Check, Ruling } from './ruling';
import { answerText, failed, held, isAnswered, isRefused, notTried, objectAt, pageOf } from './ruling';
import type { Walk } from './walk';

/** Meta has these figures of accounts with at least so many followers. */
const ENOUGH_FOLLOWERS = 100;

function askedFor({ exchanges }: Walk, metric: string) {
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
	if (isAnswered(read)) return held('Meta took it');
	return isRefused(read) ? failed(`it was answered with ${answerText(read)}`) : notTried(answerText(read));
};

/** Metrics that the walk asks for by name, one by one or together. */
const BESIDE_THE_PAGE = ['follower_count', 'online_followers', 'profile_views', 'website_clicks'];

const besideThePage: Check = (walk): Ruling => {
	const reads = BESIDE_THE_PAGE.flatMap((metric) => askedFor(walk, metric).map((read) => ({ metric, read })));
	const refused = reads.filter(({ read }) => isRefused(read)).map(({ metric }) => metric);
	if (refused.length > 0) {
		const why = `refused: ${[...new Set(refused)].join(', ')}`;
		return hasFewFollowers(walk)
			? notTried(`${why}; the account has too few followers to tell`)
			: failed(why);
	}
	const given = reads.filter(({ read }) => isAnswered(read)).map(({ metric }) => metric);
	return given.length > 0
		? held(`taken: ${[...new Set(given)].join(', ')}`)
		: notTried('none could be asked for');
};

const hours: Check = (walk) => {
	const read = askedFor(walk, 'online_followers').find(isAnswered);
	const values = pageOf(objectAt(read?.answer)).records.flatMap(({ values: those }) =>
		Array.isArray(those) ? (those as Array<{ value?: unknown }>) : [],
	);
	const told = values.filter(({ value }) => value !== undefined && JSON.stringify(value) !== '{}');
	if (told.length === 0) return notTried('Meta gave no online followers');
	const isByHour = told.every(({ value }) => Object.keys(objectAt(value)).some((hour) => /^\d+$/.test(hour)));
	return isByHour ? held('each value was one') : failed('the value was of another form');
};

/** Claims about figures. */
export const INSIGHTS_CLAIMS: Readonly<Record<string, Check>> = {
	"views is broken down by follow_type, as in Meta's SDK; Meta's page says follower_type": viewsByFollowType,
	'Meta has metrics that are in its SDK but not on its page: follower_count, online_followers, profile_views, website_clicks, reached_audience_demographics':
		besideThePage,
	'online_followers has an object of hours as its value': hours,
};
