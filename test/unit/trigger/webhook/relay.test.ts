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

/** An n8n whose triggers respond with these statuses; those without one do not respond. */
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
	it('sends bytes and signature as received, with the relay header', async () => {
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

	it('distinguishes gone peers from unreachable ones', async () => {
		const { send } = answering({ gone: 404, there: 200, closed: 403 });
		const peers = ['gone', 'silent', 'there', 'closed'].map((name) => peer(name));
		const { gone, unreachable } = await relay({ peers, app, own, send, now: NOW }, body);
		expect(gone).toEqual([peer('gone')]);
		expect(unreachable).toHaveLength(2);
		expect(unreachable).toEqual(
			expect.arrayContaining([{ url: url('silent') }, { url: url('closed'), status: 403 }]),
		);
	});

	it('requests a redelivery for the first failures in a row, then skips the peer for ten minutes', async () => {
		const { requests, send } = answering({ down: 502 });
		const pass = async (now: number) => await relay({ peers: [peer('down')], app, own, send, now }, body);
		const again = [];
		for (let half = 0; half < 6; half += 1) {
			again.push((await pass(NOW + (half * MINUTE) / 2)).shouldRedeliver);
		}
		expect(again).toEqual([true, true, false, false, false, false]);
		expect(requests).toHaveLength(3);
		expect((await pass(NOW + 11 * MINUTE)).shouldRedeliver).toBe(false);
		expect(requests).toHaveLength(4);
	});

	it('counts failures of the same half minute once, so that a busy n8n is not skipped after its start', async () => {
		const { requests, send } = answering({});
		const pass = async (now: number) => await relay({ peers: [peer('busy')], app, own, send, now }, body);
		const together = await Promise.all(
			Array.from({ length: 20 }, async (_, index) => await pass(NOW + index)),
		);
		expect(together.map(({ shouldRedeliver }) => shouldRedeliver)).toEqual(Array(20).fill(true));
		expect((await pass(NOW + MINUTE / 2 - 1)).shouldRedeliver).toBe(true);
		expect((await pass(NOW + MINUTE / 2)).shouldRedeliver).toBe(true);
		expect((await pass(NOW + MINUTE)).shouldRedeliver).toBe(false);
		expect(requests).toHaveLength(23);
	});

	it('resets the count once a peer has responded', async () => {
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

	it('never requests a redelivery for a test listener', async () => {
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

describe('reachabilityOf', () => {
	it.each([404, 410])('treats %i as gone', (statusCode) => {
		expect(reachabilityOf({ statusCode, headers: {} })).toBe('gone');
	});

	it.each([401, 403, 407, 429, 302, 500, 502, 503])('treats %i as unreachable', (statusCode) => {
		expect(reachabilityOf({ statusCode, headers: {} })).toBe('unreachable');
	});

	it('treats a 200 without the relay header as unreachable', () => {
		expect(reachabilityOf({ statusCode: 200, headers: {} })).toBe('unreachable');
		expect(reachabilityOf({ statusCode: 200, headers: { [RELAY_HEADER]: '1' } })).toBe('online');
		expect(reachabilityOf(undefined)).toBe('unreachable');
	});
});
