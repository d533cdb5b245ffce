import { RunQuotas, readPublishingLimit } from '../../../nodes/Instagram/publishing/quota';
import { LOST, ScriptedGraph } from '../../doubles/scriptedGraph';

const LIMIT = 'GET /17841400000000001/content_publishing_limit';
const read = async (answer: unknown) =>
	await readPublishingLimit(new ScriptedGraph({ [LIMIT]: [answer] }), '17841400000000001');

describe('readPublishingLimit', () => {
	it('returns the values of Meta', async () => {
		const answer = { data: [{ quota_usage: 2, config: { quota_total: 50, quota_duration: 86_400 } }] };
		expect(await read(answer)).toEqual({
			quotaTotal: 50,
			quotaUsage: 2,
			quotaRemaining: 48,
			quotaDuration: 86_400,
		});
	});

	it('never returns a negative remainder', async () => {
		const answer = { data: [{ quota_usage: 52, config: { quota_total: 50 } }] };
		expect(await read(answer)).toMatchObject({ quotaRemaining: 0, quotaDuration: null });
	});

	it('returns null for missing values', async () => {
		expect(await read({ data: [{ quota_usage: 2 }] })).toEqual({
			quotaTotal: null,
			quotaUsage: 2,
			quotaRemaining: null,
			quotaDuration: null,
		});
		expect(await read({ data: [{}] })).toMatchObject({ quotaUsage: 0 });
	});
});

describe('RunQuotas', () => {
	it('reads the quota of an account once', async () => {
		const posts = new RunQuotas();
		const answers = [3, 7];
		const next = async () => answers.shift() as number;
		expect(await posts.quotaOf('1', next)).toBe(3);
		expect(await posts.quotaOf('1', next)).toBe(3);
		expect(await posts.quotaOf('2', next)).toBe(7);
	});

	it('throws the read error for every item', async () => {
		const posts = new RunQuotas();
		const fail = async () => await Promise.reject(LOST());
		await expect(posts.quotaOf('1', fail)).rejects.toThrow('lost');
		await expect(posts.quotaOf('1', async () => 3)).rejects.toThrow('lost');
	});
});
