import { setTimeout as delay } from 'node:timers/promises';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Readable } from 'node:stream';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import type { KeyedCertificate } from './issueCertificates';
import type { Fault } from './faults';
import type { Answer, Call } from './graph/call';
import { graphErrorBody, MetaRefusal } from './graph/errors';
import { findRoute } from './graph/router';
import { fingerprint } from './oauth/tokenStore';
import type { LoggedRequest } from './requests';
import { redact } from './requests';
import type { World } from './world';

const BODY_LIMIT = 10 * 1024 * 1024;

/** Parameters as text, and those that came more than once as lists. */
interface Parameters {
	single: Record<string, string>;
	lists: Record<string, string[]>;
}

/** Of a parameter that came more than once in a form the last counts; a list in JSON stays one. */
function collect(source: unknown, isJson = false): Parameters {
	const single: Record<string, string> = {};
	const lists: Record<string, string[]> = {};
	if (typeof source !== 'object' || source === null || 'pipe' in source) return { single, lists };
	for (const [name, value] of Object.entries(source)) {
		const values = (Array.isArray(value) ? value : [value]).map((one: unknown) =>
			typeof one === 'object' && one !== null ? JSON.stringify(one) : String(one),
		);
		lists[name] = values;
		single[name] = isJson && Array.isArray(value) ? JSON.stringify(value) : (values.at(-1) ?? '');
	}
	return { single, lists };
}

function callOf(world: World, request: FastifyRequest, { single, lists }: Parameters): Call {
	const { pathname } = new URL(request.url, 'https://host');
	const [, version] = /^\/(v\d+\.\d+)(?=\/|$)/.exec(pathname) ?? [];
	const path = version ? pathname.slice(version.length + 1) || '/' : pathname;
	const body = request.body as Readable | undefined;
	return {
		world,
		method: request.method,
		host: request.hostname,
		path: path.length > 1 ? path.replace(/\/$/, '') : path,
		version,
		parameters: single,
		lists,
		headers: request.headers as Record<string, string | undefined>,
		...(body && typeof body === 'object' && 'pipe' in body ? { stream: body } : {}),
	};
}

async function answerOf(world: World, call: Call, entry: LoggedRequest) {
	let accountId: string | undefined;
	let fault: Fault | undefined;
	const answer = await (async (): Promise<Answer> => {
		try {
			const found = findRoute(call);
			accountId = found.accountId;
			entry.endpoint = found.endpoint;
			fault = world.faults.hit(found.endpoint);
			if (fault && !fault.workDone) return { status: 0 };
			if (accountId !== undefined) world.usage.count(accountId);
			return await found.work();
		} catch (error) {
			if (!(error instanceof MetaRefusal)) throw error;
			entry.error = { code: error.code, subcode: error.details.subcode, message: error.text };
			const body = graphErrorBody(error, world.random.text(11));
			return { status: error.details.status ?? 400, body };
		}
	})();
	const headers = accountId === undefined ? {} : world.usage.headers(accountId);
	return { answer: { ...answer, headers: { ...headers, ...answer.headers } }, fault };
}

function send(reply: FastifyReply, { status, body, text, file, contentType, headers = {} }: Answer): void {
	void reply
		.code(status)
		.headers(headers)
		.type(contentType ?? 'application/json; charset=UTF-8')
		.send(file ?? text ?? JSON.stringify(body));
}

