import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { downloadOf } from '../../descriptions/download';
import { paging, readLimit } from '../../descriptions/paging';
import { filesOfMessage } from '../../files/filesOf';
import { readPage, recordsOf } from '../../graph/paging';
import type { GraphPage } from '../../graph/types';
import type { FieldRow } from '../../parameters/fieldPicker';
import { fieldPicker } from '../../parameters/fieldPicker';
import { flattenEdges } from '../../parameters/flattenEdges';
import { defineParameter } from '../../parameters/parameter';
import { flagOr } from '../../parameters/readers';
import { attachFiles } from '../downloads';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { inInbox, opaqueId } from './shared';

const CONVERSATION_HINT =
	'Message > Get Conversations lists the conversations of the account with their IDs.';

const conversationId = defineParameter(
	{
		displayName: 'Conversation ID',
		name: 'conversationId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6',
		description: 'ID of the conversation, from Message > Get Conversations',
	},
	opaqueId(CONVERSATION_HINT),
);

/** @see https://developers.facebook.com/docs/graph-api/reference/message */
export const MESSAGE_FIELDS: readonly FieldRow[] = [
	{ name: 'Attachments', value: 'attachments', description: 'Images, videos and files of the message' },
	{ name: 'Created Time', value: 'created_time', description: 'Time at which the message was sent' },
	{ name: 'From', value: 'from', description: 'Username and ID of the sender' },
	{
		name: 'Is Unsupported',
		value: 'is_unsupported',
		description: 'Whether the API cannot return the content',
	},
	{ name: 'Message', value: 'message', description: 'Text of the message' },
	{ name: 'Reactions', value: 'reactions', description: 'Reactions to the message and who reacted' },
	{ name: 'Shares', value: 'shares', description: 'Posts that the message shares' },
	{ name: 'Story', value: 'story', description: 'The story that the message replies to or mentions' },
	{ name: 'To', value: 'to', description: 'Username and ID of the recipient' },
];

const fields = fieldPicker(MESSAGE_FIELDS, {
	of: 'a message',
	default: ['attachments', 'created_time', 'from', 'message', 'to'],
	toolDefault: ['created_time', 'from', 'message'],
	description:
		'Fields of each message to return. The ID is always returned. Meta returns them for the 20 newest messages of a conversation; for older ones only ID and Created Time.',
});

const download = defineParameter(downloadOf('the attachments of each message'), flagOr(false));

/** For older messages Meta returns only ID and time; requests for more fields fail as if the messages were deleted. */
const DETAILED = 20;

const BARE_FIELDS: readonly string[] = ['id', 'created_time'];

/**
 * Returns the messages newest first. They are read as an expansion of the conversation, the form that Meta documents.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export const getMany = defineOperation({
	name: 'Get Many',
	action: 'Get many messages',
	description: 'List the messages of a conversation; only the 20 newest contain more than ID and time',
	parameters: [account, conversationId, ...paging, fields, download],
	concurrent: true,
	async execute(run) {
		const { connection, read } = run;
		const target = {
			parameter: conversationId.property.displayName,
			id: read(conversationId),
			kind: 'a conversation',
			nodeType: /thread|conversation/i,
			hint: CONVERSATION_HINT,
		};
		const chosen = read(fields);
		const isDownload = read(download);
		const names = isDownload ? [...new Set([...chosen, 'attachments'])] : chosen;
		const bareNames = names.filter((name) => BARE_FIELDS.includes(name));
		const limit = readLimit(read);
		const found = await inInbox(run, async ({ call }) => {
			let count = 0;
			const fetchPage = async (after: string | undefined, size: number): Promise<GraphPage<IDataObject>> => {
				const isDetailed = count < DETAILED;
				const pageSize = isDetailed ? Math.min(size, DETAILED - count) : size;
				const from = after === undefined ? '' : `.after(${after})`;
				const asked = (isDetailed ? names : bareNames).join(',');
				const answer = await connection.graph.call<IDataObject>(
					call({
						method: 'GET',
						path: `/${target.id}`,
						query: { fields: `messages.limit(${pageSize})${from}{${asked}}` },
						repeatable: true,
					}),
				);
				const page = readPage<IDataObject>(answer.messages);
				count += page.records.length;
				return page;
			};
			const messages: IDataObject[] = [];
			await withTarget(target, async () => {
				for await (const message of recordsOf(fetchPage, { limit })) messages.push(flattenEdges(message));
			});
			return messages;
		});
		if (!isDownload) return found;
		const files = found.map((message) => [message, filesOfMessage(message)] as const);
		if (!chosen.includes('attachments')) for (const message of found) delete message.attachments;
		await attachFiles(run, files);
		return found;
	},
});
