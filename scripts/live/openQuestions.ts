import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../nodes/Instagram/connection/connect';
import { GraphError } from '../../nodes/Instagram/graph/errors/explain';
import type { GraphCall } from '../../nodes/Instagram/graph/types';
import type { Check, CheckResult } from './checks';
import { failed, held, notTried } from './checks';
import type { Plan, Step } from './steps';
import { CAPTION, publishedBy } from './steps';
import type { Walk } from './walk';

const PNG = 'Open question: a PNG by its URL';
const HASHTAGS = 'Open question: six hashtags';
const TWICE = 'Open question: publishing a container twice';
const APP_ID = 'Open question: app_id in subscribed_apps';

const NOT_ASKED = { reason: '--open-questions was not given' };

/** More than the five that some say Meta takes now. */
const SIX_HASHTAGS = '#pottery #stoneware #ceramics #handmade #clay #kiln';

/** Looks at a container that is made of a picture, and what lies between them. */
const LOOKS = 5;
const READ_AGAIN_AFTER_MS = 3_000;

/** What Meta said, in one text: the same form whether it took or refused something. */
async function saidBy(work: () => Promise<string>): Promise<IDataObject[]> {
	try {
		return [{ answer: await work() }];
	} catch (error) {
		if (!(error instanceof GraphError) || error.code === undefined) throw error;
		return [{ answer: `refused: ${error.code}${error.subcode === undefined ? '' : `/${error.subcode}`}` }];
	}
}

/** A single call that is not sent again. */
async function once<T>(
	{ graph }: Connection,
	method: GraphCall['method'],
	path: string,
	more: Partial<GraphCall>,
) {
	return await graph.call<T>({ method, path, repeatable: false, ...more });
}

async function containerOfPng(connection: Connection, account: string, address: string): Promise<string> {
	const { id } = await once<{ id: string }>(connection, 'POST', `/${account}/media`, {
		form: { image_url: address },
	});
	for (let look = 1; ; look += 1) {
		const query = { fields: 'status_code,status' };
		const container = await once<{ status_code?: string; status?: string }>(connection, 'GET', `/${id}`, {
			query,
		});
		const state = container.status_code ?? container.status ?? 'nothing';
		if (state !== 'IN_PROGRESS' || look === LOOKS) return state;
		await connection.clock.sleep(READ_AGAIN_AFTER_MS);
	}
}

/** Installs the app for as long as it takes to look, unless it is there already. */
async function installedAppId(connection: Connection, appId: string): Promise<string> {
	const path = '/me/subscribed_apps';
	const read = async () => {
		const { data } = await once<{ data: Array<{ app_id?: string }> }>(connection, 'GET', path, {});
		if (data.length === 0) return undefined;
		const ids = data.map(({ app_id: id }) => id);
		return ids.includes(appId) ? 'LIVE_APP_ID' : ids.some((id) => id !== undefined) ? 'another id' : 'no id';
	};
	const before = await read();
	if (before !== undefined) return before;
	await once(connection, 'POST', path, { query: { subscribed_fields: 'comments' } });
	try {
		return (await read()) ?? 'nothing';
	} finally {
		await once(connection, 'DELETE', path, {});
	}
}

const deleting = (id: string | undefined): Plan =>
	id
		? {
				parameters: {
					resource: 'media',
					operation: 'delete',
					mediaId: { __rl: true, mode: 'id', value: id },
				},
			}
		: { reason: 'there is nothing to delete' };

