import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import { createHmac } from 'node:crypto';

import type { IDataObject, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Announcement, PeerReply } from '../../../../nodes/Instagram/trigger/webhook/announcement';
import { announce } from '../../../../nodes/Instagram/trigger/webhook/announce';
import {
	parseAnnouncement,
	receiveAnnouncement,
} from '../../../../nodes/Instagram/trigger/webhook/announcement';
import { discoverPeers, takeOver } from '../../../../nodes/Instagram/trigger/webhook/discovery';
import type { MetaApp } from '../../../../nodes/Instagram/trigger/webhook/metaApp';
import {
	isTrusted,
	knownPeers,
	register,
	registeredPeers,
	signPeer,
	unregister,
} from '../../../../nodes/Instagram/trigger/webhook/peers';
import { RELAY_HEADER } from '../../../../nodes/Instagram/trigger/webhook/relay';
import { isSigned } from '../../../../nodes/Instagram/trigger/webhook/signature';
import { unknownWebhookBody } from '../../../../tools/n8n-harness/unknownWebhook';
import type { Peer, SignedPeer, TriggerState } from '../../../../nodes/Instagram/trigger/webhook/state';

const NOW = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;
const SECRET = 'a secret';
const APP: MetaApp = { loginMethod: 'facebook', appKey: 'facebook 1 f', appId: '1', secrets: [SECRET] };
const STRANGER: MetaApp = { ...APP, appKey: 'facebook 1 g', secrets: ['another secret'] };

const BASES = {
	liveBase: 'https://n8n.example.com/webhook/',
	testBase: 'https://n8n.example.com/webhook-test/',
};
const own = { path: 'a/webhook', isTest: false, ...BASES };

const unsigned = (name: string, more: Partial<Peer> = {}): Peer => ({
	nodeKey: name,
	path: `${name}/webhook`,
	isTest: false,
	accountIds: ['17841400000000001'],
	events: ['comments'],
	...more,
});

const peer = (name: string, more: Partial<Peer> = {}, app = APP): SignedPeer =>
	signPeer(app, unsigned(name, more));

const names = (list: readonly Peer[] = []) => list.map(({ nodeKey }) => nodeKey);

beforeEach(() => {
	resetProcessState();
});

describe('peers', () => {
	it('returns the triggers of one app, without this one', () => {
		register(APP, peer('a'));
		register(APP, peer('b'));
		register(STRANGER, peer('c'));
		expect(names(registeredPeers(APP, own))).toEqual(['b']);
		unregister(APP, peer('b'));
		expect(registeredPeers(APP, own)).toEqual([]);
	});

	it('limits the number of peers', () => {
		for (let number = 0; number < 600; number += 1) register(APP, peer(`b${number}`));
		expect(registeredPeers(APP, own)).toHaveLength(500);
	});

	it('trusts only peers on this n8n that have the secret', () => {
		expect(isTrusted(APP, own, peer('b'))).toBe(true);
		expect(isTrusted(APP, own, peer('b', {}, STRANGER))).toBe(false);
		expect(isTrusted(APP, own, { ...peer('b'), events: ['messages'] })).toBe(false);
		expect(isTrusted(APP, own, { ...peer('b'), accountIds: ['1'] })).toBe(false);
		expect(isTrusted(APP, own, peer('x', { path: '../rest/webhook' }))).toBe(false);
	});

	it('separates stored peers into trusted and unproven ones', () => {
		const stored = [peer('b'), peer('c', {}, STRANGER), peer('d', { path: '../d/webhook' }), peer('a')];
		const { trusted, unproven } = knownPeers(APP, own, stored);
		expect(names(trusted)).toEqual(['b']);
		expect(names(unproven)).toEqual(['c']);
	});
});

const JOIN: Announcement = {
	object: 'n8n_instagram_trigger',
	intent: 'join',
	to: { path: own.path, isTest: false },
	sentAt: NOW,
	nonce: 'n',
	from: peer('b'),
};

