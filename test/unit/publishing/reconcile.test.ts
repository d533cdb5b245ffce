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

describe('what became of a container', () => {
	it.each(['PUBLISHED', 'ERROR', 'EXPIRED'])('%s is final when it is read once', async (status) => {
		const { result, clock } = settling([state(status)]);
		expect(await result).toMatchObject({ status });
		expect(clock.sleeps).toEqual([2000]);
	});

	it('FINISHED counts when it is read twice in a row', async () => {
		const { result, graph } = settling([state('FINISHED'), state('FINISHED')]);
		expect(await result).toMatchObject({ status: 'FINISHED' });
		expect(graph.log).toHaveLength(2);
	});

	it('FINISHED that changes is not believed', async () => {
		const { result, graph } = settling([state('FINISHED'), state('IN_PROGRESS'), state('PUBLISHED')]);
		expect(await result).toMatchObject({ status: 'PUBLISHED' });
		expect(graph.log).toHaveLength(3);
	});

	it('a read that fails does not stop the reading', async () => {
		const { result, clock } = settling([LOST(), LOST(), LOST(), state('PUBLISHED')]);
		expect(await result).toMatchObject({ status: 'PUBLISHED' });
		expect(clock.sleeps).toEqual([2000, 5000, 10_000, 20_000]);
	});

	it('is not known where no read succeeds', async () => {
		const { result } = settling([LOST(), LOST(), LOST(), LOST()]);
		expect(await result).toBeUndefined();
	});

	it('is not known where the token is refused or there are too many calls: no further read is sent', async () => {
		for (const refusal of [TOKEN_REFUSED(), THROTTLED()]) {
			const { result, graph } = settling([refusal]);
			expect(await result).toBeUndefined();
			expect(graph.log).toHaveLength(1);
		}
	});

	it('is the last state where it does not settle', async () => {
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

describe('finding a post that is live', () => {
	it('takes the one that fits, wherever it stands in the list', async () => {
		const records = [
			media('1', { caption: 'Another' }),
			media('2', { media_product_type: 'REELS' }),
			media('3', { timestamp: '2026-11-22T07:57:00+0000' }),
			media('4'),
			media('5', { timestamp: '2026-11-20T08:00:00+0000' }),
		];
		expect(await inFeed(records)).toEqual({ id: '4', permalink: 'link-4' });
	});

	it('reads thirty of the newest with all it compares', async () => {
		const { graph } = await found({ 'GET /me/media': [{ data: [media('4')] }] });
		expect(graph.calls[0]).toMatchObject({
			repeatable: true,
			query: { fields: 'id,caption,media_product_type,permalink,timestamp', limit: 30 },
		});
	});

	it('takes none of two that fit', async () => {
		expect(await inFeed([media('4'), media('5')])).toBeUndefined();
	});

	it('leaves out what is known to be another post', async () => {
		expect(await inFeed([media('4'), media('5')], { others: new Set(['4']) })).toMatchObject({ id: '5' });
	});

	it('compares captions without the blanks that Instagram takes away', async () => {
		expect(await inFeed([media('4', { caption: 'Hello' })], { caption: ' Hello\n' })).toMatchObject({
			id: '4',
		});
	});

	it('tells a post without caption from one with', async () => {
		const records = [media('4', { caption: 'Hello' }), media('5', { caption: undefined })];
		expect(await inFeed(records, { caption: '' })).toMatchObject({ id: '5' });
	});

	it('lets two minutes pass for different clocks, and no more', async () => {
		expect(await inFeed([media('4', { timestamp: '2026-11-22T07:58:00+0000' })])).toMatchObject({ id: '4' });
		expect(await inFeed([media('4', { timestamp: '2026-11-22T07:57:59+0000' })])).toBeUndefined();
	});

	it('does not take an older post before the last look: the right one may not be listed yet', async () => {
		const older = media('4', { timestamp: '2026-11-22T07:59:30+0000' });
		const { result, clock } = await found({
			'GET /me/media': [{ data: [older] }, { data: [media('5'), older] }],
		});
		expect(result).toMatchObject({ id: '5' });
		expect(clock.sleeps).toEqual([0, 3000]);
	});

	it('takes a post of seconds before, by another clock, at once', async () => {
		const { result, clock } = await found({
			'GET /me/media': [{ data: [media('4', { timestamp: '2026-11-22T07:59:56+0000' })] }],
		});
		expect(result).toMatchObject({ id: '4' });
		expect(clock.sleeps).toEqual([0]);
	});

	it('takes a post without a readable time by its other marks', async () => {
		expect(await inFeed([media('4', { timestamp: undefined })])).toMatchObject({ id: '4' });
	});

	it('looks for a story among the stories', async () => {
		const story = media('7', { media_product_type: 'STORY', caption: undefined });
		const { result, graph } = await found(
			{ 'GET /me/stories': [{ data: [story] }] },
			{ productType: 'STORY', caption: '' },
		);
		expect(result).toMatchObject({ id: '7' });
		expect(graph.log).toEqual(['GET /me/stories']);
	});

	it('looks in both lists where the kind is not known', async () => {
		const { result, graph } = await found(
			{ 'GET /me/media': [{ data: [] }], 'GET /me/stories': [{ data: [media('7')] }] },
			{ productType: undefined, caption: undefined },
		);
		expect(result).toMatchObject({ id: '7' });
		expect(graph.log).toEqual(['GET /me/media', 'GET /me/stories']);
	});

	it('looks again after a moment, and gives up in the end', async () => {
		const late = await found({ 'GET /me/media': [{ data: [] }, LOST(), { data: [media('4')] }] });
		expect(late.result).toMatchObject({ id: '4' });
		expect(late.clock.sleeps).toEqual([0, 3000, 7000]);

		const refused = () => graphError({ code: 10, text: 'no permission' }, { httpCode: 400 });
		const never = await found({ 'GET /me/media': [refused(), refused(), refused()] });
		expect(never.result).toBeUndefined();
	});

	it('does not hide a slip of this package', async () => {
		await expect(found({ 'GET /me/media': [new TypeError('a slip')] })).rejects.toThrow('a slip');
	});
});

describe('finding a post of which nobody knows whether it is live', () => {
	const unknownOne = async (records: object[], trace: Partial<PostTrace> = {}) =>
		await inFeed(records, trace, false);

	it('takes one that can be no other', async () => {
		expect(await unknownOne([media('4'), media('5', { caption: 'Another' })])).toMatchObject({ id: '4' });
	});

	it.each([
		['is older than the publish', media('4', { timestamp: '2026-11-22T07:59:54+0000' })],
		['is of a later publish', media('4', { timestamp: '2026-11-22T08:11:00+0000' })],
		['has no readable time', media('4', { timestamp: undefined })],
	])('takes none that %s', async (_what, record) => {
		expect(await unknownOne([record])).toBeUndefined();
	});

	it.each([[''], [' '], [undefined]])('does not look for a post without a caption (%j)', async (caption) => {
		const { result, graph } = await found({}, { caption }, false);
		expect(result).toBeUndefined();
		expect(graph.log).toEqual([]);
	});

	it('takes none of two, and does not look where it knows neither text nor time', async () => {
		expect(await unknownOne([media('4'), media('5')])).toBeUndefined();
		const { graph } = await found({}, { caption: undefined }, false);
		expect(graph.log).toEqual([]);
	});
});