/** What only Meta can tell. Each leaves as little behind as it can: see docs/live-check.md. */
export const OPEN_QUESTIONS: readonly Step[] = [
	{
		name: PNG,
		plan: (_found, { openQuestions, png }) => {
			if (!openQuestions) return NOT_ASKED;
			if (!png) return { reason: '--png was not given' };
			return {
				ask: async (connection, account) =>
					await saidBy(async () => await containerOfPng(connection, account, png)),
			};
		},
	},
	{
		name: HASHTAGS,
		isProbe: true,
		plan: (_found, { openQuestions, publish }) => {
			if (!openQuestions || !publish) return NOT_ASKED;
			const what = { resource: 'post', operation: 'publish', postType: 'image', mediaUrl: publish };
			return { parameters: { ...what, caption: `${CAPTION} ${SIX_HASHTAGS}` } };
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
					await saidBy(async () => {
						const path = `/${account}/media_publish`;
						const { id } = await once<{ id?: string }>(connection, 'POST', path, { form });
						return id === questioned.id ? 'the same post' : `another post: ${id}`;
					}),
			};
		},
		learn: ([said], found) => (found.copyId = /^another post: (\d+)$/.exec(String(said?.answer))?.[1]),
	},
	{
		name: 'Media > Delete (open questions)',
		only: 'facebook',
		plan: ({ questioned }, { openQuestions }) => (openQuestions ? deleting(questioned?.id) : NOT_ASKED),
		learn: (_records, found) => found.deletedIds.push(found.questioned!.id),
	},
	{
		name: 'Media > Delete (second post of a container)',
		only: 'facebook',
		plan: ({ copyId }, { openQuestions }) => (openQuestions ? deleting(copyId) : NOT_ASKED),
		learn: (_records, found) => found.deletedIds.push(found.copyId!),
	},
	{
		name: APP_ID,
		only: 'instagram',
		plan: (_found, { openQuestions, appId }) => {
			if (!openQuestions) return NOT_ASKED;
			if (!appId) return { reason: 'LIVE_APP_ID is empty' };
			return { ask: async (connection) => await saidBy(async () => await installedAppId(connection, appId)) };
		},
	},
];

/** Codes that say something about the token, the app or the moment, and nothing about the question. */
const BESIDE_THE_QUESTION = /^refused: (1|2|3|4|9|10|17|32|102|190|2\d\d|613|800\d\d)(\/|$)/;

function answerTo(walk: Walk, name: string): string | undefined {
	const answer = walk.steps.find((step) => step.name === name)?.records[0]?.answer;
	return typeof answer === 'string' ? answer : undefined;
}

function ruledBy(name: string, rule: (answer: string) => CheckResult): Check {
	return (walk) => {
		const answer = answerTo(walk, name);
		if (answer === undefined) return notTried('it takes --open-questions, see docs/live-check.md');
		return BESIDE_THE_QUESTION.test(answer) ? notTried(`Meta ${answer}`) : rule(answer);
	};
}

const sixHashtags: Check = ({ steps }) => {
	const step = steps.find(({ name }) => name === HASHTAGS);
	if (step && step.records.length > 0) return held('a post with six was published');
	const { code, subcode } = step?.failures[0] ?? {};
	if (code === undefined) return notTried('it takes --open-questions, see docs/live-check.md');
	const answer = `refused: ${code}${subcode === undefined ? '' : `/${subcode}`}`;
	return BESIDE_THE_QUESTION.test(answer) ? notTried(`Meta ${answer}`) : failed(answer);
};

/** What the answers say about each claim that only Meta can settle. */
export const OPEN_CLAIMS: Readonly<Record<string, Check>> = {
	'Meta takes a PNG by its URL': ruledBy(PNG, (answer) =>
		answer === 'FINISHED'
			? held('its container was finished')
			: answer === 'IN_PROGRESS'
				? notTried('its container was still being processed')
				: failed(answer),
	),
	'Meta takes more than 5 hashtags in a caption': sixHashtags,
	'Publishing a container again makes no second post': ruledBy(TWICE, (answer) =>
		answer.startsWith('another post') ? failed('it made one') : held(answer),
	),
	"subscribed_apps of Instagram Login names the Instagram app's id, or the Meta app's": ruledBy(
		APP_ID,
		(answer) =>
			answer === 'LIVE_APP_ID' || answer === 'another id' ? held(`it was ${answer}`) : failed(answer),
	),
};
