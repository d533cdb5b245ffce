import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

/** Marks a delivery that another trigger of the app has passed on: it goes no further. */
export const RELAY_HEADER = 'x-instagram-trigger-relay';

/**
 * Meta waits for our answer while the siblings take theirs. They answer before their workflows start, so it takes so
 * long only where n8n is overloaded.
 */
const TIMEOUT_MS = 3000;

/** Sends a request and resolves with whatever status came; rejects where no answer came. */
export type Send = (request: IHttpRequestOptions) => Promise<IN8nHttpFullResponse>;

interface Delivery {
	/** The bytes that Meta signed. */
	rawBody: Buffer;
	/** `X-Hub-Signature-256` as it came. */
	signature: string;
	/** Addresses of the app's other triggers, from the register and from nowhere else. */
	urls: readonly string[];
	send: Send;
}

/**
 * The request by which a signed body reaches another trigger of this n8n.
 *
 * @param timeout milliseconds
 */
export function signedRequest(
	url: string,
	{ rawBody, signature }: Pick<Delivery, 'rawBody' | 'signature'>,
	timeout = TIMEOUT_MS,
): IHttpRequestOptions {
	return {
		method: 'POST',
		url,
		headers: {
			'Content-Type': 'application/json',
			'X-Hub-Signature-256': signature,
			[RELAY_HEADER]: '1',
		},
		body: rawBody,
		json: false,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout,
		abortSignal: AbortSignal.timeout(timeout),
	};
}

/**
 * Passes a delivery on to the app's other triggers, side by side, as Meta sent it. Each checks the signature itself.
 *
 * @returns the HTTP status that each answered with; `undefined` where none came in time
 */
export async function relay({
	rawBody,
	signature,
	urls,
	send,
}: Delivery): Promise<Map<string, number | undefined>> {
	const answers = urls.map(async (url): Promise<[string, number | undefined]> => {
		try {
			const { statusCode } = await send(signedRequest(url, { rawBody, signature }));
			return [url, statusCode];
		} catch {
			return [url, undefined];
		}
	});
	return new Map(await Promise.all(answers));
}
