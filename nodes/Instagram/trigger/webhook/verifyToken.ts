import { createHmac } from 'crypto';
import type { INode } from 'n8n-workflow';

/** 128 bits: nobody guesses it, and it can be pasted. */
const LENGTH = 32;

/**
 * The verify token of a trigger, by which it knows that a handshake is meant for it: what the user has entered, or
 * else one that follows from the app secret and the node, so that it need not be stored and stays the same.
 *
 * @param option the option 'Verify Token'
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export function verifyTokenFor({
	option,
	appSecret,
	node: { webhookId, id },
}: {
	option: unknown;
	appSecret: string;
	node: Pick<INode, 'id' | 'webhookId'>;
}): string {
	if (typeof option === 'string' && option.trim() !== '') return option.trim();
	return createHmac('sha256', appSecret)
		.update(`verify token ${webhookId ?? id}`)
		.digest('hex')
		.slice(0, LENGTH);
}
