import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { sleep } from 'n8n-workflow';

import { useVirtualTime } from '../../jest/virtualTime';

const frozen = {
	at: 1000,
	now: () => frozen.at,
	advance: (milliseconds: number) => void (frozen.at += milliseconds),
};

const time = useVirtualTime({ clock: () => frozen }, () => Date.UTC(2026, 10, 1));

test('virtual time > stops while a request is in flight', async () => {
	const server = http.createServer((_request, response) => void setTimeout(() => response.end('late'), 40));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const order: string[] = [];
	const answered = new Promise<void>((resolve) => {
		http.get({ host: '127.0.0.1', port }, (response) => {
			response.resume().on('end', () => {
				order.push(`answer at ${Date.now() - time.now()}`);
				resolve();
			});
		});
	});
	const slept = sleep(60_000).then(() => order.push('woke'));
	await Promise.all([answered, slept]);
	server.close();
	expect(order).toEqual(['answer at 0', 'woke']);
});

test('virtual time > lets a request without a response time out', async () => {
	const server = http.createServer(() => undefined);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const start = time.now();
	AbortSignal.timeout(20_000);
	const refused = new Promise<Error>((resolve) => {
		http.get({ host: '127.0.0.1', port, signal: AbortSignal.timeout(60_000) }).once('error', resolve);
	});
	expect((await refused).name).toBe('AbortError');
	expect(Date.now() - start).toBe(60_000);
	server.closeAllConnections();
	server.close();
});

test('virtual time > wakes nested sleepers in order', async () => {
	const start = time.now();
	const order: string[] = [];
	const steps = async (name: string, ...lengths: number[]) => {
		for (const length of lengths) {
			await sleep(length);
			order.push(`${name} ${Date.now() - start}`);
		}
	};
	await Promise.all([steps('one', 1000, 5000), steps('two', 2000, 1000), steps('three', 4500)]);
	expect(order).toEqual(['one 1000', 'two 2000', 'two 3000', 'three 4500', 'one 6000']);
});

test('virtual time > is the same for all clocks', () => {
	const before = frozen.at;
	time.advance(24 * 3600_000);
	expect(new Date().toISOString()).toBe('2026-11-02T00:00:00.000Z');
	expect(Date.now()).toBe(time.now());
	expect(frozen.at - before).toBe(24 * 3600_000);
});

test('virtual time > lets a sleep be aborted', async () => {
	const stop = new AbortController();
	const sleeping = (sleep as (milliseconds: number, signal: AbortSignal) => Promise<void>)(1000, stop.signal);
	stop.abort(new Error('Stopped'));
	await expect(sleeping).rejects.toThrow('Stopped');
	expect(Date.now()).toBe(Date.UTC(2026, 10, 1));
});
