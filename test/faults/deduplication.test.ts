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
	inUse,
	media,
	newCaptions,
	run,
	WAYS,
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
interface Between {
	connected: Connected;
	staticData?: IDataObject;
}

async function start(login: 'instagram' | 'facebook' = 'instagram'): Promise<Between> {
	return { connected: await inUse(sandbox.get(), login, 'accessToken') };
}

/** One more execution of the workflow; n8n saves the static data of a production run only. */
async function execute(
	between: Between,
	items: IDataObject[] = [{ key: 'vase', caption: 'A vase' }],
	mode: 'trigger' | 'manual' = 'trigger',
	parameters: object = image,
) {
	const result = await run(between.connected, parameters as never, {
		items,
		mode,
		staticData: between.staticData,
		onError: 'continueRegularOutput',
	});
	if (result.staticData) between.staticData = result.staticData;
	return { ...result, failed: failures(result.last.outputs[0] ?? []) };
}

const fault = (options: FaultOptions) => void sandbox.get().world.faults.add(options);
const heal = () => sandbox.get().world.faults.clear();
const captions = (login: 'instagram' | 'facebook' = 'instagram') =>
	newCaptions(sandbox.get(), ACCOUNT[login]);

describe('the same key in a later execution', () => {
	it.each(WAYS.filter(([, authentication]) => authentication === 'accessToken').map(([login]) => login))(
		'%s login: is one post, and its first result is given again',
		async (login) => {
			const between = await start(login);
			const first = await execute(between);
			const second = await execute(between);
			expect(captions(login)).toEqual(['A vase']);
			expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
		},
	);

	it('is one post after a restart of n8n', async () => {
		const between = await start();
		const first = await execute(between);
		resetProcessState();
		const second = await execute(between);
		expect(captions()).toEqual(['A vase']);
		expect(second.json).toEqual([{ ...first.json[0], deduplicated: true }]);
	});

	it('is one post where only the database knows it, although nobody knows its id any more', async () => {
		const between = await start();
		await execute(between, undefined, 'manual');
		expect(between.staticData).toBeUndefined();
		resetProcessState();
		const { json } = await execute(between);
		expect(captions()).toEqual(['A vase']);
		expect(json).toEqual([expect.objectContaining({ id: null, status: 'PUBLISHED', deduplicated: true })]);
	});

	it('is one post where only the static data knows it', async () => {
		const between = await start();
		await execute(between);
		resetProcessState();
		await useDeduplicationStore();
		const { json } = await execute(between);
		expect(captions()).toEqual(['A vase']);
		expect(json).toMatchObject([{ id: expect.any(String), deduplicated: true }]);
	});

	it('does not keep other keys, or the same key of another account, from being posted', async () => {
		const between = await start();
		await execute(between);
		await execute(between, [{ key: 'bowl', caption: 'A bowl' }]);
		const elsewhere = { ...between, connected: (await start('facebook')).connected };
		await execute(elsewhere);
		expect(captions()).toEqual(['A vase', 'A bowl']);
		expect(captions('facebook')).toEqual(['A vase']);
	});

	it('costs no container', async () => {
		const between = await start();
		await execute(between);
		sandbox.get().world.requests.clear();
		await execute(between);
		expect(counts(sandbox.get())).not.toHaveProperty('create');
	});
});

