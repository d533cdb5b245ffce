import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import type { IHttpRequestOptions } from 'n8n-workflow';

import type { MetaApp } from '../../../../nodes/Instagram/trigger/webhook/metaApp';
import {
	reachabilityOf,
	relay,
	RELAY_HEADER,
	STARTING,
} from '../../../../nodes/Instagram/trigger/webhook/relay';
import { unknownWebhookBody } from '../../../../tools/n8n-harness/unknownWebhook';
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
		const text = statusCode === 404 ? unknownWebhookBody('POST', request.url) : '';
		return { statusCode, headers: statusCode === 200 ? { [RELAY_HEADER]: '1' } : {}, body: text };
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

	it('requests redeliveries while a peer fails for two minutes, then skips it for ten minutes', async () => {
		const { requests, send } = answering({ down: 502 });
		const pass = async (now: number) => await relay({ peers: [peer('down')], app, own, send, now }, body);
		const again = [];
		const times = [0, 0, 0, 0, 1.9, 2, 3, 11.9];
		for (const minutes of times) again.push((await pass(NOW + minutes * MINUTE)).shouldRedeliver);
		expect(again).toEqual([true, true, true, true, true, false, false, false]);
		expect(requests).toHaveLength(6);
		expect((await pass(NOW + 12 * MINUTE)).shouldRedeliver).toBe(false);
		expect(requests).toHaveLength(7);
	});

	it('requests redeliveries for the first two failures, however much time is between them', async () => {
		const { send } = answering({ down: 502 });
		const pass = async (now: number) => await relay({ peers: [peer('down')], app, own, send, now }, body);
		const again = [];
		for (const minutes of [0, 60, 120]) again.push((await pass(NOW + minutes * MINUTE)).shouldRedeliver);
		expect(again).toEqual([true, true, false]);
	});

	it('does not count failures that are many hours apart as consecutive', async () => {
		const { requests, send } = answering({ down: 502 });
		const pass = async (now: number) => await relay({ peers: [peer('down')], app, own, send, now }, body);
		for (const days of [0, 1, 2, 3]) {
			expect((await pass(NOW + days * 24 * 60 * MINUTE)).shouldRedeliver).toBe(true);
		}
		expect(requests).toHaveLength(4);
	});

	it('does not skip a busy n8n after its start, however many deliveries fail together', async () => {
		const { requests, send } = answering({});
		const pass = async (now: number) => await relay({ peers: [peer('busy')], app, own, send, now }, body);
		const together = await Promise.all(
			Array.from({ length: 20 }, async (_, index) => await pass(NOW + index)),
		);
		expect(together.map(({ shouldRedeliver }) => shouldRedeliver)).toEqual(Array(20).fill(true));
		expect((await pass(NOW + MINUTE)).shouldRedeliver).toBe(true);
		expect(requests).toHaveLength(21);
	});

	it('resets the count once a peer has responded', async () => {
		const statuses: Record<string, number> = { down: 502 };
		const { send } = answering(statuses);
		const pass = async (minutes: number) =>
			await relay({ peers: [peer('down')], app, own, send, now: NOW + minutes * MINUTE }, body);
		await pass(0);
		await pass(1);
		statuses.down = 200;
		expect((await pass(2)).unreachable).toEqual([]);
		statuses.down = 502;
		expect((await pass(3)).shouldRedeliver).toBe(true);
	});

	it('never requests a redelivery for a test listener', async () => {
		const { send } = answering({});
		const relayed = await relay({ peers: [peer('test', true)], app, own, send, now: NOW }, body);
		expect(relayed.shouldRedeliver).toBe(false);
		expect(relayed.unreachable).toHaveLength(1);
	});

	it('requests a redelivery for a peer that is still starting its workflow, and does not count it as failed', async () => {
		const send = async () => ({ statusCode: STARTING, headers: { [RELAY_HEADER]: '1' }, body: '' });
		for (let attempt = 0; attempt < 5; attempt += 1) {
			const relayed = await relay({ peers: [peer('one')], app, own, send, now: NOW }, body);
			expect(relayed).toEqual({ gone: [], unreachable: [], shouldRedeliver: true });
		}
	});

	it('sends nothing without peers', async () => {
		const { requests, send } = answering({});
		await relay({ peers: [], app, own, send, now: NOW }, body);
		expect(requests).toEqual([]);
	});
});

describe('reachabilityOf', () => {
	it('treats a webhook that n8n does not have as gone', () => {
		const answer = { statusCode: 404, headers: {}, body: unknownWebhookBody('POST', 'a/webhook') };
		expect(reachabilityOf(answer)).toBe('gone');
	});

	it.each(['', '<pre>Cannot POST /webhook/a/webhook</pre>', '{}', 'null', '"404"'])(
		'treats 404 with the body %j as unreachable',
		(text) => expect(reachabilityOf({ statusCode: 404, headers: {}, body: text })).toBe('unreachable'),
	);

	it.each([401, 403, 407, 410, 429, 302, 500, 502, 503])('treats %i as unreachable', (statusCode) => {
		expect(reachabilityOf({ statusCode, headers: {}, body: '' })).toBe('unreachable');
	});

	it('treats a 200 without the relay header as unreachable', () => {
		expect(reachabilityOf({ statusCode: 200, headers: {}, body: '' })).toBe('unreachable');
		expect(reachabilityOf({ statusCode: 200, headers: { [RELAY_HEADER]: '1' }, body: '' })).toBe('online');
		expect(reachabilityOf(undefined)).toBe('unreachable');
	});
});
