import { createHmac } from 'node:crypto';

import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import {
	introduce,
	introductionIn,
	isOnSameServer,
	keep,
	meet,
	recall,
	type Acquaintance,
	type Introduction,
} from '../../../../nodes/Instagram/trigger/webhook/announcement';
import { isSigned } from '../../../../nodes/Instagram/trigger/webhook/signature';
import { forgetSiblings, join, leave, siblingsOf } from '../../../../nodes/Instagram/trigger/webhook/peers';
import type { Sibling, TriggerState } from '../../../../nodes/Instagram/trigger/webhook/state';

const SERVER = 'https://n8n.example.com';
const SECRET = 'a secret';
const APP = 'facebook 1';

const urlOf = (name: string, server = SERVER) => `${server}/webhook/${name}/webhook`;

const sibling = (name: string, more: Partial<Sibling> = {}): Sibling => ({
	nodeKey: name,
	url: urlOf(name),
	verifyToken: `token of ${name}`,
	accountIds: ['17841400000000001'],
	events: ['comments'],
	isTest: false,
	...more,
});

const names = (list: Sibling[]) => list.map(({ nodeKey }) => nodeKey);

beforeEach(forgetSiblings);

describe('the register', () => {
	it('knows the triggers of an app, but not those of another, and not oneself', () => {
		join(APP, sibling('a'));
		join(APP, sibling('b'));
		join('instagram 2', sibling('c'));
		expect(names(siblingsOf(APP, urlOf('a')))).toEqual(['b']);
		leave(APP, urlOf('b'));
		expect(siblingsOf(APP, urlOf('a'))).toEqual([]);
	});

	it('adds what is newly known', () => {
		join(APP, sibling('a', { made: { app: ['comments'] } }));
		join(APP, sibling('a', { handshakeAt: '2026-11-22T00:00:00.000Z' }));
		expect(siblingsOf(APP, '')).toEqual([
			sibling('a', { made: { app: ['comments'] }, handshakeAt: '2026-11-22T00:00:00.000Z' }),
		]);
	});

	it('is filled from what the workflow has kept, and kept again only where it has changed', () => {
		const state: TriggerState = { siblings: [sibling('b')] };
		const kept = state.siblings;
		expect(names(recall(APP, sibling('a'), state))).toEqual(['b']);
		keep(APP, sibling('a'), state);
		expect(state.siblings).toBe(kept);
		join(APP, sibling('c'));
		keep(APP, sibling('a'), state);
		expect(names(state.siblings ?? [])).toEqual(['b', 'c']);
	});
});

describe('an address', () => {
	it.each([
		['another trigger', urlOf('b'), true],
		['a test', `${SERVER}/webhook-test/b/webhook`, true],
		['another server', urlOf('b', 'https://elsewhere.example.com'), false],
		['another port', urlOf('b', `${SERVER}:8443`), false],
		['a webhook node of the same n8n', `${SERVER}/webhook/something`, false],
		['no address', 'webhook', false],
	])('of %s', (_what, url, expected) => {
		expect(isOnSameServer(url, urlOf('a'))).toBe(expected);
	});
});

describe('an introduction', () => {
	const good = { object: 'n8n_instagram_trigger', from: sibling('b'), leaves: false };

	it('is read', () => {
		expect(introductionIn(good, urlOf('a'))).toEqual(good);
		expect(introductionIn({ ...good, leaves: undefined }, urlOf('a'))?.leaves).toBe(false);
	});

	it.each([
		['nothing', undefined],
		['a text', 'hello'],
		['a delivery of Meta', { object: 'instagram', entry: [] }],
		['one of a stranger', { ...good, from: sibling('b', { url: urlOf('b', 'https://x.example.com') }) }],
		['one without a sibling', { ...good, from: { url: urlOf('b') } }],
	])('is not %s', (_what, payload) => {
		expect(introductionIn(payload, urlOf('a'))).toBeUndefined();
	});

	it('is answered with all others, and remembered', () => {
		const state: TriggerState = { siblings: [sibling('c')] };
		const me = { appKey: APP, self: sibling('a'), state };
		expect(meet(good as Introduction, me)).toEqual({ self: sibling('a'), others: [sibling('c')] });
		expect(names(state.siblings ?? [])).toEqual(['c', 'b']);
		meet({ ...good, leaves: true } as Introduction, me);
		expect(names(state.siblings ?? [])).toEqual(['c']);
	});
});

