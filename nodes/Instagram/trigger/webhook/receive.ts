import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

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
	/** What n8n sends a response with. */
	send?: unknown;
	setHeader?: unknown;
}

async function answerTo(context: IWebhookFunctions, now: number): Promise<WebhookAnswer> {
	const request = context.getRequestObject() as unknown as Request;
	if (request.method === 'GET') return await answerChallenge(context, request.query ?? {}, now);
	if (request.method === 'POST') return await receiveDelivery(context, request, now);
	return { status: 405 };
}

function setHeaders(context: IWebhookFunctions, { headers, json }: WebhookAnswer): void {
	const response = context.getResponseObject() as unknown as Response;
	const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
	response.set({ 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', ...headers });
}

function respond(context: IWebhookFunctions, answer: WebhookAnswer): void {
	const response = context.getResponseObject() as unknown as Response;
	if (response.headersSent) return;
	const { status, text, json } = answer;
	setHeaders(context, answer);
	response.status(status).end(json === undefined ? (text ?? '') : JSON.stringify(json));
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

/** How long the response waits for the download of files. Meta redelivers what is not answered within seconds. */
const DOWNLOAD_WAIT_MS = 3000;

/**
 * How long n8n may take to store the execution and to respond. After that, the trigger responds itself: otherwise Meta
 * would redeliver, and another n8n process, which cannot know of the event yet, would start the workflow as well.
 */
const STORE_WAIT_MS = 4000;

/**
 * Responds in place of n8n, and ignores what n8n sends later.
 *
 * @returns whether nothing had been sent before
 */
function respondInPlaceOfN8n(context: IWebhookFunctions, answer: WebhookAnswer): boolean {
	const response = context.getResponseObject() as unknown as Response;
	if (response.headersSent) return false;
	respond(context, answer);
	response.setHeader = () => response;
	response.send = () => response;
	return true;
}

async function isDoneWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
	return await Promise.race([work.then(() => true), sleep(milliseconds).then(() => false)]);
}

/**
 * Starts the workflow. With status 200, n8n responds once it has stored the execution: an event that n8n could not store,
 * or whose process ends before that, is not answered with 200, and Meta redelivers it.
 *
 * n8n reads `webhookResponse` once it has stored the execution, with any status, so the events are remembered then. n8n
 * 2.41 reads it twice, then saves the static data; it does not save what has changed before it stored the execution. n8n
 * 1.104 reads it before it starts the execution.
 *
 * Files that take long are downloaded after the response, so the events are remembered before.
 */
async function start(context: IWebhookFunctions, answer: WebhookAnswer): Promise<IWebhookResponseData> {
	const { events = [], onAnswered, onStarted, status } = answer;
	const items = itemsOf(context, events);
	if (!(await isDoneWithin(items, DOWNLOAD_WAIT_MS))) {
		respond(context, answer);
		onStarted?.();
		return { noWebhookResponse: true, workflowData: [await items] };
	}
	if (status === 200) {
		setHeaders(context, answer);
		void sleep(STORE_WAIT_MS).then(() => {
			if (respondInPlaceOfN8n(context, answer)) onAnswered?.();
		});
	} else {
		respondInPlaceOfN8n(context, answer);
	}
	return {
		workflowData: [await items],
		get webhookResponse() {
			onStarted?.();
			return '';
		},
	};
}

/**
 * Handles a webhook call from Meta or from another trigger of the same app.
 *
 * Never throws: n8n 2.40 would start an execution for the error, and anyone can cause one.
 *
 * Sends the response itself if no workflow starts or the status is not 200: n8n would add a body of its own, and always
 * sends the status of the node's description.
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
	if ((answer.events ?? []).length > 0) return await start(context, answer);
	respond(context, answer);
	await answer.afterwards?.().catch((error: unknown) => logFailure(context, error, now));
	return { noWebhookResponse: true };
}
