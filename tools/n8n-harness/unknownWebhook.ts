/**
 * The body with which n8n answers 404 for a webhook that it does not have, by the sources of 2.41.1. While it starts, it answers
 * 404 with a page of Express instead.
 */
export function unknownWebhookBody(method: string, path: string): string {
	return JSON.stringify({
		code: 404,
		message: `The requested webhook "${method} ${path}" is not registered.`,
		hint: 'The workflow must be active for a production URL to run successfully.',
	});
}
