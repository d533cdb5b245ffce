import type { IDataObject } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { conversationFilters } from '../../descriptions/message';
import { CONVERSATION_FIELDS, conversationFields, inInbox } from './shared';
import { pagingProperties } from '../../descriptions/paging';
import { readId } from '../../parameters/inputError';
import { hasValue } from '../../parameters/readers';
import { askedFields } from '../askedFields';
import type { Operation } from '../operation';
import { readCollection, readLimit } from '../parameters';
import { flattenEdges } from '../../parameters/flattenEdges';

/** Conversations per request. */
const PAGE_SIZE = 50;

/**
 * The conversations of an account, newest first.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export const getConversations: Operation = {
	properties: [accountLocator, ...pagingProperties, conversationFilters, conversationFields],
	concurrent: true,
	async execute(run) {
		const { userId } = readCollection(run, 'filters', 'Filters');
		const query = {
			platform: 'instagram',
			user_id: hasValue(userId) ? readId(userId, 'User ID') : undefined,
			fields: askedFields(run, CONVERSATION_FIELDS, {
				name: 'fields',
				label: 'Fields',
				of: 'a conversation',
			}).join(','),
		};
		const limit = readLimit(run);
		return await inInbox(run, async ({ owner, call }) => {
			const found: IDataObject[] = [];
			const conversations = run.connection.graph.records<IDataObject>(
				call({ method: 'GET', path: `/${owner}/conversations`, query, repeatable: true }),
				{ limit, pageSize: PAGE_SIZE },
			);
			for await (const conversation of conversations) found.push(flattenEdges(conversation));
			return found;
		});
	},
};
