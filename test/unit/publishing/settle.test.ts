import { graphError } from '../../../nodes/Instagram/graph/errors';
import type { Trace } from '../../../nodes/Instagram/publishing/settle';
import { findPublished, settledStatus } from '../../../nodes/Instagram/publishing/settle';
import { deskFor, LOST, ManualClock, ScriptedGraph, state } from './scriptedGraph';

const CONTAINER = 'GET /111';
const SENT_AT = Date.UTC(2026, 10, 22, 8);

function settling(answers: unknown[]) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph({ [CONTAINER]: answers });
	return { clock, graph, result: settledStatus(deskFor(graph, clock), '111') };
}

describe('what became of a container', () => {
	it.each(['PUBLISHED', 'ERROR', 'EXPIRED'])('%s is final when it is read once', async (status) => {
		const { result, clock } = settling([state(status)]);
		expect(await result).toBe(status);
		expect(clock.sleeps).toEqual([2000]);
	});

	it('FINISHED counts when it is read twice in a row', async () => {
		const { result, graph } = settling([state('FINISHED'), state('FINISHED')]);
		expect(await result).toBe('FINISHED');
		expect(graph.log).toHaveLength(2);
	});

	it('FINISHED that changes is not believed', async () => {
		const { result, graph } = settling([state('FINISHED'), state('IN_PROGRESS'), state('PUBLISHED')]);
		expect(await result).toBe('PUBLISHED');
		expect(graph.log).toHaveLength(3);
	});

	it('a read that fails does not stop the reading', async () => {
		const { result, clock } = settling([LOST(), LOST(), LOST(), state('PUBLISHED')]);
		expect(await result).toBe('PUBLISHED');
		expect(clock.sleeps).toEqual([2000, 5000, 10_000, 20_000]);
	});

	it('is not known where no read succeeds', async () => {
		const { result } = settling([LOST(), LOST(), LOST(), LOST()]);
		expect(await result).toBeUndefined();
	});

	it('is the last state where it does not settle', async () => {
		const { result } = settling([state('IN_PROGRESS'), LOST(), state('IN_PROGRESS'), LOST()]);
		expect(await result).toBe('IN_PROGRESS');
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

async function found(script: Record<string, unknown[]>, trace: Partial<Trace> = {}) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	const known: Trace = {
		productType: 'FEED',
		caption: 'Hello',
		sentAt: SENT_AT,
		others: new Set(),
		...trace,
	};
	return { result: await findPublished(deskFor(graph, clock), known), graph, clock };
}

const inFeed = async (records: object[], trace: Partial<Trace> = {}) =>
	(await found({ 'GET /me/media': [{ data: records }, { data: records }, { data: records }] }, trace)).result;

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
