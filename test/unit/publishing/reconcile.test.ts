import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import type { PostTrace } from '../../../nodes/Instagram/publishing/reconcile';
import { findPublished, readFinalStatus } from '../../../nodes/Instagram/publishing/reconcile';
import {
	publishContextFor,
	LOST,
	ManualClock,
	ScriptedGraph,
	state,
	THROTTLED,
	TOKEN_REFUSED,
} from '../../doubles/scriptedGraph';

const CONTAINER = 'GET /111';
const SENT_AT = Date.UTC(2026, 10, 22, 8);

function settling(answers: unknown[]) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph({ [CONTAINER]: answers });
	return { clock, graph, result: readFinalStatus(publishContextFor(graph, clock), '111') };
}

describe('readFinalStatus', () => {
	it.each(['PUBLISHED', 'ERROR', 'EXPIRED'])('accepts %s after one read', async (status) => {
		const { result, clock } = settling([state(status)]);
		expect(await result).toMatchObject({ status });
		expect(clock.sleeps).toEqual([2000]);
	});

	it('accepts FINISHED after two consecutive reads', async () => {
		const { result, graph } = settling([state('FINISHED'), state('FINISHED')]);
		expect(await result).toMatchObject({ status: 'FINISHED' });
		expect(graph.log).toHaveLength(2);
	});

	it('does not accept FINISHED when the status changes', async () => {
		const { result, graph } = settling([state('FINISHED'), state('IN_PROGRESS'), state('PUBLISHED')]);
		expect(await result).toMatchObject({ status: 'PUBLISHED' });
		expect(graph.log).toHaveLength(3);
	});

	it('continues after a failed read', async () => {
		const { result, clock } = settling([LOST(), LOST(), LOST(), state('PUBLISHED')]);
		expect(await result).toMatchObject({ status: 'PUBLISHED' });
		expect(clock.sleeps).toEqual([2000, 5000, 10_000, 20_000]);
	});

	it('returns unknown when no read succeeds', async () => {
		const { result } = settling([LOST(), LOST(), LOST(), LOST()]);
		expect(await result).toBeUndefined();
	});

	it('stops reading when the token is refused or a rate limit is reached', async () => {
		for (const refusal of [TOKEN_REFUSED(), THROTTLED()]) {
			const { result, graph } = settling([refusal]);
			expect(await result).toBeUndefined();
			expect(graph.log).toHaveLength(1);
		}
	});

	it('returns the last state when the status does not settle', async () => {
		const { result } = settling([state('IN_PROGRESS'), LOST(), state('IN_PROGRESS'), LOST()]);
		expect(await result).toMatchObject({ status: 'IN_PROGRESS' });
	});
});

const media = (id: string, changes: object = {}) => ({
	id,
	caption: 'Hello',
	media_product_type: 'FEED',
	permalink: `link-${id}`,
	timestamp: '2026-11-22T08:00:05+0000',
	...changes,
});

async function found(script: Record<string, unknown[]>, trace: Partial<PostTrace> = {}, isLive = true) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	const known: PostTrace = {
		productType: 'FEED',
		caption: 'Hello',
		sentAt: SENT_AT,
		others: new Set(),
		...trace,
	};
	return { result: await findPublished(publishContextFor(graph, clock), known, isLive), graph, clock };
}

const inFeed = async (records: object[], trace: Partial<PostTrace> = {}, isLive = true) =>
	(await found({ 'GET /me/media': [{ data: records }, { data: records }, { data: records }] }, trace, isLive))
		.result;