describe('asking around', () => {
	/** A server with triggers that know each other as told. */
	function server(knows: Record<string, string[]>, silent: string[] = []) {
		const asked: string[] = [];
		const send = async (request: IHttpRequestOptions): Promise<IN8nHttpFullResponse> => {
			const { url, body, headers } = request;
			asked.push(url);
			expect(isSigned(body as Buffer, headers?.['X-Hub-Signature-256'], [SECRET])).toBe(true);
			const name = url.split('/').at(-2) ?? '';
			if (silent.includes(name)) throw new Error('connect ECONNREFUSED');
			const others = knows[name];
			if (!others) return { statusCode: 404, headers: {}, body: 'not registered' };
			const answer: Acquaintance = { self: sibling(name), others: others.map((one) => sibling(one)) };
			return { statusCode: 200, headers: {}, body: JSON.stringify(answer) };
		};
		return { asked, send };
	}

	const ask = async (candidates: string[], to: ReturnType<typeof server>) =>
		await introduce(sibling('a'), {
			leaves: false,
			candidates: candidates.map((name) => (name.includes('://') ? name : urlOf(name))),
			appSecret: SECRET,
			send: to.send,
		});

	it('finds those whom the others know, each asked once', async () => {
		const to = server({ b: ['a', 'c'], c: ['b', 'd'], d: ['b'] });
		const { present, silent } = await ask(['b', 'b'], to);
		expect(names(present)).toEqual(['b', 'c', 'd']);
		expect(silent).toEqual([]);
		expect(to.asked).toHaveLength(3);
	});

	it('tells those who are gone from those who do not answer', async () => {
		const { present, silent } = await ask(['b', 'c', 'd'], server({ b: [] }, ['d']));
		expect(names(present)).toEqual(['b']);
		expect(silent).toEqual([urlOf('d')]);
	});

	it('takes a gateway that does not get through for silence', async () => {
		const send = async () => ({ statusCode: 502, headers: {}, body: '<h1>Bad Gateway</h1>' });
		const circle = await introduce(sibling('a'), {
			leaves: false,
			candidates: [urlOf('b')],
			appSecret: SECRET,
			send,
		});
		expect(circle).toEqual({ present: [], silent: [urlOf('b')] });
	});

	it('never calls another server', async () => {
		const to = server({});
		await ask([urlOf('b', 'https://elsewhere.example.com'), `${SERVER}/webhook/something`], to);
		expect(to.asked).toEqual([]);
	});

	it.each([
		['no JSON', 'Workflow was started'],
		['something else', '{"message":"ok"}'],
		['another trigger', JSON.stringify({ self: sibling('x'), others: [] })],
	])('takes nobody for a sibling who answers with %s', async (_what, body) => {
		const send = async () => ({ statusCode: 200, headers: {}, body });
		const circle = await introduce(sibling('a'), {
			leaves: false,
			candidates: [urlOf('b')],
			appSecret: SECRET,
			send,
		});
		expect(circle).toEqual({ present: [], silent: [] });
	});

	it('signs as Meta does', async () => {
		let seen: IHttpRequestOptions | undefined;
		const send = async (request: IHttpRequestOptions) => {
			seen = request;
			return { statusCode: 404, headers: {}, body: '' };
		};
		await introduce(sibling('a'), { leaves: true, candidates: [urlOf('b')], appSecret: SECRET, send });
		const body = seen?.body as Buffer;
		expect(JSON.parse(body.toString())).toEqual({
			object: 'n8n_instagram_trigger',
			from: sibling('a'),
			leaves: true,
		});
		expect(seen?.headers).toMatchObject({
			'X-Hub-Signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
		});
	});
});
