import type { IDataObject } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { conversationIdProperty } from '../../descriptions/message';
import { conversationOf, inInbox, MESSAGE_FIELDS, messageFields } from './shared';
import { pagingProperties } from '../../descriptions/paging';
import { readPage, recordsOf } from '../../graph/paging';
import type { GraphPage } from '../../graph/types';
import { askedFields } from '../askedFields';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { readLimit } from '../parameters';
import { flattenEdges } from '../../parameters/flattenEdges';

/** Of older messages Meta gives the id and the time only; to ask for more is answered as if they were deleted. */
const DETAILED = 20;

const BARE_FIELDS: readonly string[] = ['id', 'created_time'];

/**
 * The messages of a conversation, newest first: as an expansion of the conversation, the form that Meta documents.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export const getMany: Operation = {
	properties: [accountLocator, conversationIdProperty, ...pagingProperties, messageFields],
	concurrent: true,
	async execute(run) {
		const conversation = conversationOf(run);
		const fields = askedFields(run, MESSAGE_FIELDS, { name: 'fields', label: 'Fields', of: 'a message' });
		const bareFields = fields.filter((field) => BARE_FIELDS.includes(field));
		const limit = readLimit(run);
		return await inInbox(run, async ({ call }) => {
			let read = 0;
			const fetchPage = async (after: string | undefined, size: number): Promise<GraphPage<IDataObject>> => {
				const isDetailed = read < DETAILED;
				const count = isDetailed ? Math.min(size, DETAILED - read) : size;
				const from = after === undefined ? '' : `.after(${after})`;
				const asked = (isDetailed ? fields : bareFields).join(',');
				const answer = await run.connection.graph.call<IDataObject>(
					call({
						method: 'GET',
						path: `/${conversation.id}`,
						query: { fields: `messages.limit(${count})${from}{${asked}}` },
						repeatable: true,
					}),
				);
				const page = readPage<IDataObject>(answer.messages);
				read += page.records.length;
				return page;
			};
			const messages: IDataObject[] = [];
			await withTarget(conversation, async () => {
				for await (const message of recordsOf(fetchPage, { limit })) messages.push(flattenEdges(message));
			});
			return messages;
		});
	},
};
