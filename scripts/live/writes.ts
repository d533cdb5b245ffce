import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../nodes/Instagram/connection/connect';
import { GraphError } from '../../nodes/Instagram/graph/errors/explain';
import type { GraphCall } from '../../nodes/Instagram/graph/types';
import { codesText } from './exchanges';
import { byId } from './reads';
import type { Check, CheckResult } from './report';
import { failed, held, notTried } from './report';
import type { Plan, Published, Step, Walk } from './walk';

const NOTHING_PUBLISHED = { reason: 'nothing was published' };

const imageOf = (mediaUrl: string, caption: string): Plan => ({
	parameters: { resource: 'post', operation: 'publish', postType: 'image', mediaUrl, caption },
});

const deletionOf = (id: string | undefined): Plan =>
	id
		? { parameters: { resource: 'media', operation: 'delete', mediaId: byId(id) } }
		: { reason: 'there is nothing to delete' };

const ofComment = (operation: string, commentId: string | undefined): Plan =>
	commentId
		? { parameters: { resource: 'comment', operation, commentId } }
		: { reason: 'no comment was written' };

function publishedBy(post: IDataObject | undefined): Published | undefined {
	const { id, containerId, permalink } = (post ?? {}) as Record<string, string | undefined>;
	return id && containerId ? { id, containerId, permalink } : undefined;
}

/** Visible to the public until the post is deleted. */
const CAPTION = 'A test of n8n-nodes-instagram-platform. It is deleted in a moment.';

const COMMENT = 'A test comment. It is deleted in a moment.';

/** A publish, a comment on that post, and their deletion, as far as the settings allow them. */
export const WRITES: readonly Step[] = [
	{
		name: 'Post > Publish',
		plan: (_found, { publish }) =>
			publish ? imageOf(publish, CAPTION) : { reason: '--publish was not given' },
		learn: ([post], found) => (found.published = publishedBy(post)),
	},
	{
		name: 'Container > Get',
		plan: ({ published }) =>
			published
				? { parameters: { resource: 'container', operation: 'get', containerId: published.containerId } }
				: NOTHING_PUBLISHED,
	},
	{
		name: 'Comment > Create',
		plan: ({ published }, { comment }) => {
			if (!comment) return { reason: '--comment was not given' };
			if (!published) return NOTHING_PUBLISHED;
			const what = { resource: 'comment', operation: 'create', text: COMMENT };
			return { parameters: { ...what, mediaId: byId(published.id) } };
		},
		learn: ([comment], found) => {
			if (typeof comment?.id === 'string') found.writtenCommentId = comment.id;
		},
	},
	{ name: 'Comment > Get (written)', plan: ({ writtenCommentId: id }) => ofComment('get', id) },
	{ name: 'Comment > Delete', plan: ({ writtenCommentId: id }) => ofComment('delete', id) },
	{
		name: 'Media > Delete',
		only: 'facebook',
		plan: ({ published }) => deletionOf(published?.id),
		learn: (_records, found) => found.deletedIds.push(found.published!.id),
	},
];

const PNG = 'Open question: a PNG by its URL';
const HASHTAGS = 'Open question: six hashtags';
const TWICE = 'Open question: publishing a container twice';
const APP_ID = 'Open question: app_id in subscribed_apps';

const CALLBACK = 'Open question: the callback of Instagram Login by the app';

const NOT_ASKED = { reason: '--open-questions was not given' };

const NOT_TESTED = 'it needs --open-questions, see docs/live-check.md';

/** More than the five that Meta is said to allow now. */
const SIX_HASHTAGS = '#pottery #stoneware #ceramics #handmade #clay #kiln';

/** Status reads of a container of a picture, and the time between two. */
const MAX_READS = 5;
const READ_AGAIN_AFTER_MS = 3_000;

/** Returns the answer as one item; a refusal as `refused: 100/33`. */
async function answerOf(work: () => Promise<string>): Promise<IDataObject[]> {
	try {
		return [{ answer: await work() }];
	} catch (error) {
		if (!(error instanceof GraphError) || error.code === undefined) throw error;
		return [{ answer: `refused: ${codesText(error.code, error.subcode)}` }];
	}
}

