import { defineResource } from '../operation';
import { getConversations } from './getConversations.operation';
import { getMany } from './getMany.operation';
import { privateReply } from './privateReply.operation';
import { send } from './send.operation';
import { sendAction } from './sendAction.operation';

export const message = defineResource({
	name: 'Message',
	value: 'message',
	default: 'send',
	operations: { getConversations, getMany, privateReply, send, sendAction },
});