/** Answers as the fault says; the work has been done or not by now. */
function sendFaulty(
	world: World,
	reply: FastifyReply,
	fault: Fault,
	answer: Answer,
	entry: LoggedRequest,
): void {
	switch (fault.action) {
		case 'reset-before':
		case 'reset-after':
			reply.hijack();
			reply.raw.socket?.destroy();
			return;
		case 'hang':
		case 'hang-after':
			reply.hijack();
			return;
		case 'html':
			send(reply, {
				status: fault.status ?? 502,
				text: '<!doctype html><html><title>Bad Gateway</title><h1>502</h1></html>',
				contentType: 'text/html',
			});
			return;
		case 'truncated': {
			const whole = answer.text ?? JSON.stringify(answer.body ?? {});
			send(reply, {
				...answer,
				status: answer.status || 200,
				text: whole.slice(0, Math.floor(whole.length / 2)),
			});
			return;
		}
		case 'answer':
			send(reply, {
				status: fault.status ?? 200,
				body: fault.body,
				text: fault.text,
				headers: fault.headers,
			});
			return;
		case '5xx':
		case 'error': {
			const refusal =
				fault.action === '5xx'
					? new MetaRefusal(
							fault.code ?? 2,
							fault.message ?? 'An unexpected error has occurred. Please retry your request later.',
							{
								status: fault.status ?? 500,
								transient: true,
							},
						)
					: new MetaRefusal(fault.code ?? 1, fault.message ?? 'Sandbox fault', {
							subcode: fault.subcode,
							status: fault.status,
							type: fault.type,
							userTitle: fault.userTitle,
							userMessage: fault.userMessage,
							transient: fault.transient,
						});
			entry.error = { code: refusal.code, subcode: refusal.details.subcode, message: refusal.text };
			send(reply, {
				status: refusal.details.status ?? 400,
				body: graphErrorBody(refusal, world.random.text(11)),
			});
		}
	}
}

async function handle(world: World, request: FastifyRequest, reply: FastifyReply): Promise<void> {
	const query = collect(request.query);
	const body = collect(request.body, /\bjson\b/.test(request.headers['content-type'] ?? ''));
	const parameters = {
		single: { ...query.single, ...body.single },
		lists: { ...query.lists, ...body.lists },
	};
	const call = callOf(world, request, parameters);
	const bearer = /^(?:Bearer|OAuth) (.+)$/.exec(call.headers.authorization ?? '')?.[1];
	const token = parameters.single.access_token ?? bearer;
	const startedAt = performance.now();
	const entry = world.requests.begin({
		time: new Date(world.clock.now()).toISOString(),
		method: call.method,
		host: call.host,
		path: request.url.replace(/\?.*$/, ''),
		endpoint: 'unknown',
		query: redact(query.single),
		body: redact(body.single),
		...(token === undefined ? {} : { token: fingerprint(token) }),
	});
	let isOver = false;
	const over = () => {
		if (isOver) return;
		isOver = true;
		world.requests.end(entry, performance.now() - startedAt);
		world.touch();
	};
	reply.raw.once('close', over);
	if (world.latencyMs > 0) await delay(world.latencyMs);
	await world.gate.pass();
	const { answer, fault } = await answerOf(world, call, entry);
	if (fault) {
		entry.fault = fault.action;
		sendFaulty(world, reply, fault, answer, entry);
	} else {
		send(reply, answer);
	}
	if (!reply.sent || reply.raw.headersSent) entry.status = reply.raw.statusCode;
	entry.status = fault && /reset|hang/.test(fault.action) ? undefined : reply.statusCode;
}

/** Meta's hosts as one HTTPS server, and the same without TLS. They do not listen: connections are handed to them. */
export async function metaServer(
	world: World,
	{ certificate, key }: KeyedCertificate,
): Promise<{ app: FastifyInstance; server: Server; plain: PlainServer }> {
	let server: Server | undefined;
	let plain: PlainServer | undefined;
	const app = fastify({
		bodyLimit: BODY_LIMIT,
		serverFactory: (handler) => {
			server = createServer({ cert: certificate, key }, handler);
			plain = createPlainServer(handler);
			return server;
		},
	}) as unknown as FastifyInstance;
	await app.register(formbody);
	// Uploads are read by whoever answers them.
	app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
	app.all('/*', async (request, reply) => {
		await handle(world, request, reply);
		return reply;
	});
	await app.ready();
	if (!server || !plain) throw new Error('No server was made');
	return { app, server, plain };
}
