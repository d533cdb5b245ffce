import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { paging, readLimit } from '../../descriptions/paging';
import { isObject } from '../../graph/answer';
import { GraphError } from '../../graph/errors/explain';
import { readPage, recordsOf } from '../../graph/paging';
import { redactAnswer } from '../../graph/redact';
import { secretsOf } from '../../graph/request';
import type { GraphCall, GraphPage, GraphParameters } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { choice, hasValue, wholeNumber } from '../../parameters/readers';
import { toError } from '../../shared/toError';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';
import { sendOnce } from '../sendOnce';
import type { Access } from './access';
import { withAccess } from './access';
import { readJsonObject, readPath } from './input';

const method = defineParameter(
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: [
			{ name: 'DELETE', value: 'DELETE', description: 'Delete something' },
			{ name: 'GET', value: 'GET', description: 'Read something' },
			{ name: 'POST', value: 'POST', description: 'Create or change something' },
		],
		default: 'GET',
		description: 'Method of the call, as in the documentation of Meta',
	},
	choice(['DELETE', 'GET', 'POST']),
);

const path = defineParameter(
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. /17841400000000001/likes',
		description:
			"Path of the call, without host and API version: /ID, or /ID/edge. With Instagram Login, me is the account's own ID; with Facebook Login use the ID of the account, which Account > Get Many returns.",
	},
	readPath,
);

const query = defineParameter(
	{
		displayName: 'Query',
		name: 'query',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"fields": "id,caption"}',
		description:
			'Parameters of a GET or DELETE, as a JSON object such as {"fields": "id,caption"}. IDs are text. Do not add a token.',
	},
	readJsonObject,
);

const body = defineParameter(
	{
		displayName: 'Body',
		name: 'body',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"message": "Thank you!"}',
		description:
			'Parameters of a POST, as a JSON object such as {"message": "Thank you!"}. IDs are text. Do not add a token.',
		displayOptions: { show: { method: ['POST'] } },
	},
	readJsonObject,
);

/** Return All and Limit, for lists. */
const pagingOfLists: INodeProperties[] = paging.map(({ property }) => ({
	...property,
	displayOptions: { show: { ...property.displayOptions?.show, method: ['GET'] } },
}));

/** The account matters only where its Page's token is needed, or to find out that the credential does not reach it. */
const accountProperty: INodeProperties = {
	...account.property,
	description:
		"Instagram professional account that the call is about. Needed only with Facebook Login, if the credential can access several accounts and the call takes the token of the account's Page, such as reading a conversation by its ID. The node finds the Page itself if 'Path' contains the ID of the account or its Page.",
};

/** Meta returns at most 50 comments or hashtag media, and at most 100 of most others. */
const PAGE_SIZE = 50;

/** A single ID is an object, not a list. Objects do not take `limit`. */
const OBJECT_PATH = /^\/(?!ig_)[\w-]*$/;

/** Lists whose pages have a cursor, but never a `next`. */
const FOLLOW_CURSORS = /\/tags$/;

/** The call as the parameters describe it. */
type Described = Pick<GraphCall, 'method' | 'path'> & { query: GraphParameters; body: IDataObject };

/** @throws InputError for parameters that do not fit each other */
function readCall({ read, connection }: ItemRun): Described {
	const chosen = read(method);
	const target = read(path);
	const { apiVersion } = connection.settings;
	if (target.version !== undefined && target.version !== apiVersion) {
		throw new InputError(
			path.property.displayName,
			`begins with ${target.version}, but the credential uses ${apiVersion}`,
			"Remove the version from the path, or choose it as 'API Version' in the credential.",
		);
	}
	const own = read(query);
	const twice = Object.keys(target.query).find((name) => name in own);
	if (twice !== undefined)
		throw new InputError(query.property.displayName, `has '${twice}', which 'Path' contains as well`);
	const content = read(body);
	if (chosen !== 'POST' && Object.keys(content).length > 0) {
		throw new InputError(
			body.property.displayName,
			`is not sent with ${chosen}`,
			"Move it to 'Query', or choose POST as 'Method'.",
		);
	}
	return {
		method: chosen,
		path: target.path,
		query: { ...target.query, ...own } as GraphParameters,
		body: content,
	};
}

/**
 * Reads an object, or the records of a list page by page.
 *
 * @param query `limit` is the size of a page, `after` where to begin; otherwise both are chosen here
 */
