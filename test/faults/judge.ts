import type { Container } from '../../sandbox/model';
import type { LoggedRequest } from '../../sandbox/requests';
import type { Played } from './play';
import type { Schedule } from './schedule';

/** How what the workflow was told can be wrong. */
export const WRONGS = [
	'duplicate',
	'live as failed',
	'failed as live',
	'unknown without need',
	'wrong id',
	'id missing without need',
	'out of order',
	'item lost',
	'wrong output',
	'too many at once',
	'secret',
	'broken',
] as const;

export type Wrong = (typeof WRONGS)[number];

export interface Finding {
	wrong: Wrong;
	text: string;
}

/** Requests that the package has under way at once, at most. */
const AT_ONCE = 8;

function isClean({ status, fault }: LoggedRequest): boolean {
	return status === 200 && fault === undefined;
}

/** Reads of a container that got through after the last publish that was sent for it. */
function readsAfterPublish(requests: LoggedRequest[], { id }: Container): LoggedRequest[] {
	const lastPublish = requests
		.map(({ endpoint, body }) => endpoint === 'publish' && body.creation_id === id)
		.lastIndexOf(true);
	if (lastPublish === -1) return [];
	return requests
		.slice(lastPublish + 1)
		.filter(
			(request) =>
				isClean(request) &&
				((request.endpoint === 'status' && request.path.endsWith(`/${id}`)) ||
					(request.endpoint === 'multi' && (request.query.ids ?? '').split(',').includes(id))),
		);
}

/**
 * Whether the sandbox has let somebody see what became of a container's publish: that it is live, or twice that it is
 * not, because the first look may have been too early.
 */
function isKnowable(requests: LoggedRequest[], container: Container): boolean {
	const reads = readsAfterPublish(requests, container);
	const finished = reads.filter(({ time }) => Date.parse(time) >= (container.readyAt ?? Infinity));
	return (
		reads.some(({ time }) => Date.parse(time) >= (container.publishedAt ?? Infinity)) || finished.length > 1
	);
}

function judgeItem(schedule: Schedule, played: Played, item: number): Finding[] {
	const findings: Finding[] = [];
	const note = (wrong: Wrong, text: string) => findings.push({ wrong, text: `item ${item}: ${text}` });
	const told = played.told[item]!;
	const posts = played.posts.filter((post) => post.item === item).map(({ media }) => media);
	const containers = played.containers.filter((one) => one.item === item).map(({ container }) => container);
	const [post] = posts;

	if (posts.length > 1) note('duplicate', `${posts.length} posts: ${posts.map(({ id }) => id).join(', ')}`);
	if (told.told === 'nothing') {
		if (post) note('live as failed', `post ${post.id} is live, and the stopped run does not say so`);
		if (schedule.onError !== 'stopWorkflow') note('item lost', 'nothing came out for it');
		else if (!played.told.some((other) => other.told === 'failed'))
			note('item lost', 'nothing came out for it');
		return findings;
	}
	if (told.told === 'live') {
		if (!post) note('failed as live', `told as ${told.id}, and no post is there`);
		else if (told.id !== null && !posts.some(({ id }) => id === told.id))
			note('wrong id', `told as ${told.id}, and its post is ${post.id}`);
		else if (told.permalink !== undefined && !told.permalink.includes(post.shortcode))
			note('wrong id', `its permalink is ${told.permalink}, and its post's code ${post.shortcode}`);
		if (told.id === null && !isIdHidden(played, item)) note('id missing without need', 'told as live only');
		if (told.output !== 0) note('wrong output', 'a success by the error output');
		return findings;
	}
	const { published, text, output } = told;
	if (post && published !== true && published !== 'unknown')
		note('live as failed', `post ${post.id} is live, published: ${String(published)}: ${text}`);
	if (!post && published === true) note('failed as live', `published: true, and no post is there: ${text}`);
	if (published === 'unknown' && containers.some((one) => isKnowable(played.requests, one)))
		note('unknown without need', `its container could be read: ${text}`);
	if (output !== (schedule.onError === 'continueErrorOutput' ? 1 : 0))
		note('wrong output', `a failure by output ${output}`);
	return findings;
}

/** An id may stay unknown where the list could not be read, or where another post of that look has none either. */
function isIdHidden({ told, requests }: Played, item: number): boolean {
	return (
		requests.some((request) => ['list', 'stories'].includes(request.endpoint) && !isClean(request)) ||
		told.some((other, index) => index !== item && (other.told !== 'live' || other.id === null))
	);
}

function judgeOrder({ onError, retryOnFail }: Schedule, { posts }: Played): Finding[] {
	// Where a failed item does not stop the run and n8n runs the node again, it comes after those that succeeded.
	if (retryOnFail && onError !== 'stopWorkflow') return [];
	const order = posts.map(({ item }) => item);
	const sorted = order.every((item, index) => index === 0 || item >= order[index - 1]!);
	return sorted ? [] : [{ wrong: 'out of order', text: `the feed has the items ${order.join(', ')}` }];
}

/** Compares what the workflow was told with what the sandbox's Meta has. */
export function judge(schedule: Schedule, played: Played): Finding[] {
	const strays = played.posts.filter(({ item }) => !(item in schedule.items));
	const crowd = Math.max(0, ...played.requests.map(({ concurrent }) => concurrent));
	return [
		...schedule.items.flatMap((_kind, item) => judgeItem(schedule, played, item)),
		...judgeOrder(schedule, played),
		...strays.map(({ media }): Finding => ({ wrong: 'duplicate', text: `post ${media.id} of no item` })),
		...played.strays.map((text): Finding => ({ wrong: 'item lost', text })),
		...(crowd > AT_ONCE ? [{ wrong: 'too many at once', text: `${crowd} requests` } as const] : []),
	];
}
