import { START_NODE } from '../../tools/n8n-harness/standInNodes';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { WorkflowJson } from '../../tools/n8n-harness';
import { runWorkflow } from '../../tools/n8n-harness';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	media,
	newCaptions,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: '={{ $json.url }}',
	caption: '={{ $json.caption }}',
};
const reel = { ...image, postType: 'reel' };
const item = (caption: string, name: string) => ({ caption, url: media(name) });
const GOOD = ['pottery-1.jpg', 'pottery-2.jpg', 'pottery-3.jpg'];

/** Turns of the event loop in which a wait that is still active ends, and a call that is on its way arrives. */
const IDLE_TICKS = 50;

/** Resolves when every request has its answer and no other follows. */
async function untilQuiet(): Promise<void> {
	const { requests } = sandbox.get().world;
	let seen = 0;
	for (let quiet = 0; quiet < IDLE_TICKS; quiet += 1) {
		await new Promise((resolve) => setTimeout(resolve, 1));
		const all = requests.list();
		if (all.length > seen || all.some(({ milliseconds }) => milliseconds === undefined)) quiet = 0;
		seen = all.length;
	}
}

const captions = () => newCaptions(sandbox.get(), ACCOUNT.instagram);

describe('a run with many items', () => {
	it('links each output item to its input item', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(connected, image, { items: GOOD.map((name) => item(name, name)) });
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(captions()).toEqual(GOOD);
	});

	it('publishes in the order of the items, whichever video is ready first', async () => {
		const connected = await connectedCredential(sandbox.get());
		const items = [
			item('first', 'clip-1.mp4?processing=45'),
			item('second', 'clip-2.mp4?processing=2'),
			item('third', 'clip-3.mp4?processing=20'),
		];
		const { json, last } = await run(connected, reel, { items });
		expect(captions()).toEqual(['first', 'second', 'third']);
		const published = [...sandbox.get().world.media.values()].filter(({ containerId }) => containerId);
		expect(json.map(({ id }) => id)).toEqual(published.map(({ id }) => id));
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('processes items concurrently', async () => {
		const connected = await connectedCredential(sandbox.get());
		const items = Array.from({ length: 40 }, (_, index) => item(`${index}`, 'clip-1.mp4?processing=30'));
		sandbox.get().world.gate.hold(24);
		const { json } = await run(connected, reel, { items });
		expect(json).toHaveLength(40);
		expect(captions()).toEqual(items.map(({ caption }) => caption));
		const log = sandbox.get().world.requests.list();
		const firstPublish = log.findIndex(({ endpoint }) => endpoint === 'publish');
		expect(log.slice(0, firstPublish).filter(({ endpoint }) => endpoint === 'create')).toHaveLength(40);
		const creates = log.filter(({ endpoint }) => endpoint === 'create');
		expect(Math.max(...creates.map(({ concurrent }) => concurrent))).toBe(24);
	});

	it('resolves the parameters of each item', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(
			connected,
			{
				...image,
				postType: '={{ $json.type }}',
				storyMediaType: 'video',
				caption: '={{ $json.caption ?? "" }}',
			},
			{
				items: [
					{ type: 'image', url: media('pottery-1.jpg'), caption: 'An image' },
					{ type: 'reel', url: media('clip-1.mp4'), caption: 'A reel' },
					{ type: 'story', url: media('clip-2.mp4') },
				],
			},
		);
		expect(json).toHaveLength(3);
		const posts = [...sandbox.get().world.media.values()].filter(({ containerId }) => containerId);
		expect(posts.map(({ productType }) => productType)).toEqual(['FEED', 'REELS', 'STORY']);
	});

	it('accepts no items', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { status } = await run(connected, image, { items: [] });
		expect(status).toBe('success');
		expect(captions()).toEqual([]);
	});
});