describe('parseAnnouncement', () => {
	const parse = (payload: unknown, now = NOW, signature = 's') =>
		parseAnnouncement(payload, signature, { app: APP, own, now });

	it('parses an announcement', () => {
		expect(parse(JOIN)).toEqual(JOIN);
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['text', 'hello'],
		['a delivery of Meta', { object: 'instagram', entry: [] }],
		['one of a trigger without the secret', { ...JOIN, from: peer('b', {}, STRANGER) }],
		['one of another server', { ...JOIN, from: peer('b', { path: '//x.example.com/webhook' }) }],
		['one without a sender', { ...JOIN, from: { path: 'b/webhook' } }],
		['one for another trigger', { ...JOIN, to: { path: 'c/webhook', isTest: false } }],
		['one for the test address', { ...JOIN, to: { path: own.path, isTest: true } }],
		['one without a time', { ...JOIN, sentAt: undefined }],
		['an unknown intent', { ...JOIN, intent: 'dance' }],
	])('rejects %s', (_name, payload) => {
		expect(parse(payload)).toBeUndefined();
	});

	it('rejects a replay, and an announcement older than five minutes', () => {
		expect(parse(JOIN, NOW + MINUTE)).toBeDefined();
		expect(parse(JOIN, NOW + MINUTE)).toBeUndefined();
		expect(parse(JOIN, NOW + 6 * MINUTE, 'other')).toBeUndefined();
		expect(parse(JOIN, NOW - 6 * MINUTE, 'other')).toBeUndefined();
	});

	it('drops peers that are not trusted', () => {
		const peers = [peer('c'), peer('d', {}, STRANGER), null as never];
		expect(names(parse({ ...JOIN, intent: 'leave', peers })?.peers)).toEqual(['c']);
	});
});