describe('the same key twice in one execution', () => {
	it('is one post', async () => {
		const between = await start();
		const { json } = await execute(between, [
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

describe('two executions at the same time in one process', () => {
	it('are one post, and the second is given the result of the first', async () => {
		const between = await start();
		const both = await Promise.all([execute(between), execute(between)]);
		const results = both.map(({ json }) => json[0]!);
		expect(captions()).toEqual(['A vase']);
		expect(new Set(results.map(({ id }) => id)).size).toBe(1);
		expect(results.filter(({ deduplicated }) => deduplicated === true)).toHaveLength(1);
	});

	it('the second posts where the first has failed for certain', async () => {
		const between = await start();
		fault({ endpoint: 'publish', action: 'error', code: 9, subcode: 2207042 });
		const both = await Promise.all([execute(between), execute(between)]);
		expect(captions()).toEqual(['A vase']);
		expect(both.flatMap(({ failed }) => failed)).toMatchObject([{ details: { published: false } }]);
	});
});

describe('a key whose first try', () => {
	it('failed for certain may be tried again', async () => {
		const between = await start();
		fault({ endpoint: 'publish', action: 'error', code: 9, subcode: 2207042 });
		const { failed } = await execute(between);
		expect(failed).toMatchObject([{ details: { published: false } }]);
		resetProcessState();
		const { json } = await execute(between);
		expect(json).toMatchObject([{ id: expect.any(String), status: 'PUBLISHED' }]);
		expect(json[0]).not.toHaveProperty('deduplicated');
		expect(captions()).toEqual(['A vase']);
	});

	it('failed before anything was published may be tried again', async () => {
		const between = await start();
		fault({ endpoint: 'create', action: 'error', code: 100 });
		await execute(between);
		const { json } = await execute(between);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['A vase']);
	});

	it.each<[string, boolean]>([
		['is live', true],
		['is not live', false],
	])(
		'ended unknown and %s: the next execution reads its container and has one post',
		async (_what, isLive) => {
			const between = await start();
			fault({ endpoint: 'publish', action: isLive ? 'reset-after' : 'reset-before' });
			fault({ endpoint: 'status', action: 'reset-before', times: 99 });
			fault({ endpoint: 'list', action: 'reset-before', times: 99 });
			const { failed } = await execute(between);
			expect(failed).toMatchObject([{ details: { published: 'unknown', retryable: false } }]);
			heal();
			resetProcessState();
			const { json } = await execute(between);
			expect(json).toMatchObject([{ id: expect.any(String), status: 'PUBLISHED' }]);
			expect(captions()).toEqual(['A vase']);
		},
	);

	it('ended unknown, and the static data is lost: it says so and posts nothing', async () => {
		const between = await start();
		fault({ endpoint: 'publish', action: 'reset-after' });
		fault({ endpoint: 'status', action: 'reset-before', times: 99 });
		fault({ endpoint: 'list', action: 'reset-before', times: 99 });
		await execute(between, undefined, 'manual');
		heal();
		resetProcessState();
		const { failed } = await execute(between);
		expect(failed).toMatchObject([
			{
				error: expect.stringContaining("'Deduplication Key' was used before"),
				details: { published: 'unknown', retryable: false },
			},
		]);
		expect(captions()).toEqual(['A vase']);
	});
});

describe('without a store of n8n', () => {
	it('the static data alone keeps a key from being posted twice', async () => {
		const between = await start();
		const nothing = jest
			.requireActual<typeof import('n8n-core')>('n8n-core')
			.DataDeduplicationService.getInstance();
		const broken = jest.spyOn(nothing, 'checkProcessedAndRecord').mockImplementation(async () => {
			throw Object.assign(new Error('Instance needs to initialized before use'), { name: 'AssertionError' });
		});
		await execute(between);
		resetProcessState();
		const { json } = await execute(between);
		broken.mockRestore();
		expect(captions()).toEqual(['A vase']);
		expect(json).toMatchObject([{ id: expect.any(String), deduplicated: true }]);
	});
});

describe('Container > Publish with a key', () => {
	it('publishes once, whichever container is handed to it', async () => {
		const between = await start();
		const create = { ...image, resource: 'container', operation: 'create', options: undefined };
		const made = await execute(between, [{ caption: 'A vase' }, { caption: 'A vase' }], 'trigger', create);
		const parameters = {
			resource: 'container',
			operation: 'publish',
			containerId: '={{ $json.id }}',
			options: { deduplicationKey: 'vase' },
		};
		const { json } = await execute(between, made.json, 'trigger', parameters);
		expect(captions()).toEqual(['A vase']);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }, { status: 'PUBLISHED', deduplicated: true }]);
	});
});