describe('a run with items of different accounts', () => {
	const A = ACCOUNT.facebook;
	const perAccount = { ...reel, account: '={{ $json.account }}' };

	async function arrange() {
		const { world } = sandbox.get();
		const connected = await withAccessToken(
			sandbox.get(),
			'facebook',
			{ kind: 'systemUser', accounts: undefined },
			{},
		);
		const other = [...world.accounts.values()].find(({ id, pageId }) => pageId && id !== A)!.id;
		return { connected, other };
	}

	/** When each post went live, in seconds from the beginning. */
	function times(start: number): Record<string, number> {
		const posts = [...sandbox.get().world.media.values()].filter(
			({ containerId, parentId }) => containerId && !parentId,
		);
		return Object.fromEntries(
			posts.map(({ caption, publishedAt }) => [caption, Math.round((publishedAt - start) / 1000)]),
		);
	}

	it('delays only the account of a slow reel', async () => {
		const { connected, other } = await arrange();
		const start = sandbox.get().world.clock.now();
		const { json } = await run(connected, perAccount, {
			items: [
				{ account: A, ...item('slow', 'clip-1.mp4?processing=200') },
				{ account: other, ...item('quick', 'clip-2.mp4?processing=5') },
				{ account: A, ...item('behind', 'clip-3.mp4?processing=5') },
			],
		});
		expect(json.map(({ status }) => status)).toEqual(['PUBLISHED', 'PUBLISHED', 'PUBLISHED']);
		const { slow, quick, behind } = times(start);
		expect(quick).toBeLessThan(20);
		expect(slow).toBeGreaterThanOrEqual(200);
		expect(behind).toBeGreaterThanOrEqual(slow!);
		expect(newCaptions(sandbox.get(), A)).toEqual(['slow', 'behind']);
	});

	it('delays no other account, even with more items in between than run concurrently', async () => {
		const { connected, other } = await arrange();
		const start = sandbox.get().world.clock.now();
		await run(
			connected,
			{ ...perAccount, postType: '={{ $json.type ?? "image" }}' },
			{
				items: [
					{ account: A, type: 'reel', ...item('slow', 'clip-1.mp4?processing=200') },
					...Array.from({ length: 55 }, (_, index) => ({
						account: A,
						...item(`${index}`, 'pottery-1.jpg'),
					})),
					{ account: other, ...item('quick', 'pottery-2.jpg') },
				],
				onError: 'continueRegularOutput',
			},
		);
		const { slow, quick } = times(start);
		expect(quick).toBeLessThan(20);
		expect(slow).toBeGreaterThanOrEqual(200);
	});

	it('fails an item without an account, and delays no other', async () => {
		const { connected, other } = await arrange();
		const { last } = await run(connected, perAccount, {
			items: [
				{ account: '', ...item('whose', 'clip-1.mp4?processing=5') },
				{ account: A, ...item('one', 'clip-1.mp4?processing=5') },
				{ account: other, ...item('two', 'clip-2.mp4?processing=5') },
			],
			onError: 'continueRegularOutput',
		});
		expect(last.outputs[0]?.map(({ json }) => ('error' in json ? 'failed' : json.status))).toEqual([
			'failed',
			'PUBLISHED',
			'PUBLISHED',
		]);
	});
});

