import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Connection } from '../../connection/connect';
import { connect } from '../../connection/connect';
import { readFileUrl } from '../../connection/inbox';
import { filesOfMessage } from '../../files/filesOf';
import { redact } from '../../graph/redact';
import { toError } from '../../shared/toError';
import { downloadFiles } from '../downloads';
import type { Delivery } from './delivery';
import { receiveDelivery } from './delivery';
import type { InstagramEvent, WebhookAnswer } from './eventTypes';
import { shouldLog } from './deliveryLog';
import { optionsOf } from './parameters';
import { answerChallenge } from './verification';

/** The parts of n8n's request object (Express) that are needed; n8n does not type it. */
interface Request extends Delivery {
	method: string;
	query?: Record<string, unknown>;
}

/** The parts of n8n's response object (Express) that are needed; n8n does not type it. */
interface Response {
	readonly headersSent: boolean;
	status(code: number): Response;
	set(headers: Record<string, string>): Response;
	end(body: string): unknown;
}

async function answerTo(context: IWebhookFunctions, now: number): Promise<WebhookAnswer> {
	const request = context.getRequestObject() as unknown as Request;
	if (request.method === 'GET') return await answerChallenge(context, request.query ?? {}, now);
	if (request.method === 'POST') return await receiveDelivery(context, request, now);
	return { status: 405 };
}

function respond(context: IWebhookFunctions, { status, headers, text, json }: WebhookAnswer): void {
	const response = context.getResponseObject() as unknown as Response;
	if (response.headersSent) return;
	const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
	response
		.status(status)
		.set({ 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', ...headers })
		.end(json === undefined ? (text ?? '') : JSON.stringify(json));
}

function logFailure(context: IWebhookFunctions, error: unknown, now: number): void {
	if (!shouldLog(context, 'error', now)) return;
	context.logger.error(`Instagram Trigger: could not process a request. ${redact(toError(error).message)}`);
}

async function itemsOf(
	context: IWebhookFunctions,
	events: readonly InstagramEvent[],
): Promise<INodeExecutionData[]> {
	if (optionsOf(context).download !== true) return events.map((json) => ({ json }));
	let connection: Promise<Connection> | undefined;
	return await downloadFiles(
		context,
		events.map((event) => [event, filesOfMessage(event)]),
		// Meta may deliver an event many hours later. All events are of the trigger's account.
		async (file) =>
			await readFileUrl(
				await (connection ??= connect(context)),
				file,
				async () => await Promise.resolve(String(events[0]?.accountId)),
			),
	);
}

/**
 * Handles a webhook call from Meta or from another trigger of the same app. Responds immediately, before the workflow
 * starts and before files are downloaded: Meta redelivers what is not answered within seconds.
 *
 * Never throws: n8n 2.40 would start an execution for the error, and anyone can cause one.
 *
 * Sends the response itself: if n8n sent it, it would start the execution first and not save changes in the node's static
 * data.
 */
export async function receive(
	context: IWebhookFunctions,
	clock: () => number = Date.now,
): Promise<IWebhookResponseData> {
	const now = clock();
	let answer: WebhookAnswer;
	try {
		answer = await answerTo(context, now);
	} catch (error) {
		logFailure(context, error, now);
		// Makes Meta redeliver.
		answer = { status: 500 };
	}
	respond(context, answer);
	await answer.afterwards?.().catch((error: unknown) => logFailure(context, error, now));
	const { events = [] } = answer;
	return {
		noWebhookResponse: true,
		...(events.length > 0 ? { workflowData: [await itemsOf(context, events)] } : {}),
	};
}