describe('receiveAnnouncement', () => {
	const receive = (announcement: Partial<Announcement>, state: TriggerState = {}) =>
		receiveAnnouncement({ ...JOIN, ...announcement }, { app: APP, own, now: NOW, self: peer('a'), state });

	it("adds a joining trigger to the holder's register, and replies with the others", () => {
		const { reply, state } = receive({}, { verifiedAt: 'now', peers: [peer('c')] });
		expect(names(state.peers)).toEqual(['b', 'c']);
		expect(reply).toMatchObject({ self: peer('a'), verifiedAt: 'now', peers: [peer('c')] });
	});

	it('keeps each trigger once that both the message and the stored register name', () => {
		const { state } = receive(
			{ peers: [peer('c', { events: ['messages'] })] },
			{ verifiedAt: 'now', peers: [peer('c'), peer('c', {}, STRANGER), peer('d')] },
		);
		expect(state.peers).toEqual([peer('b'), peer('c', { events: ['messages'] }), peer('d')]);
	});

	it('replies whether it had stored the joining trigger as it is now', () => {
		const isStored = (state: TriggerState, announcement: Partial<Announcement> = {}) =>
			receive(announcement, state).reply.isStored;
		expect(isStored({})).toBe(false);
		expect(isStored({ peers: [peer('b')] })).toBe(true);
		expect(isStored({ peers: [peer('b', { events: ['messages'] })] })).toBe(false);
		expect(isStored({ holder: 'h/webhook' })).toBeUndefined();
		expect(isStored({ peers: [peer('b')] }, { intent: 'ask' })).toBeUndefined();
	});

	it('replies whether it had stored that a trigger leaves', () => {
		const leaving: Partial<Announcement> = { intent: 'leave', holder: 'a/webhook', peers: [peer('c')] };
		const isStored = (state: TriggerState, announcement: Partial<Announcement> = {}) =>
			receive({ ...leaving, ...announcement }, state).reply.isStored;
		expect(isStored({ holder: 'b/webhook' })).toBe(false);
		expect(isStored({ peers: [peer('b'), peer('c')] })).toBe(false);
		expect(isStored({})).toBe(false);
		expect(isStored({ peers: [peer('c')] })).toBe(true);
		expect(isStored({ peers: [peer('c')] }, { subscribed: { app: ['comments'] } })).toBe(false);
		const subscribed = { app: ['comments'] };
		expect(isStored({ peers: [peer('c')], subscribed }, { subscribed })).toBe(true);
		expect(isStored({ holder: 'b/webhook' }, { holder: 'd/webhook' })).toBe(false);
		expect(isStored({ holder: 'd/webhook' }, { holder: 'd/webhook' })).toBe(true);
	});

	it('replies with the holder if it is another trigger, and keeps no register', () => {
		const { reply, state } = receive({}, { verifiedAt: 'before', holder: 'h/webhook' });
		expect(state).toEqual({ verifiedAt: 'before', holder: 'h/webhook' });
		expect(reply.holder).toBe('h/webhook');
		expect(reply.verifiedAt).toBeUndefined();
	});

	it('replies with its register to the new holder, and stores that one as the holder', () => {
		const { reply, state } = receive(
			{ intent: 'hold' },
			{ verifiedAt: 'before', peers: [peer('b'), peer('c')] },
		);
		expect(names(reply.peers)).toEqual(['c']);
		expect(state.holder).toBe('b/webhook');
	});

	it('removes a leaving trigger', () => {
		register(APP, peer('b'));
		const { state } = receive({ intent: 'leave' }, { verifiedAt: 'now', peers: [peer('b'), peer('c')] });
		expect(names(state.peers)).toEqual(['c']);
		expect(registeredPeers(APP, own)).toEqual([]);
	});

	it('takes over the register and the record of subscriptions from a leaving holder', () => {
		const subscribed = { account: { id: '1', fields: ['feed'] } };
		const { state } = receive(
			{ intent: 'leave', holder: own.path, peers: [peer('c')], subscribed },
			{ holder: 'b/webhook', subscribed: { app: ['comments'] } },
		);
		expect(state.holder).toBeUndefined();
		expect(names(state.peers)).toEqual(['c']);
		expect(state.subscribed).toEqual({ app: ['comments'], ...subscribed });
	});

	it('stores the successor of a leaving holder', () => {
		expect(receive({ intent: 'leave', holder: 'c/webhook' }, { holder: 'b/webhook' }).state.holder).toBe(
			'c/webhook',
		);
		expect(receive({ intent: 'leave' }, { holder: 'b/webhook' }).state.holder).toBeUndefined();
		expect(receive({ intent: 'leave' }, { holder: 'c/webhook' }).state.holder).toBe('c/webhook');
	});

	it('changes nothing for `ask`', () => {
		const before = { verifiedAt: 'now', peers: [peer('c')] };
		expect(receive({ intent: 'ask' }, before).state).toEqual(before);
	});
});

/** An n8n with triggers: the reply or the HTTP status of each. */
function server(triggers: Record<string, Partial<PeerReply> | number>) {
	const asked: string[] = [];
	const bodies: Announcement[] = [];
	const send = async ({ url, body, headers }: IHttpRequestOptions): Promise<IN8nHttpFullResponse> => {
		asked.push(url);
		expect(isSigned(body as Buffer, headers?.['X-Hub-Signature-256'], [SECRET])).toBe(true);
		bodies.push(JSON.parse(String(body)) as Announcement);
		const name = url.split('/').at(-2) ?? '';
		const reply = triggers[name] ?? 404;
		if (reply === 0) throw new Error('connect ECONNREFUSED');
		if (typeof reply === 'number') {
			const text = reply === 404 ? unknownWebhookBody('POST', name) : '<h1>Nothing</h1>';
			return { statusCode: reply, headers: {}, body: text };
		}
		const isTest = url.startsWith(BASES.testBase);
		const full = { self: peer(name, { isTest }), peers: [], ...reply };
		return { statusCode: 200, headers: { [RELAY_HEADER]: '1' }, body: JSON.stringify(full) };
	};
	return { asked, bodies, sender: { app: APP, own, self: peer('a'), send, now: NOW } };
}

