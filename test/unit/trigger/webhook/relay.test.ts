import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import type { IHttpRequestOptions } from 'n8n-workflow';

import type { MetaApp } from '../../../../nodes/Instagram/trigger/webhook/metaApp';
import { reachabilityOf, relay, RELAY_HEADER } from '../../../../nodes/Instagram/trigger/webhook/relay';
import type { SignedPeer } from '../../../../nodes/Instagram/trigger/webhook/state';

const rawBody = Buffer.from('{"text":"caf\\u00e9"}');
const body = { rawBody, signature: 'sha256=00' };
const NOW = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;

const own = {
	path: 'a/webhook',
	isTest: false,
	liveBase: 'https://n8n/webhook/',
	testBase: 'https://n8n/webhook-test/',
};
const app: MetaApp = { loginMethod: 'facebook', appKey: 'facebook 1 f', secrets: ['s'] };

const peer = (name: string, isTest = false): SignedPeer => ({
	nodeKey: name,
	path: `${name}/webhook`,
	isTest,
	accountIds: ['1'],
	events: ['comments'],
	proof: '',
});

const url = (name: string) => `https://n8n/webhook/${name}/webhook`;

/** An n8n whose triggers answer with these statuses; those without one do not answer. */
function answering(statuses: Record<string, number>) {
	const requests: IHttpRequestOptions[] = [];
	const send = async (request: IHttpRequestOptions) => {
		requests.push(request);
		const statusCode = statuses[request.url.split('/').at(-2) ?? ''];
		if (statusCode === undefined) throw new Error('timeout');
		return { statusCode, headers: statusCode === 200 ? { [RELAY_HEADER]: '1' } : {}, body: '' };
	};
	return { requests, send };
}

beforeEach(resetProcessState);

describe('relay', () => {
	it('passes the bytes and the signature on as received, and marks them', async () => {
		const { requests, send } = answering({ one: 200, two: 200 });
		const relayed = await relay({ peers: [peer('one'), peer('two')], app, own, send, now: NOW }, body);
		expect(relayed).toEqual({ gone: [], unreachable: [], shouldRedeliver: false });
		expect(requests.map((request) => request.url)).toEqual([url('one'), url('two')]);
		expect(requests[0]?.body).toBe(rawBody);
		expect(requests[0]).toMatchObject({
			method: 'POST',
			headers: { 'X-Hub-Signature-256': 'sha256=00', [RELAY_HEADER]: '1' },
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		});
	});

	it('tells peers that are gone from those that are unreachable', async () => {
		const { send } = answering({ gone: 404, there: 200, closed: 403 });
		const peers = ['gone', 'silent', 'there', 'closed'].map((name) => peer(name));
		const { gone, unreachable } = await relay({ peers, app, own, send, now: NOW }, body);
		expect(gone).toEqual([peer('gone')]);
		expect(unreachable).toHaveLength(2);
		expect(unreachable).toEqual(
			expect.arrayContaining([{ url: url('silent') }, { url: url('closed'), status: 403 }]),
		);
	});

	it('asks Meta to deliver again for the first failures in a row, then leaves the peer out for ten minutes', async () => {
		const { requests, send } = answering({ down: 502 });
		const pass = async (now: number) => await relay({ peers: [peer('down')], app, own, send, now }, body);
		const again = [];
		for (let number = 0; number < 6; number += 1) again.push((await pass(NOW)).shouldRedeliver);
		expect(again).toEqual([true, true, false, false, false, false]);
		expect(requests).toHaveLength(3);
		expect((await pass(NOW + 10 * MINUTE)).shouldRedeliver).toBe(false);
		expect(requests).toHaveLength(4);
	});

	it('counts anew once a peer has answered', async () => {
		const statuses: Record<string, number> = { down: 502 };
		const { send } = answering(statuses);
		const pass = async () => await relay({ peers: [peer('down')], app, own, send, now: NOW }, body);
		await pass();
		await pass();
		statuses.down = 200;
		expect((await pass()).unreachable).toEqual([]);
		statuses.down = 502;
		expect((await pass()).shouldRedeliver).toBe(true);
	});

	it('never asks Meta to deliver again for a test listener', async () => {
		const { send } = answering({});
		const relayed = await relay({ peers: [peer('test', true)], app, own, send, now: NOW }, body);
		expect(relayed.shouldRedeliver).toBe(false);
		expect(relayed.unreachable).toHaveLength(1);
	});

	it('sends nothing without peers', async () => {
		const { requests, send } = answering({});
		await relay({ peers: [], app, own, send, now: NOW }, body);
		expect(requests).toEqual([]);
	});
});

describe('reachedBy', () => {
	it.each([404, 410])('takes %i for gone', (statusCode) => {
		expect(reachabilityOf({ statusCode, headers: {} })).toBe('gone');
	});

	it.each([401, 403, 407, 429, 302, 500, 502, 503])('takes %i for unreachable', (statusCode) => {
		expect(reachabilityOf({ statusCode, headers: {} })).toBe('unreachable');
	});

	it('takes a 200 without the mark of a trigger for unreachable', () => {
		expect(reachabilityOf({ statusCode: 200, headers: {} })).toBe('unreachable');
		expect(reachabilityOf({ statusCode: 200, headers: { [RELAY_HEADER]: '1' } })).toBe('online');
		expect(reachabilityOf(undefined)).toBe('unreachable');
	});
});