describe('a failed item', () => {
	const mixed = [
		item('broken', 'missing.jpg'),
		item('good', 'pottery-1.jpg'),
		item('refused', 'not-an-image.jpg'),
		item('good too', 'pottery-2.jpg'),
		item('too wide', 'too-wide.jpg'),
	];
	const expected = [
		{ error: expect.stringMatching(/^Meta could not fetch/), code: 9004, subcode: 2207052, item: 0 },
		{
			error: expect.stringMatching(/Edit Image node/),
			code: 36001,
			subcode: 2207005,
			item: 2,
		},
		{ error: expect.stringMatching(/aspect ratio/), code: 36003, subcode: 2207009, item: 4 },
	];

	it('stays in its place with continue (regular output)', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(connected, image, { items: mixed, onError: 'continueRegularOutput' });
		const out = last.outputs[0]!;
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual(mixed.map((_, index) => ({ item: index })));
		expect(out.map(({ json }) => ('error' in json ? 'failed' : json.status))).toEqual([
			'failed',
			'PUBLISHED',
			'failed',
			'PUBLISHED',
			'failed',
		]);
		expect(
			failures(out).map(({ error, details, pairedItem }) => ({
				error,
				code: details.code,
				subcode: details.subcode,
				...(pairedItem as { item: number }),
			})),
		).toEqual(expected);
		expect(captions()).toEqual(['good', 'good too']);
	});

	it('goes to the error branch, added to the fields of its input', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { last, status } = await run(connected, image, { items: mixed, onError: 'continueErrorOutput' });
		expect(status).toBe('success');
		expect(last.outputs[0]?.map(({ json, pairedItem }) => [json.status, pairedItem])).toEqual([
			['PUBLISHED', { item: 1 }],
			['PUBLISHED', { item: 3 }],
		]);
		const failed = last.outputs[1]!;
		expect(failed.map(({ json }) => json)).toEqual([
			{
				...mixed[0],
				error: expected[0]!.error,
				details: expect.objectContaining({ code: 9004, httpCode: 400 }),
			},
			{ ...mixed[2], error: expected[1]!.error, details: expect.objectContaining({ code: 36001 }) },
			{ ...mixed[4], error: expected[2]!.error, details: expect.objectContaining({ code: 36003 }) },
		]);
		expect(failed.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 0 }, { item: 2 }, { item: 4 }]);
		expect(captions()).toEqual(['good', 'good too']);
	});

	it('reaches the nodes after the error branch', async () => {
		const connected = await connectedCredential(sandbox.get());
		const at = (name: string, type: string, more: object = {}): WorkflowJson['nodes'][number] => ({
			id: name,
			name,
			type,
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			...more,
		});
		const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
		const result = await runWorkflow({
			credentials: connected.credentials,
			items: mixed,
			workflow: {
				nodes: [
					at(START_NODE, 'n8n-nodes-base.manualTrigger'),
					at('Publish', `${connected.credentials.loaded.name}.instagram`, {
						parameters: { authentication: 'oAuth2', ...image },
						credentials: connected.reference,
						onError: 'continueErrorOutput',
					}),
					at('Done', 'n8n-nodes-base.noOp'),
					at('Failed', 'n8n-nodes-base.noOp'),
				],
				connections: {
					[START_NODE]: { main: [to('Publish')] },
					Publish: { main: [to('Done'), to('Failed')] },
				},
			},
		});
		expect(result.node('Done').outputs[0]?.map(({ json }) => json.status)).toEqual([
			'PUBLISHED',
			'PUBLISHED',
		]);
		expect(result.node('Failed').outputs[0]?.map(({ json }) => json.caption)).toEqual([
			'broken',
			'refused',
			'too wide',
		]);
	});

	it('stops the run otherwise, with an error that lists the live posts', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { error, status } = await run(connected, image, {
			items: [
				item('one', 'pottery-1.jpg'),
				item('two', 'pottery-2.jpg'),
				item('bad', 'missing.jpg'),
				item('x', 'bike-1.jpg'),
			],
		});
		expect(status).toBe('error');
		expect(captions()).toEqual(['one', 'two']);
		const ids = [...sandbox.get().world.media.values()]
			.filter((post) => post.containerId)
			.map((post) => post.id);
		expect(error?.message).toBe('Meta could not fetch the media from its URL');
		expect(error?.description).toContain(`Already live: item 0: ${ids[0]}, item 1: ${ids[1]}.`);
		expect(error?.context).toMatchObject({ itemIndex: 2 });
	});

	it('stops the run immediately if it is the first', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { error } = await run(connected, reel, {
			items: [item('bad', 'not-a-video.mp4'), item('one', 'clip-1.mp4?processing=60')],
		});
		expect(error?.message).toContain('format of this video');
		expect(error?.description).not.toContain('Already live');
		expect(captions()).toEqual([]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it('fails like all others if the credential is not valid', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { tokens } = sandbox.get().world;
		for (const token of tokens.list()) tokens.revoke(token);
		const { last } = await run(connected, image, {
			items: [item('one', 'pottery-1.jpg'), item('two', 'pottery-2.jpg')],
			onError: 'continueErrorOutput',
		});
		expect(failures(last.outputs[1]!)).toMatchObject([
			{ details: { code: 190, retryable: false }, pairedItem: { item: 0 } },
			{ details: { code: 190, retryable: false }, pairedItem: { item: 1 } },
		]);
		expect(captions()).toEqual([]);
	});
});

describe('stopping an execution', () => {
	it('publishes nothing while the media is processed', async () => {
		const connected = await connectedCredential(sandbox.get());
		const stop = new AbortController();
		const unwatch = sandbox.get().world.requests.watch(({ endpoint }) => {
			if (endpoint === 'status') stop.abort();
		});
		const { status } = await run(connected, reel, {
			items: [item('one', 'clip-1.mp4?processing=60'), item('two', 'clip-2.mp4?processing=60')],
			signal: stop.signal,
		});
		unwatch();
		expect(status).toBe('canceled');
		expect(captions()).toEqual([]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it('ends a wait early', async () => {
		const connected = await connectedCredential(sandbox.get());
		const stop = new AbortController();
		let stoppedAt = 0;
		const stopOnceAsleep = () => {
			if (time.sleeps().length === 0) {
				setImmediate(stopOnceAsleep);
				return;
			}
			stoppedAt = time.now();
			stop.abort();
		};
		setImmediate(stopOnceAsleep);
		const items = [item('one', 'clip-1.mp4?processing=60')];
		const { status } = await run(connected, reel, { items, signal: stop.signal });
		// The time would advance if a wait were still active.
		await untilQuiet();
		expect(status).toBe('canceled');
		expect(time.now()).toBe(stoppedAt);
		expect(counts(sandbox.get()).status).toBeUndefined();
	});

	it('keeps the posts that are live and publishes no others', async () => {
		const connected = await connectedCredential(sandbox.get());
		const stop = new AbortController();
		const unwatch = sandbox.get().world.requests.watch(({ endpoint }) => {
			if (endpoint === 'publish') stop.abort();
		});
		await run(connected, image, { items: GOOD.map((name) => item(name, name)), signal: stop.signal });
		// n8n ends immediately; the calls in progress end later.
		await untilQuiet();
		unwatch();
		expect(captions()).toEqual(GOOD.slice(0, 1));
		expect(counts(sandbox.get()).publish).toBe(1);
	});
});