describe('discoverPeers', () => {
	const callback = { path: 'h/webhook', isTest: false };

	it('asks only the holder, which knows all others', async () => {
		const { asked, sender } = server({ h: { verifiedAt: 'now', peers: [peer('b'), peer('a')] }, b: {} });
		register(APP, peer('b'));
		const peers = await discoverPeers(sender, { intent: 'join', state: {}, isHolder: false, callback });
		expect(peers.holder?.nodeKey).toBe('h');
		expect(names(peers.others)).toEqual(['b', 'h']);
		expect(asked).toEqual(['https://n8n.example.com/webhook/h/webhook']);
	});

	it('follows a former holder to the current one', async () => {
		const { sender } = server({ old: { holder: 'h/webhook' }, h: { verifiedAt: 'now' } });
		const state = { holder: 'old/webhook' };
		const peers = await discoverPeers(sender, { intent: 'join', state, isHolder: false });
		expect(peers.holder?.nodeKey).toBe('h');
	});

	it.each([
		['until another process has found it stored four times in a row', 'another', [0, 1, 0, 1, 1, 1, 1]],
		['not in the same process, which remembers it', undefined, [0]],
	])('repeats a join %s', async (_what, processId, stored) => {
		const { bodies, sender } = server({ h: { verifiedAt: 'now' } });
		const send = async (request: IHttpRequestOptions) => {
			const answer = await sender.send(request);
			const reply = JSON.parse(String(answer.body)) as PeerReply;
			const isStored = stored[bodies.length - 1] === 1;
			const body = JSON.stringify({ ...reply, isStored, ...(processId === undefined ? {} : { processId }) });
			return { ...answer, body };
		};
		const search = { intent: 'join', state: {}, isHolder: false, callback } as const;
		await discoverPeers({ ...sender, send }, search);
		expect(bodies.map(({ intent }) => intent)).toEqual(stored.map(() => 'join'));
		expect(new Set(bodies.map(({ nonce }) => nonce)).size).toBe(stored.length);
	});

	it('does not take a peer for unreachable that fails only when a join is repeated', async () => {
		const { bodies, sender } = server({ h: { verifiedAt: 'now', isStored: true, processId: 'another' } });
		const send = async (request: IHttpRequestOptions) => {
			const answer = await sender.send(request);
			if (bodies.length === 2) throw new Error('socket hang up');
			return answer;
		};
		const search = { intent: 'join', state: {}, isHolder: false, callback } as const;
		const peers = await discoverPeers({ ...sender, send }, search);
		expect(peers).toMatchObject({ holder: { nodeKey: 'h' }, unreachable: [] });
		expect(bodies).toHaveLength(6);
	});

	it('does not repeat a join to a trigger that is deactivated meanwhile', async () => {
		const { bodies, sender } = server({ h: { isStored: false, processId: 'another' } });
		const send = async (request: IHttpRequestOptions) => {
			const answer = await sender.send(request);
			return bodies.length === 1
				? answer
				: { statusCode: 404, headers: {}, body: unknownWebhookBody('POST', 'h') };
		};
		const search = { intent: 'join', state: {}, isHolder: false, callback } as const;
		const peers = await discoverPeers({ ...sender, send }, search);
		expect(peers).toMatchObject({ online: [], gone: ['https://n8n.example.com/webhook/h/webhook'] });
		expect(bodies).toHaveLength(2);
	});

	it('asks all known peers if there is no holder', async () => {
		const { sender } = server({ b: {}, c: {} });
		register(APP, peer('b'));
		const peers = await discoverPeers(sender, {
			intent: 'join',
			state: { peers: [peer('c')] },
			isHolder: false,
		});
		expect(names(peers.online).sort()).toEqual(['b', 'c']);
		expect(peers.holder).toBeUndefined();
	});

	it('treats the trigger that was verified last as the holder if Meta does not return the callback', async () => {
		const { sender } = server({ b: { verifiedAt: '2026-01-01' }, c: { verifiedAt: '2026-02-01' } });
		const state = { peers: [peer('b'), peer('c')] };
		const peers = await discoverPeers(sender, { intent: 'join', state, isHolder: false });
		expect(peers.holder?.nodeKey).toBe('c');
	});

	it.each([401, 403, 407, 429, 500, 502, 0])('treats %i as unreachable, not as gone', async (status) => {
		const { sender } = server({ b: status });
		register(APP, peer('b'));
		const peers = await discoverPeers(sender, { intent: 'ask', state: {}, isHolder: true });
		expect(peers.online).toEqual([]);
		expect(names(peers.others)).toEqual(['b']);
		expect(peers.unreachable).toHaveLength(1);
		expect(names(registeredPeers(APP, own))).toEqual(['b']);
	});

	it('treats a webhook that n8n does not have as gone', async () => {
		const { sender } = server({ b: 404 });
		register(APP, peer('b'));
		const peers = await discoverPeers(sender, { intent: 'ask', state: {}, isHolder: true });
		expect(peers).toMatchObject({ online: [], others: [], unreachable: [], gone: [expect.any(String)] });
		expect(registeredPeers(APP, own)).toEqual([]);
	});

	it.each<[string, Partial<PeerReply>]>([
		['another trigger', { self: peer('x') }],
		['a trigger without the secret', { self: peer('b', {}, STRANGER) }],
	])('ignores the reply of %s', async (_name, reply) => {
		const { sender } = server({ b: reply });
		const state = { peers: [peer('b')] };
		expect((await discoverPeers(sender, { intent: 'ask', state, isHolder: true })).online).toEqual([]);
	});

	it('never calls another server, even if the static data or a reply names one', async () => {
		const { asked, sender } = server({ b: { holder: '../../rest/webhook' } });
		const wild = { ...peer('x'), path: '//169.254.169.254/webhook' };
		const state = { holder: 'http://169.254.169.254/webhook', peers: [peer('b'), wild] };
		await discoverPeers(sender, { intent: 'join', state, isHolder: false });
		expect(asked).toEqual(['https://n8n.example.com/webhook/b/webhook']);
	});
});

