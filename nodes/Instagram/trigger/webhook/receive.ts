import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { redact } from '../../graph/redact';
import { asError } from '../../graph/thrown';
import type { Answer } from './answer';
import { send } from './answer';
import type { Delivery } from './delivery';
import { receiveDelivery } from './delivery';
import { shakeHands } from './verification';
import { mayTell } from './logThrottle';

/** As much of n8n's request object (Express) as is needed; n8n's types leave it open. */
interface Request extends Delivery {
	method: string;
	query?: Record<string, unknown>;
}

async function answerTo(context: IWebhookFunctions, now: number): Promise<Answer> {
	const request = context.getRequestObject() as unknown as Request;
	if (request.method === 'GET') return await shakeHands(context, request.query ?? {}, now);
	if (request.method === 'POST') return await receiveDelivery(context, request, now);
	return { status: 405 };
}

/**
 * Meta's call, and that of another trigger of the same app: answered at once, whatever the workflow does with it.
 *
 * Never throws: n8n 2.40 would start an execution for it, and anybody can make a call fail.
 *
 * The answer is sent here and not by n8n, which would start the execution before it: only so does n8n save what has
 * changed in the node's static data.
 */
export async function receive(
	context: IWebhookFunctions,
	clock: () => number = Date.now,
): Promise<IWebhookResponseData> {
	const now = clock();
	let answer: Answer;
	try {
		answer = await answerTo(context, now);
	} catch (error) {
		if (mayTell(context, 'error', now)) {
			context.logger.error(`Instagram Trigger: could not take an event. ${redact(asError(error).message)}`);
		}
		// Meta delivers again.
		answer = { status: 500 };
	}
	send(context, answer);
	const { events = [] } = answer;
	return {
		noWebhookResponse: true,
		...(events.length > 0 ? { workflowData: [events.map((json) => ({ json }))] } : {}),
	};
}
