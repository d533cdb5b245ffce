import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
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

/** Makes reads of the container and of the feed fail, so that the outcome of a publish is unknown. */
function failReads(reads: number): void {
	const { faults } = sandbox.get().world;
	faults.add({ endpoint: 'status', action: 'reset-before', times: reads });
	faults.add({ endpoint: 'list', action: 'reset-before', times: reads });
}

describe('Post > Publish, Retry on Fail', () => {
	it('publishes only the items that are not live yet', async () => {
		const connected = await connectedCredential(sandbox.get());
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

	it('reuses a container that is ready', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-before', times: 3 });
		const { json } = await run(connected, image, { items: items('one'), retryOnFail: true });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['one']);
		expect(counts(sandbox.get()).create).toBe(1);
	});

	it('reads the outcome of the first try before it publishes again', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		failReads(16);
		const { json } = await run(connected, image, { items: items('one'), retryOnFail: true });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['one']);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it('publishes nothing twice if Meta rejects a publish although the post is live', async () => {
		const connected = await connectedCredential(sandbox.get());
		const blocked = { action: 'error', code: 4, subcode: 2207051, status: 403 } as const;
		sandbox.get().world.faults.add({ endpoint: 'publish', ...blocked, workDone: true });
		sandbox.get().world.faults.add({ endpoint: 'status', ...blocked, times: 4 });
		sandbox.get().world.faults.add({ endpoint: 'list', ...blocked, times: 3 });
		const { json } = await run(connected, image, { items: items('one'), retryOnFail: true });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['one']);
	});
});

describe('Post > Publish, Retry on Fail with a parameter that changes at every evaluation', () => {
	it('publishes item 0 once if item 1 fails the node (random hashtags)', async () => {
		const connected = await connectedCredential(sandbox.get());
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

	it('publishes once if the answer to the publish was lost (cache buster in the media URL)', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		failReads(16);
		const { json } = await run(
			connected,
			{ ...image, mediaUrl: '={{ "https://media.example.com/pottery-1.jpg?v=" + Math.random() }}' },
			{ items: items('one'), retryOnFail: true },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(captions()).toEqual(['one']);
		expect(counts(sandbox.get())).toMatchObject({ create: 1, publish: 1 });
	});

	it('publishes the new content if the first post is not live', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-before' });
		failReads(16);
		const { json } = await run(
			connected,
			{ ...image, caption: '={{ $json.caption + " #" + Math.random().toString(36).slice(2) }}' },
			{ items: items('one'), retryOnFail: true },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toHaveLength(1);
	});
});

describe('Post > Publish, deduplication key', () => {
	const keyed = { ...image, options: { deduplicationKey: '={{ $json.key ?? "spring-sale" }}' } };

	it('publishes a key once across two executions and returns the first result', async () => {
		const connected = await connectedCredential(sandbox.get());
		const first = await run(connected, keyed, { items: items('one') });
		const second = await run(connected, keyed, { items: items('another text') });
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		expect(first.json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['one']);
	});

	it('publishes a key once within an execution', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, keyed, { items: items('one', 'two') });
		expect(json[1]).toEqual({ ...json[0], deduplicated: true });
		expect(captions()).toEqual(['one']);
	});

	it('finds the key of a production run in the saved static data after a restart', async () => {
		const connected = await connectedCredential(sandbox.get());
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

	it('publishes a key whose first try failed before the publish', async () => {
		const connected = await connectedCredential(sandbox.get());
		const failed = await run(connected, keyed, { items: [{ caption: 'one', url: media('missing.jpg') }] });
		expect(failed.status).toBe('error');
		const { json } = await run(connected, keyed, { items: items('one') });
		expect(json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['one']);
	});

	it('finds the post of a first try with an unknown outcome, and does not publish again', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		failReads(16);
		const first = await run(connected, keyed, { items: items('one'), onError: 'continueRegularOutput' });
		expect(failures(first.last.outputs[0]!)).toMatchObject([{ details: { published: 'unknown' } }]);
		const { json } = await run(connected, keyed, { items: items('one') });
		expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(captions()).toEqual(['one']);
	});

	it('keeps the key of a post that is live although Meta rejected the publish', async () => {
		const connected = await connectedCredential(sandbox.get());
		const blocked = { action: 'error', code: 4, subcode: 2207051, status: 403 } as const;
		sandbox.get().world.faults.add({ endpoint: 'publish', ...blocked, workDone: true });
		const first = await run(connected, keyed, { items: items('one'), mode: 'trigger' });
		const second = await run(connected, keyed, { items: items('one'), mode: 'trigger' });
		expect(first.json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		expect(captions()).toEqual(['one']);
	});

	it('fails only the item with an empty key', async () => {
		const connected = await connectedCredential(sandbox.get());
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
