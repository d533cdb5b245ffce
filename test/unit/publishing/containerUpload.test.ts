import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { createContainer, prepareContainer } from '../../../nodes/Instagram/publishing/postContainer';
import type { ContainerPlan, PostPlan } from '../../../nodes/Instagram/publishing/types';
import {
	publishContextFor,
	failureOf,
	LOST,
	ManualClock,
	ScriptedGraph,
	state,
	UNREADABLE,
	UNUSED_PLAN,
} from '../../doubles/scriptedGraph';

const MAKE = 'POST /me/media';
const URI = 'https://rupload.facebook.com/ig-api-upload/v26.0/111';
const file = { key: 'file', size: 1000, from: async () => Buffer.alloc(0) };
const container: ContainerPlan = {
	kind: 'video',
	parameters: { media_type: 'REELS' },
	media: { kind: 'binary', binary: { propertyName: 'data', mimeType: 'video/mp4', size: 1000, file } },
};
const reel: PostPlan = { postType: 'reel', productType: 'REELS', container, children: [], ...UNUSED_PLAN };

const uploadError = (retriable: boolean) =>
	graphError({ text: 'no', transient: retriable, from: 'upload' }, { httpCode: 400 });

function given(script: Record<string, unknown[]>) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script, { loginMethod: 'facebook', apiVersion: 'v26.0' });
	return { clock, graph, ctx: publishContextFor(graph, clock) };
}

it('createContainer uploads to the URL that Meta returns', async () => {
	const { graph, ctx, clock } = given({ [MAKE]: [{ id: '111', uri: URI }] });
	expect(await createContainer(ctx, reel, clock.now())).toBe('111');
	expect(graph.calls[0]?.form).toEqual({ media_type: 'REELS', upload_type: 'resumable' });
	expect(graph.uploads).toEqual([{ containerId: '111', uri: URI, file }]);
});

it.each([
	['refuses', false],
	['goes on refusing', true],
])(
	'createContainer replaces the container when Meta %s the upload and the container does not become ready',
	async (_what, retriable) => {
		const { graph, ctx, clock } = given({
			[MAKE]: [{ id: '111' }, { id: '222' }],
			UPLOAD: [uploadError(retriable)],
			'GET /111': [state('IN_PROGRESS'), UNREADABLE(), state('IN_PROGRESS')],
		});
		expect(await createContainer(ctx, reel, clock.now())).toBe('222');
		expect(graph.uploads.map(({ containerId }) => containerId)).toEqual(['111', '222']);
	},
);

it('createContainer uses a container that becomes ready although its upload was refused', async () => {
	const { graph, ctx, clock } = given({
		[MAKE]: [{ id: '111' }],
		UPLOAD: [uploadError(false)],
		'GET /111': [state('IN_PROGRESS'), state('FINISHED')],
	});
	expect(await createContainer(ctx, reel, clock.now())).toBe('111');
	expect(clock.sleeps).toEqual([2000, 5000]);
	expect(graph.uploads).toHaveLength(1);
});

it('createContainer replaces the container at once when processing has failed', async () => {
	const { ctx, clock } = given({
		[MAKE]: [{ id: '111' }, { id: '222' }],
		UPLOAD: [uploadError(false)],
		'GET /111': [state('ERROR')],
	});
	expect(await createContainer(ctx, reel, clock.now())).toBe('222');
	expect(clock.sleeps).toEqual([2000, 3000]);
});

it('createContainer creates two containers at most and names the last one', async () => {
	const UPLOAD = [uploadError(false), uploadError(false)];
	const { graph, ctx, clock } = given({
		[MAKE]: [{ id: '111' }, { id: '222' }],
		UPLOAD,
		'GET /111': [state('ERROR')],
		'GET /222': [state('ERROR')],
	});
	expect(await failureOf(createContainer(ctx, reel, clock.now()))).toMatchObject({
		containerId: '222',
		reason: { kind: 'container' },
	});
	expect(graph.uploads).toHaveLength(2);
});

it('createContainer does not replace the container when Meta does not answer', async () => {
	const { graph, ctx, clock } = given({ [MAKE]: [{ id: '111' }], UPLOAD: [LOST()] });
	expect(await failureOf(createContainer(ctx, reel, clock.now()))).toMatchObject({ kind: 'network' });
	expect(graph.uploads).toHaveLength(1);
});

it("prepareContainer does not count the upload time towards 'Max Wait'", async () => {
	const { graph, ctx, clock } = given({
		[MAKE]: [{ id: '111' }],
		'GET /111': [state('IN_PROGRESS'), state('IN_PROGRESS'), state('FINISHED')],
	});
	graph.upload = async () => {
		clock.advance(600_000);
		return await Promise.resolve();
	};
	const deadline = clock.now() + 60_000;
	expect(await prepareContainer(ctx, reel, deadline)).toMatchObject({
		containerId: '111',
		deadline: deadline + 600_000,
	});
});
