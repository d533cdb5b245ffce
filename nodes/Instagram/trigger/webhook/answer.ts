import type { IWebhookFunctions } from 'n8n-workflow';

import type { InstagramEvent } from './state';

/** What a call of the webhook gets back, and what the workflow gets. Without text or JSON the body is empty. */
export interface Answer {
	/** HTTP status. */
	status: number;
	text?: string;
	json?: object;
	/** What the workflow is to run with; without any it does not run. */
	events?: readonly InstagramEvent[];
}

/** As much of n8n's response object (Express) as is needed; n8n's types leave it open. */
interface Response {
	readonly headersSent: boolean;
	status(code: number): Response;
	set(headers: Record<string, string>): Response;
	end(body: string): unknown;
}

/** Sends the answer, unless one was sent before. */
export function send(context: IWebhookFunctions, { status, text, json }: Answer): void {
	const response = context.getResponseObject() as unknown as Response;
	if (response.headersSent) return;
	const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
	response
		.status(status)
		.set({ 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' })
		.end(json === undefined ? (text ?? '') : JSON.stringify(json));
}
