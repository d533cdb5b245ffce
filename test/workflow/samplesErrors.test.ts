import { sharedRateLimiter } from '../../nodes/Instagram/graph/rateLimits';
import type { FaultOptions } from '../../sandbox/faults';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { ErrorSample } from '../samples/errorSamples';
import { answerOf, containerStateIn, errorSamples, expectErrorDetails, named } from '../samples/errorSamples';
import { counts, connectedCredential, restartN8n } from '../../tools/n8n-harness/arrange';
import { CALLS, provoke as provokeIn } from './sampleCalls';
import { ALL_EVENTS, TriggerStage } from './triggerStage';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(() => {
	restartN8n();
	sharedRateLimiter.clear();
});

const SAMPLES = errorSamples();
const byId = (...ids: string[]) => SAMPLES.filter(({ id }) => ids.includes(id));
const byCall = (...calls: string[]) => SAMPLES.filter(({ call }) => calls.includes(call));

const provoke = async (sample: ErrorSample, fault?: Partial<FaultOptions>) =>
	await provokeIn(sandbox.get(), sample, fault);

describe('error samples, calls that did nothing', () => {
	const calls = Object.keys(CALLS).filter(
		(call) => !['GET container', 'POST media_publish', 'GET media permalink after publish'].includes(call),
	);
	const samples = byCall(...calls).filter(
		({ call, right }) => !call.startsWith('POST messages') || right.outcome === undefined,
	);

	it.each(named(samples))('reports the error and publishes nothing (%s)', async (_name, sample) => {
		const { failed, live } = await provoke(sample);
		expect(failed).toHaveLength(1);
		expectErrorDetails(sample, failed[0]!.error, failed[0]!.details);
		expect(failed[0]!.details).toMatchObject({ retryable: sample.right.again });
		expect(failed[0]!.details).not.toHaveProperty('published');
		expect(live).toEqual([]);
	});
});

describe('error samples, containers whose processing failed', () => {
	it.each(named(byCall('GET container').filter(containerStateIn)))(
		'reports the error and creates another container (%s)',
		async (_name, sample) => {
			const { failed, live } = await provoke(sample);
			const subcode = /2207\d{3}/.exec(sample.body?.status ?? '')?.[0];
			expect(failed).toHaveLength(1);
			expectErrorDetails(sample, failed[0]!.error, failed[0]!.details);
			expect(failed[0]!.error).not.toMatch(/delet/i);
			expect(failed[0]!.details).toMatchObject({
				retryable: sample.right.again,
				...(subcode ? { subcode: Number(subcode) } : {}),
			});
			expect(failed[0]!.details).not.toHaveProperty('published');
			expect(live).toEqual([]);
			expect(counts(sandbox.get()).create).toBeGreaterThan(1);
		},
	);

	it.each(named(byCall('GET container').filter(containerStateIn)))(
		'publishes another container after a single failure (%s)',
		async (_name, sample) => {
			const { json, live } = await provoke(sample, { times: 1 });
			expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
			expect(live).toEqual(['Only once']);
			expect(counts(sandbox.get()).create).toBe(2);
		},
	);
});

describe('error samples, rejected reads', () => {
	it.each(named(byId('E02', 'E03')))(
		'publishes the reel although reads fail for minutes (%s)',
		async (_name, sample) => {
			const { json, live } = await provoke(sample, { times: 4 });
			expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
			expect(live).toEqual(['Only once']);
		},
	);

	it.each(named(byId('E24')))('returns the live post without its permalink (%s)', async (_name, sample) => {
		const { json, live } = await provoke(sample);
		expect(json).toEqual([{ id: expect.any(String), containerId: expect.any(String), status: 'PUBLISHED' }]);
		expect(live).toEqual(['Only once']);
	});
});

describe('error samples, rejected publishes', () => {
	it.each(named(byId('E01', 'E19')))(
		'reports the error if the post is not live (%s)',
		async (_name, sample) => {
			const { failed, live } = await provoke(sample);
			expect(failed).toHaveLength(1);
			expectErrorDetails(sample, failed[0]!.error, failed[0]!.details);
			expect(failed[0]!.details).toMatchObject({
				retryable: sample.right.again,
				published: false,
				containerId: expect.any(String),
			});
			expect(live).toEqual([]);
			expect(counts(sandbox.get()).publish).toBe(1);
		},
	);

	it.each(named(byId('E01', 'E19', 'E120', 'E122', 'E123')))(
		'returns the post if it is live (%s)',
		async (_name, sample) => {
			const published = { ...sample, call: 'POST media_publish' };
			const { json, live } = await provoke(published, { workDone: true });
			expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
			expect(live).toEqual(['Only once']);
			expect(counts(sandbox.get()).publish).toBe(1);
		},
	);

	it.each(named(byId('E13')))('waits and publishes the post (%s)', async (_name, sample) => {
		const { json, live } = await provoke(sample, { times: 2 });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(live).toEqual(['Only once']);
	});
});

describe('error samples, messages that may have been sent', () => {
	const samples = byCall('POST messages').filter(({ right }) => right.outcome === 'unknown');
	const sent = () => sandbox.get().world.requests.list({ endpoint: 'send' });

	it.each(named(samples))('does not send the message again (%s)', async (_name, sample) => {
		const { failed } = await provoke(sample);
		expectErrorDetails(sample, failed[0]!.error, failed[0]!.details);
		expect(failed[0]!.error).toMatch(/may already have been sent/);
		// A retry can help, but only after a look at the conversation.
		expect(failed[0]!.details).toMatchObject({ retryable: false });
		expect(sent()).toHaveLength(1);
	});

	it.each(named(samples))('finds the message in the conversation (%s)', async (_name, sample) => {
		const { json } = await provoke(sample, { workDone: true });
		expect(json).toMatchObject([{ message_id: expect.any(String) }]);
		expect(sent()).toHaveLength(1);
	});
});

describe('error samples, other calls', () => {
	it('reports the error of a trigger that installs the app on a Page (E106)', async () => {
		restartN8n();
		const [sample] = byId('E106');
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', undefined, ALL_EVENTS);
		const stage = await TriggerStage.open(sandbox.get(), connected);
		try {
			stage.workflow('a', { events: ['comments'] });
			sandbox.get().world.faults.add({ ...answerOf(sample!), endpoint: 'install', times: 99 });
			await expect(stage.host.activate('a')).rejects.toThrow(
				/Meta rejected one of the values.*subscribed_fields/s,
			);
		} finally {
			await stage.host.stop();
		}
	});

	it('covers the call of every sample', () => {
		// n8n itself exchanges the consent's code for a token.
		const read = ['POST api.instagram.com/oauth/access_token'];
		const others = ['POST /{page}/subscribed_apps'];
		const calls = new Set(SAMPLES.map(({ call }) => call));
		expect([...Object.keys(CALLS), ...read, ...others].sort()).toEqual([...calls].sort());
		expect(SAMPLES).toHaveLength(77);
	});
});
