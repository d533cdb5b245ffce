import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runListSearch } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { answerOf, errorSamples } from '../samples/errorSamples';
import type { Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT, failures, connectedCredential, restartN8n, run } from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

/** "Please reduce the amount of data you're asking for", with HTTP status 500. */
const TOO_MUCH = answerOf(errorSamples().find(({ id }) => id === 'E38')!);

function addPosts(count: number, login: Login): void {
	const { world } = sandbox.get();
	for (let index = 0; index < count; index += 1) {
		world.addMedia({
			accountId: ACCOUNT[login],
			kind: 'image',
			productType: 'FEED',
			caption: `No. ${index}`,
			childIds: [],
			publishedAt: world.clock.now() - index * 1000,
			likes: 0,
			comments: 0,
		});
	}
}

/** Runs an operation of which Meta finds the first answers of an endpoint too large. */
async function runHeavy(login: Login, endpoint: string, times: number, parameters: INodeParameters) {
	const connected = await connectedCredential(sandbox.get(), login, 'accessToken');
	sandbox.get().world.faults.add({ ...TOO_MUCH, endpoint, times });
	const { json, last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
	const asked = sandbox.get().world.requests.list({ endpoint });
	return { json, failed: failures(last.outputs[0]!), asked };
}

const limits = (asked: Array<{ query: Record<string, unknown> }>) => asked.map(({ query }) => query.limit);

describe('a list that Meta rejects as too large', () => {
	it('is read completely in pages of half the size, without repeated requests', async () => {
		addPosts(60, 'instagram');
		const parameters = { resource: 'media', operation: 'getMany', returnAll: true };
		const { json, asked } = await runHeavy('instagram', 'list', 2, parameters);
		const posts = sandbox.get().world.postsOf(ACCOUNT.instagram);
		expect(new Set(json.map(({ id }) => id))).toEqual(new Set(posts.map(({ id }) => id)));
		expect(limits(asked).slice(0, 2)).toEqual(['100', '50']);
		expect(new Set(limits(asked).slice(2))).toEqual(new Set(['25']));
		const requests = asked.map(({ path, query }) => JSON.stringify([path, query]));
		expect(new Set(requests).size).toBe(requests.length);
	});

	it('is read in smaller pages inside another object', async () => {
		addPosts(30, 'facebook');
		const { json, asked } = await runHeavy('facebook', 'discovery', 1, {
			resource: 'account',
			operation: 'discover',
			username: 'harbour_bakery',
			mediaLimit: 30,
		});
		expect((json[0]?.media as IDataObject[]).length).toBeGreaterThanOrEqual(30);
		const sizes = asked.map(({ query }) => /\.limit\((\d+)\)/.exec(String(query.fields))?.[1]);
		expect(sizes).toEqual(['30', '15', '15']);
	});

	it('is read in smaller pages in the editor', async () => {
		addPosts(60, 'instagram');
		const { credentials, reference, authentication } = await connectedCredential(
			sandbox.get(),
			'instagram',
			'accessToken',
		);
		sandbox.get().world.faults.add({ ...TOO_MUCH, endpoint: 'list' });
		const { results } = await runListSearch('instagram', 'searchMedia', {
			credentials,
			reference,
			parameters: { authentication },
			path: 'parameters.mediaId',
		});
		const asked = limits(sandbox.get().world.requests.list({ endpoint: 'list' })).map(Number);
		expect(asked).toEqual([asked[0], Math.floor(asked[0]! / 2)]);
		expect(results).toHaveLength(asked[1]!);
	});

	it('is reported if not even a single record can be read', async () => {
		const parameters = { resource: 'media', operation: 'getMany', limit: 7 };
		const { failed, asked } = await runHeavy('instagram', 'list', 99, parameters);
		expect(limits(asked)).toEqual(['7', '3', '1']);
		expect(failed).toMatchObject([
			{
				error: expect.stringMatching(/^Meta finds the answer too large.*fewer fields.*smaller 'Limit'/),
				details: { code: 1, httpCode: 500, retryable: true },
			},
		]);
	});
});
