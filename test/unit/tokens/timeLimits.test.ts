import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import { singleFlight } from '../../../nodes/Instagram/tokens/processCache';
import { withConsent, obtained, withAccessToken, START } from '../../doubles/fakeN8n';

const app = { appId: '1234567890', appSecret: 'app-secret-value' };
const never = async (): Promise<never> => await new Promise(() => undefined);

beforeEach(resetProcessState);
afterEach(() => jest.restoreAllMocks());

/** Speeds up time: minutes take milliseconds. */
function shortLimits(): void {
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
		const limit = new AbortController();
		setTimeout(() => limit.abort(), milliseconds / 1000);
		return limit.signal;
	});
}

describe('metaTokens > requests', () => {
	it('have an idle timeout, and a total limit that a slow response does not extend', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = ({ url }) =>
			url.endsWith('debug_token')
				? { data: { is_valid: true, type: 'USER', expires_at: START / 1000 + 3600, scopes: [] } }
				: obtained('long');
		await n8n.open();
		expect(n8n.requests).toHaveLength(2);
		for (const { timeout, abortSignal } of n8n.requests) {
			expect({ timeout, abortSignal }).toEqual({ timeout: 30_000, abortSignal: expect.any(AbortSignal) });
		}
	});
});

describe('session > save that hangs', () => {
	it.each([
		['consent', withConsent('instagram', { access_token: 'short' })],
		['pasted', withAccessToken('instagram', app)],
	])('(%s) does not block the execution: the token stays in memory', async (_origin, n8n) => {
		shortLimits();
		n8n.saving = 'hangs';
		n8n.respond = () => obtained('long');
		const sessions = await Promise.all([n8n.open(), n8n.open()]);
		expect(sessions.map(({ source }) => source.current())).toEqual(['long', 'long']);
		expect(sessions[0].warnings).toEqual([expect.stringMatching(/could not be saved/)]);
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.requests).toHaveLength(1);
	});
});

describe('session > renewal that hangs', () => {
	it('does not block the execution: the token is used unchanged, and renewed at the next use', async () => {
		shortLimits();
		const n8n = withConsent('instagram', { access_token: 'short' });
		const context = n8n.context() as { helpers: object };
		const original = n8n.context.bind(n8n);
		n8n.context = () => ({ ...context, helpers: { httpRequest: never } }) as never;
		const sessions = await Promise.all([n8n.open(), n8n.open()]);
		for (const { source, warnings } of sessions) {
			expect(source.current()).toBe('short');
			expect(warnings).toEqual([expect.stringMatching(/could not be renewed in time/)]);
		}
		n8n.context = original;
		n8n.respond = () => obtained('long');
		expect((await n8n.open()).source.current()).toBe('long');
	});
});

describe('singleFlight', () => {
	it('runs the work once for concurrent callers with the same key, and again afterwards', async () => {
		const work = jest.fn(async () => await Promise.resolve('done'));
		expect(await Promise.all([singleFlight('key', 1000, work), singleFlight('key', 1000, work)])).toEqual([
			'done',
			'done',
		]);
		expect(work).toHaveBeenCalledTimes(1);
		await singleFlight('key', 1000, work);
		expect(work).toHaveBeenCalledTimes(2);
	});

	it('does not share results between keys', async () => {
		const one = singleFlight('one', 1000, async () => await Promise.resolve(1));
		const two = singleFlight('two', 1000, async () => await Promise.resolve(2));
		expect(await Promise.all([one, two])).toEqual([1, 2]);
	});

	it('rejects for all waiting callers if the work fails', async () => {
		const work = async () => await Promise.reject(new Error('no'));
		const all = [singleFlight('key', 1000, work), singleFlight('key', 1000, work)];
		for (const one of all) await expect(one).rejects.toThrow('no');
	});

	it('rejects after the time limit, and runs the work again for the next caller', async () => {
		await expect(singleFlight('key', 10, never)).rejects.toThrow(/time limit/);
		expect(await singleFlight('key', 1000, async () => await Promise.resolve('done'))).toBe('done');
	});
});