describe('findPublished: a post that is live', () => {
	it('finds the matching post at any position in the list', async () => {
		const records = [
			media('1', { caption: 'Another' }),
			media('2', { media_product_type: 'REELS' }),
			media('3', { timestamp: '2026-11-22T07:57:00+0000' }),
			media('4'),
			media('5', { timestamp: '2026-11-20T08:00:00+0000' }),
		];
		expect(await inFeed(records)).toEqual({ id: '4', permalink: 'link-4' });
	});

	it('requests the thirty newest posts with all compared fields', async () => {
		const { graph } = await found({ 'GET /me/media': [{ data: [media('4')] }] });
		expect(graph.calls[0]).toMatchObject({
			repeatable: true,
			query: { fields: 'id,caption,media_product_type,permalink,timestamp', limit: 30 },
		});
	});

	it('returns nothing when two posts match', async () => {
		expect(await inFeed([media('4'), media('5')])).toBeUndefined();
	});

	it('excludes known posts', async () => {
		expect(await inFeed([media('4'), media('5')], { others: new Set(['4']) })).toMatchObject({ id: '5' });
	});

	it('ignores the whitespace that Instagram removes from captions', async () => {
		expect(await inFeed([media('4', { caption: 'Hello' })], { caption: ' Hello\n' })).toMatchObject({
			id: '4',
		});
	});

	it('distinguishes posts with and without a caption', async () => {
		const records = [media('4', { caption: 'Hello' }), media('5', { caption: undefined })];
		expect(await inFeed(records, { caption: '' })).toMatchObject({ id: '5' });
	});

	it('tolerates a clock difference of two minutes at most', async () => {
		expect(await inFeed([media('4', { timestamp: '2026-11-22T07:58:00+0000' })])).toMatchObject({ id: '4' });
		expect(await inFeed([media('4', { timestamp: '2026-11-22T07:57:59+0000' })])).toBeUndefined();
	});

	it('accepts an older post only at the last read, because the right one may not be listed yet', async () => {
		const older = media('4', { timestamp: '2026-11-22T07:59:30+0000' });
		const { result, clock } = await found({
			'GET /me/media': [{ data: [older] }, { data: [media('5'), older] }],
		});
		expect(result).toMatchObject({ id: '5' });
		expect(clock.sleeps).toEqual([0, 3000]);
	});

	it('accepts a post that is seconds older at once, because clocks differ', async () => {
		const { result, clock } = await found({
			'GET /me/media': [{ data: [media('4', { timestamp: '2026-11-22T07:59:56+0000' })] }],
		});
		expect(result).toMatchObject({ id: '4' });
		expect(clock.sleeps).toEqual([0]);
	});

	it('matches a post without a readable time by its other fields', async () => {
		expect(await inFeed([media('4', { timestamp: undefined })])).toMatchObject({ id: '4' });
	});

	it('searches the stories for a story', async () => {
		const story = media('7', { media_product_type: 'STORY', caption: undefined });
		const { result, graph } = await found(
			{ 'GET /me/stories': [{ data: [story] }] },
			{ productType: 'STORY', caption: '' },
		);
		expect(result).toMatchObject({ id: '7' });
		expect(graph.log).toEqual(['GET /me/stories']);
	});

	it('searches both lists when the kind is unknown', async () => {
		const { result, graph } = await found(
			{ 'GET /me/media': [{ data: [] }], 'GET /me/stories': [{ data: [media('7')] }] },
			{ productType: undefined, caption: undefined },
		);
		expect(result).toMatchObject({ id: '7' });
		expect(graph.log).toEqual(['GET /me/media', 'GET /me/stories']);
	});

	it('retries after a pause and gives up after the last attempt', async () => {
		const late = await found({ 'GET /me/media': [{ data: [] }, LOST(), { data: [media('4')] }] });
		expect(late.result).toMatchObject({ id: '4' });
		expect(late.clock.sleeps).toEqual([0, 3000, 7000]);

		const refused = () => graphError({ code: 10, text: 'no permission' }, { httpCode: 400 });
		const never = await found({ 'GET /me/media': [refused(), refused(), refused()] });
		expect(never.result).toBeUndefined();
	});

	it('rethrows a programming error', async () => {
		await expect(found({ 'GET /me/media': [new TypeError('a slip')] })).rejects.toThrow('a slip');
	});
});

describe('findPublished: a post that may be live', () => {
	const unknownOne = async (records: object[], trace: Partial<PostTrace> = {}) =>
		await inFeed(records, trace, false);

	it('returns a post that matches unambiguously', async () => {
		expect(await unknownOne([media('4'), media('5', { caption: 'Another' })])).toMatchObject({ id: '4' });
	});

	it.each([
		['is older than the publish', media('4', { timestamp: '2026-11-22T07:59:54+0000' })],
		['is of a later publish', media('4', { timestamp: '2026-11-22T08:11:00+0000' })],
		['has no readable time', media('4', { timestamp: undefined })],
	])('does not match a post that %s', async (_what, record) => {
		expect(await unknownOne([record])).toBeUndefined();
	});

	it.each([[''], [' '], [undefined]])(
		'does not search for a post without a caption (%j)',
		async (caption) => {
			const { result, graph } = await found({}, { caption }, false);
			expect(result).toBeUndefined();
			expect(graph.log).toEqual([]);
		},
	);

	it('returns nothing when two posts match, and does not search when caption and time are unknown', async () => {
		expect(await unknownOne([media('4'), media('5')])).toBeUndefined();
		const { graph } = await found({}, { caption: undefined }, false);
		expect(graph.log).toEqual([]);
	});
});