async function readAll(run: ItemRun, call: GraphCall, limit: number): Promise<unknown[]> {
	const { limit: ownSize, after, ...rest } = call.query ?? {};
	const size = hasValue(ownSize)
		? wholeNumber(1, 1_000_000)(ownSize, `${query.property.displayName} > limit`)
		: undefined;
	const isObjectPath = OBJECT_PATH.test(call.path) && size === undefined;
	let single: unknown;
	const fetchPage = async (cursor: string | undefined, count: number): Promise<GraphPage<unknown>> => {
		const paged = { ...rest, limit: isObjectPath ? undefined : count, after: cursor };
		const answer: unknown = await run.connection.graph.call({ ...call, query: paged });
		if (Array.isArray(answer)) return { records: answer };
		if (isObject(answer) && Array.isArray(answer.data))
			return readPage<unknown>(answer, FOLLOW_CURSORS.test(call.path));
		single = answer;
		return { records: [] };
	};
	const records: unknown[] = [];
	const start = hasValue(after) ? String(after) : undefined;
	for await (const record of recordsOf(fetchPage, { limit, pageSize: size ?? PAGE_SIZE, after: start }))
		records.push(record);
	return single === undefined ? records : [single];
}

/** Whether a body has values that a form can only hold as JSON text. */
function isNested(content: IDataObject): boolean {
	return Object.values(content).some((value) => typeof value === 'object' && value !== null);
}

/**
 * Sends a write. Meta's documents show a form for plain parameters, and JSON for messages and other nested ones. An edge
 * for plain parameters was seen to ignore JSON (simstudioai/sim PR #5568).
 */
async function write(run: ItemRun, call: GraphCall, content: IDataObject): Promise<unknown> {
	const sent = isNested(content) ? { ...call, json: content } : { ...call, form: content as GraphParameters };
	return await run.connection.graph.call<IDataObject>(call.method === 'POST' ? sent : call);
}

/**
 * Sends a write at most once per item and execution, also with n8n's Retry on Fail.
 *
 * @throws GraphError that is not retryable if it may have taken effect
 */
async function writeOnce(run: ItemRun, { body: content, ...described }: Described): Promise<unknown> {
	await run.order.waitForTurn(run.itemIndex);
	return await sendOnce<unknown, never>(run, {
		content: [described, content],
		send: async () =>
			await withAccess(
				run,
				described.path,
				async (access) => await write(run, { ...described, ...access, repeatable: false }, content),
			),
		traits: undefined,
		listCandidates: async () => await Promise.resolve([]),
		// Any answer without an error confirms a call: not every edge returns an ID.
		idOf: () => 'answered',
		onUnknownOutcome: {
			what: 'The call may have taken effect',
			description: 'Check that at Meta before you run this again; otherwise it may happen twice.',
		},
	});
}

/** A missing permission may be one that none of the credential's permissions contains. */
function withScopesHint(error: unknown): Error {
	if (!(error instanceof GraphError) || error.kind !== 'permission') return toError(error);
	return new GraphError({
		...error,
		message: error.message,
		description: `${error.description} If the call needs a permission that the credential does not offer, add its name at Meta to 'Additional Scopes' of the credential, then connect it again.`,
	});
}

/** An answer as an item: Meta also answers with lists, `true` and `null`. */
function itemOf(answer: unknown): IDataObject {
	return isObject(answer) ? answer : { data: answer as IDataObject['data'] };
}

/**
 * Any call of the Graph API with the credential's token. Reads are repeated after transient errors; writes are sent again
 * only after Meta has certainly not processed them (rate limit, rejected token).
 *
 * @see https://developers.facebook.com/docs/instagram-platform/reference
 */
export const request = defineOperation({
	name: 'Request',
	action: 'Make an API request',
	description: "Make any call of Meta's Graph API with the credential's connection",
	parameters: [accountProperty, method, path, query, body, ...pagingOfLists],
	concurrent: true,
	async execute(run) {
		const { settings, token } = run.connection;
		const described = readCall(run);
		const { method: chosen, path: at, query: parameters } = described;
		const read = async (access: Access) =>
			await readAll(
				run,
				{ method: 'GET', path: at, query: parameters, ...access, repeatable: true },
				readLimit(run.read),
			);
		try {
			const answers =
				chosen === 'GET' ? await withAccess(run, at, read) : [await writeOnce(run, described)].flat();
			const secrets = secretsOf(settings, token.source.current());
			return answers.map((answer) => itemOf(redactAnswer(answer, secrets)));
		} catch (error) {
			throw withScopesHint(error);
		}
	},
});