describe('announce', () => {
	it('signs the body like Meta, with a time and a nonce', async () => {
		let seen: IHttpRequestOptions | undefined;
		const send = async (request: IHttpRequestOptions) => {
			seen = request;
			return { statusCode: 404, headers: {}, body: '' };
		};
		const sender = { app: APP, own, self: peer('a'), send, now: NOW };
		await announce(sender, peer('b'), { intent: 'leave', holder: 'c/webhook' });
		const body = seen?.body as Buffer;
		expect(JSON.parse(body.toString()) as IDataObject).toEqual({
			object: 'n8n_instagram_trigger',
			intent: 'leave',
			to: { path: 'b/webhook', isTest: false },
			sentAt: NOW,
			nonce: expect.any(String),
			from: peer('a'),
			holder: 'c/webhook',
		});
		expect(seen?.headers).toMatchObject({
			'X-Hub-Signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
		});
	});
});

describe('takeOver', () => {
	it('fetches the register of the previous holder', async () => {
		const { bodies, sender } = server({ h: { peers: [peer('b')] } });
		const state = await takeOver(sender, { holder: 'h/webhook', verifiedAt: 'now' });
		expect(state).toEqual({ verifiedAt: 'now', peers: [peer('b'), peer('h')] });
		expect(bodies.map(({ intent }) => intent)).toEqual(['hold']);
	});

	it('does nothing if there was no previous holder', async () => {
		const { asked, sender } = server({});
		expect(await takeOver(sender, { verifiedAt: 'now' })).toEqual({ verifiedAt: 'now' });
		expect(asked).toEqual([]);
	});
});
