import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	counts,
	failures,
	inUse,
	media,
	newCaptions,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: '={{ $json.url ?? "https://media.example.com/pottery-1.jpg" }}',
	caption: '={{ $json.caption }}',
};
const items = (...captions: string[]) => captions.map((caption) => ({ caption }));
const captions = () => newCaptions(sandbox.get(), ACCOUNT.instagram);

/** For some reads nobody can see what became of a publish, neither from its container nor from the feed. */
function blind(reads: number): void {
	const { faults } = sandbox.get().world;
	faults.add({ endpoint: 'status', action: 'reset-before', times: reads });
	faults.add({ endpoint: 'list', action: 'reset-before', times: reads });
}

describe("n8n's Retry on Fail", () => {
	it('posts only what is not live yet', async () => {
		const connected = await inUse(sandbox.get());
		// The client tries four times; then the node fails and n8n runs it again.
		sandbox.get().world.faults.add({ endpoint: 'create', action: '5xx', nth: 2, times: 4 });
		const { json, status } = await run(connected, image, {
			items: items('one', 'two', 'three'),
			retryOnFail: true,
		});
		expect(status).toBe('success');
		expect(json).toHaveLength(3);
		expect([...captions()].sort()).toEqual(['one', 'three', 'two']);
	});

	it('uses a container again that is ready', async () => {
		const connected = await inUse(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-before', times: 3 });
		const { json } = await run(connected, image, { items: items('one'), retryOnFail: true });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['one']);
		expect(counts(sandbox.get()).create).toBe(1);
	});

	it('looks first where nobody knows what became of the first try', async () => {
		const connected = await inUse(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		blind(16);
		const { json } = await run(connected, image, { items: items('one'), retryOnFail: true });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['one']);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it('posts what Meta has refused for certain, and nothing twice that it has refused although it is live', async () => {
		const connected = await inUse(sandbox.get());
		const blocked = { action: 'error', code: 4, subcode: 2207051, status: 403 } as const;
		sandbox.get().world.faults.add({ endpoint: 'publish', ...blocked, workDone: true });
		sandbox.get().world.faults.add({ endpoint: 'status', ...blocked, times: 4 });
		sandbox.get().world.faults.add({ endpoint: 'list', ...blocked, times: 3 });
		const { json } = await run(connected, image, { items: items('one'), retryOnFail: true });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['one']);
	});
});

describe("n8n's Retry on Fail with a parameter that is not the same at every evaluation", () => {
	it('posts item 0 once although item 1 made the node fail (hashtags drawn at random)', async () => {
		const connected = await inUse(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'create', action: '5xx', nth: 2, times: 4 });
		const { status } = await run(
			connected,
			{ ...image, caption: '={{ $json.caption + " #" + Math.random().toString(36).slice(2) }}' },
			{ items: items('one', 'two'), retryOnFail: true },
		);
		expect(status).toBe('success');
		expect(
			captions()
				.map((caption) => caption.slice(0, 3))
				.sort(),
		).toEqual(['one', 'two']);
	});

	it('posts once where the answer to the publish was lost (cache buster in the media URL)', async () => {
		const connected = await inUse(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		blind(16);
		const { json } = await run(
			connected,
			{ ...image, mediaUrl: '={{ "https://media.example.com/pottery-1.jpg?v=" + Math.random() }}' },
			{ items: items('one'), retryOnFail: true },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(captions()).toEqual(['one']);
		expect(counts(sandbox.get())).toMatchObject({ create: 1, publish: 1 });
	});

	it('publishes the new content where the first is not live after all', async () => {
		const connected = await inUse(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-before' });
		blind(16);
		const { json } = await run(
			connected,
			{ ...image, caption: '={{ $json.caption + " #" + Math.random().toString(36).slice(2) }}' },
			{ items: items('one'), retryOnFail: true },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toHaveLength(1);
	});
});

describe('a deduplication key', () => {
	const keyed = { ...image, options: { deduplicationKey: '={{ $json.key ?? "spring-sale" }}' } };

	it('is published once across executions; the later ones get the first result', async () => {
		const connected = await inUse(sandbox.get());
		const first = await run(connected, keyed, { items: items('one') });
		const second = await run(connected, keyed, { items: items('another text') });
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		expect(first.json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['one']);
	});

	it('is published once within an execution', async () => {
		const connected = await inUse(sandbox.get());
		const { json } = await run(connected, keyed, { items: items('one', 'two') });
		expect(json[1]).toEqual({ ...json[0], deduplicated: true });
		expect(captions()).toEqual(['one']);
	});

	it('is known after a restart by what n8n has saved of a production run', async () => {
		const connected = await inUse(sandbox.get());
		const first = await run(connected, keyed, { items: items('one'), mode: 'trigger' });
		restartN8n();
		const second = await run(connected, keyed, {
			items: items('one'),
			mode: 'trigger',
			staticData: first.staticData,
		});
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		expect(captions()).toEqual(['one']);
	});

	it('may be tried again after a try that failed for certain', async () => {
		const connected = await inUse(sandbox.get());
		const failed = await run(connected, keyed, { items: [{ caption: 'one', url: media('missing.jpg') }] });
		expect(failed.status).toBe('error');
		const { json } = await run(connected, keyed, { items: items('one') });
		expect(json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['one']);
	});

	it('whose first try nobody knows the end of is looked up, not posted', async () => {
		const connected = await inUse(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		blind(16);
		const first = await run(connected, keyed, { items: items('one'), onError: 'continueRegularOutput' });
		expect(failures(first.last.outputs[0]!)).toMatchObject([{ details: { published: 'unknown' } }]);
		const { json } = await run(connected, keyed, { items: items('one') });
		expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(captions()).toEqual(['one']);
	});

	it('is kept by a post that is live although Meta has refused it', async () => {
		const connected = await inUse(sandbox.get());
		const blocked = { action: 'error', code: 4, subcode: 2207051, status: 403 } as const;
		sandbox.get().world.faults.add({ endpoint: 'publish', ...blocked, workDone: true });
		const first = await run(connected, keyed, { items: items('one'), mode: 'trigger' });
		const second = await run(connected, keyed, { items: items('one'), mode: 'trigger' });
		expect(first.json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		expect(captions()).toEqual(['one']);
	});

	it('that is empty for one item is an error of that item', async () => {
		const connected = await inUse(sandbox.get());
		const { last } = await run(connected, keyed, {
			items: [
				{ caption: 'one', key: 'a' },
				{ caption: 'two', key: '' },
				{ caption: 'three', key: 'c' },
			],
			onError: 'continueRegularOutput',
		});
		expect(failures(last.outputs[0]!)).toMatchObject([
			{ error: expect.stringMatching(/^'Deduplication Key' is empty/), pairedItem: { item: 1 } },
		]);
		expect(captions()).toEqual(['one', 'three']);
	});
});
