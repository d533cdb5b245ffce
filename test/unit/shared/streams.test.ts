import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { observeChunks, watchForStall } from '../../../nodes/Instagram/shared/streams';

const PARTS = ['ab', 'cd', 'ef'];
const streamOf = () => Readable.from(PARTS.map((part) => Buffer.from(part)));

async function listen(stream: Readable): Promise<string> {
	const chunks: Buffer[] = [];
	stream.on('data', (chunk: Buffer) => chunks.push(chunk));
	await new Promise((resolve) => stream.once('end', resolve));
	return Buffer.concat(chunks).toString();
}

async function iterate(stream: Readable): Promise<string> {
	let text = '';
	for await (const chunk of stream) text += String(chunk);
	return text;
}

async function pipe(stream: Readable): Promise<string> {
	const chunks: Buffer[] = [];
	const target = new Writable({
		write(chunk: Buffer, _encoding, done) {
			chunks.push(chunk);
			done();
		},
	});
	await pipeline(stream, target);
	return Buffer.concat(chunks).toString();
}

describe('observeChunks', () => {
	it.each([
		['listens', listen],
		['iterates', iterate],
		['pipes', pipe],
	])(
		'sees every chunk once, with a second observer, of a stream whose reader %s later',
		async (_how, read) => {
			const stream = streamOf();
			const seen: string[][] = [[], []];
			for (const own of seen) observeChunks(stream, (chunk) => own.push(String(chunk)));
			await pause(20);
			expect(seen).toEqual([[], []]);
			expect(await read(stream)).toBe(PARTS.join(''));
			expect(seen).toEqual([PARTS, PARTS]);
		},
	);

	it('sees nothing after its end', async () => {
		const stream = streamOf();
		const seen: string[] = [];
		observeChunks(stream, (chunk) => seen.push(String(chunk)))();
		expect(await iterate(stream)).toBe(PARTS.join(''));
		expect(seen).toEqual([]);
	});
});

describe('watchForStall', () => {
	/** Time that a test moves. */
	function limits() {
		const waiting: AbortController[] = [];
		jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
			const limit = new AbortController();
			waiting.push(limit);
			return limit.signal;
		});
		return { pass: () => waiting.shift()?.abort(), count: () => waiting.length };
	}

	afterEach(() => jest.restoreAllMocks());

	it('stops a stream in which nothing has moved, once', () => {
		const time = limits();
		const stop = jest.fn();
		watchForStall(streamOf(), 1000, stop);
		time.pass();
		expect(stop).toHaveBeenCalledTimes(1);
		expect(time.count()).toBe(0);
	});

	it('begins anew after a chunk, and where the wait is excused', async () => {
		const time = limits();
		const stop = jest.fn();
		let isExcused = true;
		const stream = streamOf();
		watchForStall(stream, 1000, stop, () => isExcused);
		time.pass();
		isExcused = false;
		await iterate(stream);
		time.pass();
		expect(stop).not.toHaveBeenCalled();
		time.pass();
		expect(stop).toHaveBeenCalledTimes(1);
	});

	it('does not stop after its end', () => {
		const time = limits();
		const stop = jest.fn();
		watchForStall(streamOf(), 1000, stop)();
		time.pass();
		expect(stop).not.toHaveBeenCalled();
		expect(time.count()).toBe(0);
	});
});