/** Sends a call without retries. */
async function sendOnce<T>(
	{ graph }: Connection,
	method: GraphCall['method'],
	path: string,
	more: Partial<GraphCall>,
) {
	return await graph.call<T>({ method, path, repeatable: false, ...more });
}

async function containerOfPng(connection: Connection, account: string, url: string): Promise<string> {
	const form = { image_url: url };
	const { id } = await sendOnce<{ id: string }>(connection, 'POST', `/${account}/media`, { form });
	const query = { fields: 'status_code,status' };
	for (let reads = 1; ; reads += 1) {
		const container = await sendOnce<Record<string, string>>(connection, 'GET', `/${id}`, { query });
		const state = container.status_code ?? container.status ?? 'nothing';
		if (state !== 'IN_PROGRESS' || reads === MAX_READS) return state;
		await connection.clock.sleep(READ_AGAIN_AFTER_MS);
	}
}

/** Returns how Meta names the installed app. Installs it for that, unless it is installed already. */
async function installedAppId(connection: Connection, appId: string): Promise<string> {
	const path = '/me/subscribed_apps';
	const read = async () => {
		const { data } = await sendOnce<{ data: Array<{ app_id?: string }> }>(connection, 'GET', path, {});
		if (data.length === 0) return undefined;
		const ids = data.map(({ app_id: id }) => id);
		return ids.includes(appId) ? 'LIVE_APP_ID' : ids.some((id) => id !== undefined) ? 'another id' : 'no id';
	};
	const before = await read();
	if (before !== undefined) return before;
	await sendOnce(connection, 'POST', path, { query: { subscribed_fields: 'comments' } });
	try {
		return (await read()) ?? 'nothing';
	} finally {
		await sendOnce(connection, 'DELETE', path, {});
	}
}

/**
 * Meta verifies a callback before it takes it, and this one fails that. So Meta either refuses to let the app set it, or
 * says that it could not verify it; in both cases nothing changes.
 */
const UNVERIFIABLE = {
	object: 'instagram',
	callback_url: 'https://example.com/',
	verify_token: 'live check',
	fields: 'comments',
	include_values: true,
};

async function setCallback(connection: Connection, appId: string, appSecret: string): Promise<string> {
	const graph = connection.graphOf({ appId, appSecret });
	await graph.call({
		method: 'POST',
		path: `/${appId}/subscriptions`,
		form: UNVERIFIABLE,
		repeatable: false,
	});
	return 'taken';
}

/** Undocumented behaviour, tested with as few traces as possible; see docs/live-check.md. */
export const OPEN_QUESTIONS: readonly Step[] = [
	{
		name: PNG,
		plan: (_found, { openQuestions, png }) => {
			if (!openQuestions) return NOT_ASKED;
			if (!png) return { reason: '--png was not given' };
			return {
				ask: async (connection, account) =>
					await answerOf(async () => await containerOfPng(connection, account, png)),
			};
		},
	},
	{
		name: HASHTAGS,
		isProbe: true,
		plan: (_found, { openQuestions, publish }) => {
			if (!openQuestions || !publish) return NOT_ASKED;
			return imageOf(publish, `${CAPTION} ${SIX_HASHTAGS}`);
		},
		learn: ([post], found) => (found.questioned = publishedBy(post)),
	},
	{
		name: TWICE,
		plan: ({ questioned }, { openQuestions }) => {
			if (!openQuestions) return NOT_ASKED;
			if (!questioned) return { reason: 'nothing was published' };
			const form = { creation_id: questioned.containerId };
			return {
				ask: async (connection, account) =>
					await answerOf(async () => {
						const path = `/${account}/media_publish`;
						const { id } = await sendOnce<{ id?: string }>(connection, 'POST', path, { form });
						return id === questioned.id ? 'the same post' : `another post: ${id}`;
					}),
			};
		},
		learn: ([said], found) => (found.copyId = /^another post: (\d+)$/.exec(String(said?.answer))?.[1]),
	},
	{
		name: 'Media > Delete (open questions)',
		only: 'facebook',
		plan: ({ questioned }, { openQuestions }) => (openQuestions ? deletionOf(questioned?.id) : NOT_ASKED),
		learn: (_records, found) => found.deletedIds.push(found.questioned!.id),
	},
	{
		name: 'Media > Delete (second post of a container)',
		only: 'facebook',
		plan: ({ copyId }, { openQuestions }) => (openQuestions ? deletionOf(copyId) : NOT_ASKED),
		learn: (_records, found) => found.deletedIds.push(found.copyId!),
	},
	{
		name: APP_ID,
		only: 'instagram',
		plan: (_found, { openQuestions, appId }) => {
			if (!openQuestions) return NOT_ASKED;
			if (!appId) return { reason: 'LIVE_APP_ID is empty' };
			return {
				ask: async (connection) => await answerOf(async () => await installedAppId(connection, appId)),
			};
		},
	},
	{
		name: CALLBACK,
		only: 'instagram',
		plan: (_found, { openQuestions, metaAppId: appId, metaAppSecret: secret }) => {
			if (!openQuestions) return NOT_ASKED;
			if (!appId || !secret) return { reason: 'LIVE_META_APP_ID or LIVE_META_APP_SECRET is empty' };
			return {
				ask: async (connection) => await answerOf(async () => await setCallback(connection, appId, secret)),
			};
		},
	},
];

