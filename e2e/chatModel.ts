import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message of a chat, in the form of OpenAI's chat completions. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
}

/** A tool as the model sees it. */
export interface ChatTool {
	function: {
		name: string;
		description: string;
		/** JSON schema. */
		parameters: { properties: Record<string, { type: string; description?: string }>; required?: string[] };
	};
}

export interface ChatRequest {
	messages: ChatMessage[];
	tools?: ChatTool[];
}

/** What the model says: a text, or a tool to be used. */
export type Reply = string | { tool: string; arguments: Record<string, unknown> };

/** What an image model is asked for. */
export interface ImageRequest {
	model: string;
	prompt: string;
	/** `1024x1536` */
	size: string;
}

/** A chat model on loopback, which also paints. */
export interface ChatModel {
	/** The base URL for n8n's OpenAI credential. */
	url: string;
	/** What it has been asked, oldest first. */
	requests: ChatRequest[];
	/** The pictures that it has been asked for, oldest first. */
	imageRequests: ImageRequest[];
	close(): Promise<void>;
}

function completion(reply: Reply, count: number): unknown {
	const call = typeof reply === 'string' ? undefined : reply;
	const toolCalls = call && [
		{
			id: `call_${count}`,
			type: 'function',
			function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
		},
	];
	return {
		id: `chatcmpl-${count}`,
		object: 'chat.completion',
		created: 0,
		model: 'stand-in',
		choices: [
			{
				index: 0,
				message: { role: 'assistant', content: call ? null : reply, tool_calls: toolCalls },
				finish_reason: call ? 'tool_calls' : 'stop',
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function noPicture(): never {
	throw new Error('This model does not paint');
}

/**
 * Starts a stand-in for a service that speaks OpenAI's chat completions and image generation.
 *
 * @param think what the model says to what it has been asked
 * @param paint the PNG that it paints
 */
export async function startChatModel(
	think: (request: ChatRequest) => Reply,
	paint: (request: ImageRequest) => Buffer = noPicture,
): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const imageRequests: ImageRequest[] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const answer = (status: number, body: unknown) =>
				response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
			const body = () => JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
			switch (`${incoming.method} ${incoming.url}`) {
				case 'POST /v1/chat/completions': {
					const request = body() as ChatRequest;
					requests.push(request);
					return answer(200, completion(think(request), requests.length));
				}
				case 'POST /v1/images/generations': {
					const request = body() as ImageRequest;
					imageRequests.push(request);
					return answer(200, { created: 0, data: [{ b64_json: paint(request).toString('base64') }] });
				}
				default:
					return answer(404, { error: { message: `No ${incoming.method} ${incoming.url} here` } });
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		imageRequests,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
