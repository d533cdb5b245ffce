import { runListSearch } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	withConsent,
	counts,
	connectedCredential,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

async function searchMedia(
	{ credentials, reference, authentication }: Connected,
	filter?: string,
	paginationToken?: string,
	account: unknown = '',
) {
	return await runListSearch('instagram', 'searchMedia', {
		credentials,
		reference,
		parameters: { authentication, account: account as string },
		filter,
		paginationToken,
		path: 'parameters.mediaId',
	});
}

function addPosts(count: number, caption: (index: number) => string | undefined) {
	const { world } = sandbox.get();
	const now = Date.UTC(2026, 10, 20, 12);
	return Array.from({ length: count }, (_, index) =>
		world.addMedia({
			accountId: ACCOUNT.instagram,
			kind: index % 2 === 0 ? 'image' : 'video',
			productType: index % 2 === 0 ? 'FEED' : 'REELS',
			caption: caption(index),
			childIds: [],
			publishedAt: now + index * 1000,
			likes: 1,
			comments: 0,
		}),
	);
}

describe('the media picker', () => {
	it('lists posts by caption, date and kind, newest first', async () => {
		const connected = await connectedCredential(sandbox.get());
		const [image, reel] = addPosts(2, (index) =>
			index === 0 ? undefined : `A long\ncaption ${'x'.repeat(80)}`,
		);
		image!.publishedAt = Date.UTC(2027, 0, 1);
		reel!.publishedAt = Date.UTC(2027, 0, 2);
		const { results, paginationToken } = await searchMedia(connected);
		expect(results.slice(0, 2)).toEqual([
			{
				name: `A long caption ${'x'.repeat(45)}… (2027-01-02, reel)`,
				value: reel!.id,
				url: `https://www.instagram.com/reel/${reel!.shortcode}/`,
			},
			{
				name: 'No caption (2027-01-01, image)',
				value: image!.id,
				url: `https://www.instagram.com/p/${image!.shortcode}/`,
			},
		]);
		expect(paginationToken).toBeUndefined();
	});

	it('shows more posts page by page, each once', async () => {
		const connected = await connectedCredential(sandbox.get());
		addPosts(117, (index) => `post ${index}`);
		const values: unknown[] = [];
		let token: unknown;
		do {
			const page = await searchMedia(connected, undefined, token as string | undefined);
			values.push(...page.results.map(({ value }) => value));
			token = page.paginationToken;
		} while (token !== undefined);
		expect(values).toHaveLength(120);
		expect(new Set(values).size).toBe(120);
	});

	it('searches captions, dates and IDs, and continues an unfinished search', async () => {
		const connected = await connectedCredential(sandbox.get());
		const added = addPosts(700, (index) => `Post ${index}.`);
		sandbox.get().world.requests.clear();
		const first = await searchMedia(connected, ' POST 42. ');
		expect(counts(sandbox.get()).list).toBe(5);
		expect(first.results).toEqual([]);
		const second = await searchMedia(connected, ' POST 42. ', first.paginationToken);
		expect(second.results.map(({ value }) => value)).toEqual([added[42]!.id]);
		expect(second.paginationToken).toBeUndefined();
		expect((await searchMedia(connected, added[690]!.id)).results).toHaveLength(1);
	});

	it('lists the posts of the account that is selected in the form', async () => {
		const accounts = ['17841400000000003', '17841400000000005'];
		const connected = await withConsent(sandbox.get(), 'facebook', accounts);
		const account = { __rl: true, mode: 'id', value: accounts[1] };
		const { results } = await searchMedia(connected, undefined, undefined, account);
		const posts = sandbox.get().world.postsOf(accounts[1]!);
		expect(results.map(({ value }) => value)).toEqual(posts.map(({ id }) => id));
		await expect(searchMedia(connected)).rejects.toThrow("'Account' is empty");
		const { json } = await run(connected, {
			resource: 'media',
			operation: 'get',
			mediaId: { __rl: true, mode: 'list', value: results[0]!.value as string },
			fields: [],
		});
		expect(json).toEqual([{ id: posts[0]!.id }]);
	});

	it("falls back to the credential's own account if the form has an expression", async () => {
		const connected = await connectedCredential(sandbox.get());
		const { results } = await searchMedia(connected, undefined, undefined, '={{ $json.account }}');
		expect(results.length).toBeGreaterThan(0);
	});

	it('says that it cannot evaluate an expression for one of several accounts', async () => {
		const accounts = ['17841400000000003', '17841400000000005'];
		const connected = await withConsent(sandbox.get(), 'facebook', accounts);
		const account = { __rl: true, mode: 'id', value: '={{ $json.account }}' };
		await expect(searchMedia(connected, undefined, undefined, account)).rejects.toThrow(
			"'Account' is an expression, which the list cannot evaluate",
		);
	});
});