/** Refusals for reasons that do not answer the question: token, permission, throttling. */
const OTHER_REFUSAL = /^refused: (1|2|3|4|9|10|17|32|102|190|2\d\d|613|800\d\d)(\/|$)/;

function answerIn(walk: Walk, name: string): string | undefined {
	const answer = walk.steps.find((step) => step.name === name)?.records[0]?.answer;
	return typeof answer === 'string' ? answer : undefined;
}

function checkAnswer(name: string, check: (answer: string) => CheckResult): Check {
	return (walk) => {
		const answer = answerIn(walk, name);
		if (answer === undefined) return notTried(NOT_TESTED);
		return OTHER_REFUSAL.test(answer) ? notTried(`Meta ${answer}`) : check(answer);
	};
}

const sixHashtags: Check = ({ steps }) => {
	const step = steps.find(({ name }) => name === HASHTAGS);
	if (step && step.records.length > 0) return held('a post with six was published');
	const { code, subcode } = step?.failures[0] ?? {};
	if (code === undefined) return notTried(NOT_TESTED);
	const answer = `refused: ${codesText(code, subcode)}`;
	return OTHER_REFUSAL.test(answer) ? notTried(`Meta ${answer}`) : failed(answer);
};

/** Meta's codes for a callback that does not answer its challenge. */
const NOT_VERIFIED = /^refused: 220[01]$/;

/** Refusals that may pass. */
const BUSY = /^refused: (1|2|4|17|32|613|800\d\d)(\/|$)/;

const callbackByApp: Check = (walk) => {
	const answer = answerIn(walk, CALLBACK);
	if (answer === undefined) return notTried(NOT_TESTED);
	if (BUSY.test(answer)) return notTried(`Meta ${answer}`);
	return NOT_VERIFIED.test(answer) || answer === 'taken'
		? held('Meta went on to verify the URL')
		: failed(answer);
};

/** Checks of the claims that the open questions are about. */
export const OPEN_CLAIMS: Readonly<Record<string, Check>> = {
	'Meta takes a PNG by its URL': checkAnswer(PNG, (answer) =>
		answer === 'FINISHED'
			? held('its container was finished')
			: answer === 'IN_PROGRESS'
				? notTried('its container was still being processed')
				: failed(answer),
	),
	'Meta takes more than 5 hashtags in a caption': sixHashtags,
	'Publishing a container again makes no second post': checkAnswer(TWICE, (answer) =>
		answer.startsWith('another post') ? failed('it made one') : held(answer),
	),
	"subscribed_apps of Instagram Login names the Instagram app's id, or the Meta app's": checkAnswer(
		APP_ID,
		(answer) =>
			answer === 'LIVE_APP_ID' || answer === 'another id' ? held(`it was ${answer}`) : failed(answer),
	),
	"Meta lets an app set the callback of Instagram Login by its own subscription (object 'instagram')":
		callbackByApp,
};
