import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { paging, readLimit } from '../../descriptions/paging';
import type { FieldRow } from '../../parameters/fieldPicker';
import { fieldPicker } from '../../parameters/fieldPicker';
import { flattenEdges } from '../../parameters/flattenEdges';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { hasValue, readCollection } from '../../parameters/readers';
import { defineOperation } from '../operation';
import { inInbox } from './shared';

/** Conversations per request. */
const PAGE_SIZE = 50;

const userId = defineParameter(
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1254459154682919',
		description:
			'Instagram-scoped ID of a person (digits only), to return only the conversation with this person',
	},
	(value, label) => (hasValue(value) ? readId(value, label) : undefined),
);

const filters = defineParameter(
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [userId.property],
	},
	readCollection,
);

/** @see https://developers.facebook.com/docs/messenger-platform/instagram/features/conversation */
export const CONVERSATION_FIELDS: readonly FieldRow[] = [
	{
		name: 'Newest Message',
		value: 'messages',
		expansion: 'messages.limit(1){id,created_time,from,to,message}',
		description: 'The newest message with its text, in a list of one',
	},
	{ name: 'Participants', value: 'participants', description: 'Usernames and IDs of both participants' },
	{ name: 'Updated Time', value: 'updated_time', description: 'Time of the newest message' },
];

const fields = fieldPicker(CONVERSATION_FIELDS, {
	of: 'a conversation',
	default: ['participants', 'updated_time'],
	description: 'Fields of each conversation to return. The ID is always returned.',
});

/**
 * Returns the conversations newest first.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export const getConversations = defineOperation({
	name: 'Get Conversations',
	action: 'Get conversations',
	description: 'List the conversations of the account',
	parameters: [account, ...paging, filters, fields],
	concurrent: true,
	async execute(run) {
		const { connection, read } = run;
		const query = {
			platform: 'instagram',
			user_id: read(userId, read(filters)),
			fields: read(fields).join(','),
		};
		const limit = readLimit(read);
		return await inInbox(run, async ({ owner, call }) => {
			const found: IDataObject[] = [];
			const conversations = connection.graph.records<IDataObject>(
				call({ method: 'GET', path: `/${owner}/conversations`, query, repeatable: true }),
				{ limit, pageSize: PAGE_SIZE },
			);
			for await (const conversation of conversations) found.push(flattenEdges(conversation));
			return found;
		});
	},
});
