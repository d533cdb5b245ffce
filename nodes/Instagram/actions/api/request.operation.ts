import type { IDataObject } from 'n8n-workflow';

import { readLimit } from '../../descriptions/paging';
import { GraphError } from '../../graph/errors/explain';
import { readPage, recordsOf } from '../../graph/paging';
import { redactAnswer } from '../../graph/redact';
import { secretsOf } from '../../graph/request';
import type { GraphCall, GraphPage, GraphParameters } from '../../graph/types';
import { hasValue, wholeNumber } from '../../parameters/readers';
import { isObject } from '../../shared/isObject';
import { toError } from '../../shared/toError';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';
import { sendOnce } from '../sendOnce';
import type { Access } from './access';
import { withAccess } from './access';
import type { Described } from './parameters';
import { query, readCall, requestParameters } from './parameters';

/** Meta returns at most 50 comments or hashtag media, and at most 100 of most others. */
const PAGE_SIZE = 50;

/** A single ID is an object, not a list. Objects do not take `limit`. */
const OBJECT_PATH = /^\/(?!ig_)[\w-]*$/;

/** Lists whose pages have a cursor, but never a `next`. */
const FOLLOW_CURSORS = /\/tags$/;

/** What a read returns at most, and the size of its pages if the query says so. */
interface ReadLimits {
	limit: number;
	size?: number;
}

/** @throws InputError if `limit` in the query is not a number */
function readLimits({ read }: ItemRun, { query: { limit: size } }: Described): ReadLimits {
	const limit = readLimit(read);
	if (!hasValue(size)) return { limit };
	return { limit, size: wholeNumber(1, 1_000_000)(size, `${query.property.displayName} > limit`) };
}

/** Reads an object, or the records of a list page by page, from the cursor `after` on if the query has one. */
async function readAll(run: ItemRun, call: GraphCall, { limit, size }: ReadLimits): Promise<unknown[]> {
	const { after, ...rest } = call.query ?? {};
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
	await run.order.waitForEarlierItems(run.itemIndex);
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
		description: `${error.description} If no entry of 'Permissions' contains the permission: add its name to 'Additional Scopes' (OAuth2 credential) and connect again, or paste a token that has it.`,
	});
}

/** An answer or a record as an item: Meta also has `true`, and lists of texts or `null`. */
function itemOf(answer: unknown): IDataObject {
	if (answer === true) return { success: true };
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
	action: 'Make API request',
	description:
		"Make a call of Meta's Graph API that has no operation of its own, with the credential's connection",
	parameters: requestParameters,
	concurrent: true,
	async execute(run) {
		const { settings, token } = run.connection;
		const described = readCall(run);
		const { method: chosen, path: at, query: parameters } = described;
		const limits = readLimits(run, described);
		const read = async (access: Access) =>
			await readAll(run, { method: 'GET', path: at, query: parameters, ...access, repeatable: true }, limits);
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
