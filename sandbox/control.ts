import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';

import { ControlError, object } from './controlInput';
import { FaultError, type FaultOptions } from './faults';
import type { Behaviour, ProcessingTimes } from './model';
import type { MintOptions } from './oauth/tokenStore';
import { postRoutes } from './postsControl';
import { stateView, timeView } from './view';
import { webhookRoutes } from './webhooks/control';
import { EventError } from './webhooks/events';
import type { World } from './world';

const SCRIPTS = ['page.js', 'dom.js', 'feed.js', 'log.js', 'panels.js', 'webhooks.js', 'behaviour.js'];

const PAGE_FILES: Record<string, { file: string; type: string }> = {
	'/': { file: 'index.html', type: 'text/html; charset=utf-8' },
	'/page/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
	...Object.fromEntries(
		SCRIPTS.map((file) => [`/page/${file}`, { file, type: 'text/javascript; charset=utf-8' }]),
	),
};

function mediaRoutes(app: FastifyInstance, world: World): void {
	app.get<{ Params: { '*': string } }>('/media/*', async (request, reply) => {
		const file = world.files.served(`/media/${request.params['*']}`);
		if (!file) return await reply.code(404).send('No such file');
		return await reply.header('cache-control', 'max-age=3600').type(file.contentType).send(file.content);
	});
}

function tokenRoutes(app: FastifyInstance, world: World): void {
	app.get<{ Querystring: { full?: string } }>('/_sandbox/tokens', (request) =>
		request.query.full === 'true' ? world.tokens.list().map(({ value }) => value) : stateView(world).tokens,
	);
	app.post('/_sandbox/tokens', (request) => {
		const token = world.tokens.mint(object<MintOptions>(request.body));
		const expiresAt = token.expiresAt === null ? null : new Date(token.expiresAt).toISOString();
		return { accessToken: token.value, fingerprint: token.fingerprint, expiresAt };
	});
	app.post('/_sandbox/tokens/revoke', (request) => {
		const { accessToken, fingerprint, subcode } = object<{
			accessToken?: string;
			fingerprint?: string;
			subcode?: number;
		}>(request.body);
		const token = world.tokens.find(accessToken ?? '') ?? world.tokens.findByFingerprint(fingerprint ?? '');
		if (!token) throw new ControlError('No such token: send accessToken or fingerprint');
		world.tokens.revoke(token, subcode);
		return { revoked: token.fingerprint };
	});
}

function worldRoutes(app: FastifyInstance, world: World): void {
	// The page polls every second: without a change the answer is only the time.
	app.get<{ Querystring: { since?: string } }>('/_sandbox/state', (request) => {
		const unchanged = request.query.since === String(world.revision);
		return unchanged ? timeView(world) : stateView(world);
	});
	app.get<{ Querystring: { endpoint?: string; host?: string } }>('/_sandbox/requests', (request) =>
		world.requests.list(request.query),
	);
	app.delete('/_sandbox/requests', () => {
		world.requests.clear();
		world.touch();
		return {};
	});
	app.post('/_sandbox/clock', async (request) => {
		const { advanceSeconds } = object<{ advanceSeconds?: number }>(request.body);
		if (typeof advanceSeconds !== 'number') throw new ControlError('advanceSeconds must be a number');
		world.clock.advance(advanceSeconds * 1000);
		world.touch();
		// What has become due is sent before the answer.
		await world.webhooks.deliveries.settled();
		const { now, offsetSeconds } = timeView(world);
		return { now, offsetSeconds };
	});
	app.post('/_sandbox/faults', (request) => {
		const faults = [object<FaultOptions | FaultOptions[]>(request.body)].flat();
		world.touch();
		return faults.map((fault) => world.faults.add(fault));
	});
	app.delete('/_sandbox/faults', () => {
		world.faults.clear();
		world.touch();
		return {};
	});
	app.delete<{ Params: { id: string } }>('/_sandbox/faults/:id', (request) => {
		world.faults.remove(Number(request.params.id));
		world.touch();
		return {};
	});
	app.post('/_sandbox/throttle', (request) => {
		const { accountId, minutes } = object<{ accountId: string; minutes: number }>(request.body);
		if (!world.accounts.has(accountId)) throw new ControlError('accountId is not an account here');
		world.usage.throttle(accountId, minutes);
		return {};
	});
	app.post('/_sandbox/followers', (request) => {
		const { accountId, userId, follows } = object<{ accountId: string; userId: string; follows: boolean }>(
			request.body,
		);
		if (!world.accounts.has(accountId)) throw new ControlError('accountId is not an account here');
		const { followers } = world.engagement;
		if (follows) followers.add(`${accountId}:${userId}`);
		else followers.delete(`${accountId}:${userId}`);
		world.touch();
		return { follows };
	});
	app.post('/_sandbox/redirect-uris', (request) => {
		for (const uri of object<{ uris: string[] }>(request.body).uris) world.redirectUris.add(uri);
		return [...world.redirectUris];
	});
	app.post('/_sandbox/behaviour', (request) => {
		world.behave(object<Partial<Behaviour>>(request.body));
		return world.behaviour;
	});
	app.post('/_sandbox/processing', (request) => {
		Object.assign(world.processing, object<Partial<ProcessingTimes>>(request.body));
		return world.processing;
	});
	app.post('/_sandbox/latency', (request) => {
		world.latencyMs = object<{ milliseconds: number }>(request.body).milliseconds;
		return { milliseconds: world.latencyMs };
	});
	app.post('/_sandbox/reset', (request) => {
		world.reset((request.body as { seed?: number } | null)?.seed);
		return {};
	});
}

/** The page for people and the same over JSON for tests and other processes. */
export function controlServer(world: World): FastifyInstance {
	const app = fastify({ forceCloseConnections: true });
	for (const [path, { file, type }] of Object.entries(PAGE_FILES)) {
		app.get(
			path,
			async (_request, reply) => await reply.type(type).send(readFileSync(join(__dirname, 'page', file))),
		);
	}
	mediaRoutes(app, world);
	worldRoutes(app, world);
	tokenRoutes(app, world);
	webhookRoutes(app, world);
	postRoutes(app, world);
	app.setErrorHandler(async (error: Error, _request, reply) => {
		const isCallers = [ControlError, FaultError, EventError].some((kind) => error instanceof kind);
		return await reply.code(isCallers ? 400 : 500).send({ error: error.message });
	});
	return app;
}
