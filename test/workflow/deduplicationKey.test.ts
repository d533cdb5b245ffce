import { DataDeduplicationService } from 'n8n-core';

import { useDeduplicationStore } from '../../tools/n8n-harness';
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
beforeEach(useDeduplicationStore);
afterEach(() => jest.restoreAllMocks());

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: media('pottery-1.jpg'),
	caption: 'A vase',
	options: { deduplicationKey: 'vase' },
};
const captions = () => newCaptions(sandbox.get(), ACCOUNT.instagram);

describe('Post > Publish, deduplication key in the static data of a workflow', () => {
	it('does not write the old copy of the static data that a retry has', async () => {
		const connected = await connectedCredential(sandbox.get());
		const ofTheDayBefore = { 'node:Instagram Trigger': { accountIds: ['1'] } };
		const { json, staticData } = await run(connected, image, {
			mode: 'retry',
			staticData: ofTheDayBefore,
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		// It would overwrite the static data of the workflow, which now has other accounts and cursors.
		expect(staticData).toBeUndefined();
	});

	it('does not write the static data if the key is already published', async () => {
		const connected = await connectedCredential(sandbox.get());
		const first = await run(connected, image, { mode: 'trigger' });
		expect(first.staticData).toBeDefined();
		restartN8n();
		const second = await run(connected, image, { mode: 'trigger', staticData: first.staticData });
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		expect(second.staticData).toBeUndefined();
	});

	it('does not write the static data if the post fails', async () => {
		const connected = await connectedCredential(sandbox.get());
		const failing = { ...image, mediaUrl: media('missing.jpg') };
		const { status, staticData } = await run(connected, failing, { mode: 'trigger' });
		expect(status).toBe('error');
		expect(staticData).toBeUndefined();
	});
});

describe('Post > Publish, deduplication key of a stopped execution', () => {
	it('keeps the key if the answer to the publish was lost, and reads the container in the next execution', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-after' });
		const stop = new AbortController();
		const unwatch = sandbox.get().world.requests.watch(({ endpoint }) => {
			if (endpoint === 'publish') stop.abort();
		});
		await run(connected, image, { signal: stop.signal });
		unwatch();
		expect(captions()).toEqual(['A vase']);
		const { json } = await run(connected, image);
		expect(json).toMatchObject([{ id: expect.any(String), status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['A vase']);
	});

	it('releases the key if no publish was sent', async () => {
		const connected = await connectedCredential(sandbox.get());
		const stop = new AbortController();
		const unwatch = sandbox.get().world.requests.watch(({ endpoint }) => {
			if (endpoint === 'create') stop.abort();
		});
		await run(connected, image, { signal: stop.signal });
		unwatch();
		restartN8n();
		const { json } = await run(connected, image);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['A vase']);
	});
});

describe('Post > Publish, deduplication key in the database of n8n', () => {
	it('removes the key while the node waits for media that is not ready', async () => {
		const connected = await connectedCredential(sandbox.get());
		const service = DataDeduplicationService.getInstance();
		const events: string[] = [];
		const mark = service.checkProcessedAndRecord.bind(service);
		const unmark = service.removeProcessed.bind(service);
		jest.spyOn(service, 'checkProcessedAndRecord').mockImplementation(async (...parameters) => {
			if (parameters[1] === 'node') events.push('mark');
			return await mark(...parameters);
		});
		jest.spyOn(service, 'removeProcessed').mockImplementation(async (...parameters) => {
			events.push('unmark');
			await unmark(...parameters);
		});
		const unwatch = sandbox.get().world.requests.watch(({ endpoint, error }) => {
			events.push(error ? `${endpoint} ${error.code}` : endpoint);
		});
		const slow = { ...image, mediaUrl: media('pottery-1.jpg?processing=40') };
		const { json } = await run(connected, slow);
		unwatch();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(counts(sandbox.get()).status).toBeGreaterThan(1);
		const steps = events.filter((event) => /^(create|mark|unmark|publish)/.test(event));
		expect(steps.slice(0, 5)).toEqual(['create', 'mark', 'publish 9007', 'unmark', 'mark']);
		expect(steps[5]).toMatch(/^publish/);
	});

	it('does not publish if another worker saves the key first', async () => {
		const connected = await connectedCredential(sandbox.get());
		const service = DataDeduplicationService.getInstance();
		const mark = service.checkProcessedAndRecord.bind(service);
		let isFirst = true;
		jest.spyOn(service, 'checkProcessedAndRecord').mockImplementation(async (items, scope, ...rest) => {
			// The other worker saves the key first.
			if (scope === 'node' && isFirst) await mark(items, scope, ...rest);
			if (scope === 'node') isFirst = false;
			return await mark(items, scope, ...rest);
		});
		const { last } = await run(connected, image, { onError: 'continueRegularOutput' });
		expect(failures(last.outputs[0]!)).toMatchObject([
			{
				error: expect.stringContaining("'Deduplication Key' was used before"),
				details: { published: 'unknown', retryable: false },
			},
		]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
		expect(captions()).toEqual([]);
	});
});
