import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import type { IDataObject } from 'n8n-workflow';

import type { FaultOptions } from '../../sandbox/faults';
import { useDeduplicationStore } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	media,
	newCaptions,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(resetProcessState);
beforeEach(useDeduplicationStore);

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: media('pottery-1.jpg'),
	caption: '={{ $json.caption }}',
	options: { deduplicationKey: '={{ $json.key }}' },
};

/** What n8n keeps of a workflow between its executions. */
interface WorkflowState {
	connected: Connected;
	staticData?: IDataObject;
}

async function start(login: 'instagram' | 'facebook' = 'instagram'): Promise<WorkflowState> {
	return { connected: await connectedCredential(sandbox.get(), login, 'accessToken') };
}

/** One more execution of the workflow; n8n saves the static data of a production run only. */
async function execute(
	state: WorkflowState,
	items: IDataObject[] = [{ key: 'vase', caption: 'A vase' }],
	mode: 'trigger' | 'manual' = 'trigger',
	parameters: object = image,
) {
	const result = await run(state.connected, parameters as never, {
		items,
		mode,
		staticData: state.staticData,
		onError: 'continueRegularOutput',
	});
	if (result.staticData) state.staticData = result.staticData;
	return { ...result, failed: failures(result.last.outputs[0] ?? []) };
}

const fault = (options: FaultOptions) => void sandbox.get().world.faults.add(options);
const clearFaults = () => sandbox.get().world.faults.clear();
const captions = (login: 'instagram' | 'facebook' = 'instagram') =>
	newCaptions(sandbox.get(), ACCOUNT[login]);

describe('Post > Publish, a deduplication key in a later execution', () => {
	it.each(['instagram', 'facebook'] as const)(
		'publishes one post with %s login and returns its first result again',
		async (login) => {
			const state = await start(login);
			const first = await execute(state);
			const second = await execute(state);
			expect(captions(login)).toEqual(['A vase']);
			expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		},
	);

	it('publishes one post after a restart of n8n', async () => {
		const state = await start();
		const first = await execute(state);
		resetProcessState();
		const second = await execute(state);
		expect(captions()).toEqual(['A vase']);
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
	});

	it('publishes one post if only the database has the key, and returns no ID', async () => {
		const state = await start();
		await execute(state, undefined, 'manual');
		expect(state.staticData).toBeUndefined();
		resetProcessState();
		const { json } = await execute(state);
		expect(captions()).toEqual(['A vase']);
		expect(json).toEqual([expect.objectContaining({ id: null, status: 'PUBLISHED', deduplicated: true })]);
	});

	it('publishes one post if only the static data has the key', async () => {
		const state = await start();
		await execute(state);
		resetProcessState();
		await useDeduplicationStore();
		const { json } = await execute(state);
		expect(captions()).toEqual(['A vase']);
		expect(json).toMatchObject([{ id: expect.any(String), deduplicated: true }]);
	});

	it('publishes other keys, and the same key for another account', async () => {
		const state = await start();
		await execute(state);
		await execute(state, [{ key: 'bowl', caption: 'A bowl' }]);
		const elsewhere = { ...state, connected: (await start('facebook')).connected };
		await execute(elsewhere);
		expect(captions()).toEqual(['A vase', 'A bowl']);
		expect(captions('facebook')).toEqual(['A vase']);
	});

	it('creates no container for a key that is already published', async () => {
		const state = await start();
		await execute(state);
		sandbox.get().world.requests.clear();
		await execute(state);
		expect(counts(sandbox.get())).not.toHaveProperty('create');
	});
});

describe('Post > Publish, a deduplication key twice in one execution', () => {
	it('publishes one post', async () => {
		const state = await start();
		const { json } = await execute(state, [
			{ key: 'vase', caption: 'A vase' },
			{ key: 'vase', caption: 'A vase again' },
		]);
		expect(captions()).toEqual(['A vase']);
		expect(json).toEqual([
			expect.not.objectContaining({ deduplicated: true }),
			expect.objectContaining({ id: json[0]!.id, deduplicated: true }),
		]);
	});
});

describe('Post > Publish, a deduplication key in two simultaneous executions', () => {
	it('publishes one post and returns its result in both executions', async () => {
		const state = await start();
		const both = await Promise.all([execute(state), execute(state)]);
		const results = both.map(({ json }) => json[0]!);
		expect(captions()).toEqual(['A vase']);
		expect(new Set(results.map(({ id }) => id)).size).toBe(1);
		expect(results.filter(({ deduplicated }) => deduplicated === true)).toHaveLength(1);
	});

	it('publishes in the second execution if Meta rejected the first publish', async () => {
		const state = await start();
		fault({ endpoint: 'publish', action: 'error', code: 9, subcode: 2207042 });
		const both = await Promise.all([execute(state), execute(state)]);
		expect(captions()).toEqual(['A vase']);
		expect(both.flatMap(({ failed }) => failed)).toMatchObject([{ details: { published: false } }]);
	});
});

describe('Post > Publish, a deduplication key after a failed or unknown first try', () => {
	it('publishes the key if Meta rejected the first publish', async () => {
		const state = await start();
		fault({ endpoint: 'publish', action: 'error', code: 9, subcode: 2207042 });
		const { failed } = await execute(state);
		expect(failed).toMatchObject([{ details: { published: false } }]);
		resetProcessState();
		const { json } = await execute(state);
		expect(json).toMatchObject([{ id: expect.any(String), status: 'PUBLISHED' }]);
		expect(json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['A vase']);
	});

	it('publishes the key if the first try failed before the publish', async () => {
		const state = await start();
		fault({ endpoint: 'create', action: 'error', code: 100 });
		await execute(state);
		const { json } = await execute(state);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['A vase']);
	});

	it.each<[string, boolean]>([
		['is live', true],
		['is not live', false],
	])(
		'reads the container if the outcome is unknown and the post %s, and has one post',
		async (_what, isLive) => {
			const state = await start();
			fault({ endpoint: 'publish', action: isLive ? 'reset-after' : 'reset-before' });
			fault({ endpoint: 'status', action: 'reset-before', times: 99 });
			fault({ endpoint: 'list', action: 'reset-before', times: 99 });
			const { failed } = await execute(state);
			expect(failed).toMatchObject([{ details: { published: 'unknown', retryable: false } }]);
			clearFaults();
			resetProcessState();
			const { json } = await execute(state);
			expect(json).toMatchObject([{ id: expect.any(String), status: 'PUBLISHED' }]);
			expect(captions()).toEqual(['A vase']);
		},
	);

	it('reports an unknown outcome and publishes nothing if the static data is lost', async () => {
		const state = await start();
		fault({ endpoint: 'publish', action: 'reset-after' });
		fault({ endpoint: 'status', action: 'reset-before', times: 99 });
		fault({ endpoint: 'list', action: 'reset-before', times: 99 });
		await execute(state, undefined, 'manual');
		clearFaults();
		resetProcessState();
		const { failed } = await execute(state);
		expect(failed).toMatchObject([
			{
				error: expect.stringContaining("'Deduplication Key' was used before"),
				details: { published: 'unknown', retryable: false },
			},
		]);
		expect(captions()).toEqual(['A vase']);
	});
});

describe('Post > Publish, a deduplication key without the database of n8n', () => {
	it('publishes one post with the static data alone', async () => {
		const state = await start();
		const nothing = jest
			.requireActual<typeof import('n8n-core')>('n8n-core')
			.DataDeduplicationService.getInstance();
		const broken = jest.spyOn(nothing, 'checkProcessedAndRecord').mockImplementation(async () => {
			throw Object.assign(new Error('Instance needs to initialized before use'), { name: 'AssertionError' });
		});
		await execute(state);
		resetProcessState();
		const { json } = await execute(state);
		broken.mockRestore();
		expect(captions()).toEqual(['A vase']);
		expect(json).toMatchObject([{ id: expect.any(String), deduplicated: true }]);
	});
});

describe('Container > Publish, deduplication key', () => {
	it('publishes a key once for two containers', async () => {
		const state = await start();
		const create = { ...image, resource: 'container', operation: 'create', options: undefined };
		const created = await execute(state, [{ caption: 'A vase' }, { caption: 'A vase' }], 'trigger', create);
		const parameters = {
			resource: 'container',
			operation: 'publish',
			containerId: '={{ $json.id }}',
			options: { deduplicationKey: 'vase' },
		};
		const { json } = await execute(state, created.json, 'trigger', parameters);
		expect(captions()).toEqual(['A vase']);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }, { status: 'PUBLISHED', deduplicated: true }]);
	});
});
