import { ACCOUNT, counts, inUse, media, restartN8n, run, WAYS } from '../../tools/n8n-harness/arrange';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

describe.each(WAYS)('Post > Publish, %s Login with %s: First Comment', (login, authentication) => {
	const publish = async (
		parameters: object = {},
		firstComment = '#pottery',
		permissions = ['publish', 'comments'],
	) => {
		const connected = await inUse(sandbox.get(), login, authentication, undefined, permissions);
		const outcome = await run(connected, {
			resource: 'post',
			operation: 'publish',
			mediaUrl: media('pottery-1.jpg'),
			additionalFields: { firstComment },
			...parameters,
		});
		return { ...outcome, hints: outcome.last.hints.map(({ message }) => message) };
	};
	const published = () =>
		sandbox
			.get()
			.world.postsOf(ACCOUNT[login])
			.filter(({ containerId }) => containerId !== undefined);
	const comments = () => sandbox.get().world.requests.list({ endpoint: 'comment' });

	it('is written once, after the post is live', async () => {
		const { json, hints } = await publish();
		expect(json).toEqual([
			expect.objectContaining({ status: 'PUBLISHED', commentId: expect.stringMatching(/^\d+$/) }),
		]);
		expect(published()).toHaveLength(1);
		expect(counts(sandbox.get())).toMatchObject({ publish: 1 });
		expect(hints).toEqual([]);
		expect(json[0]).not.toHaveProperty('commentError');
		expect(comments().map(({ body }) => body.message)).toEqual(['#pottery']);
	});

	it('fails without failing the post', async () => {
		sandbox.get().world.faults.add({ endpoint: 'comment', action: 'error', code: 10 });
		const { json, hints, error } = await publish();
		expect(error).toBeUndefined();
		expect(json).toEqual([
			expect.objectContaining({ status: 'PUBLISHED', commentError: expect.any(String) }),
		]);
		expect(hints).toEqual([expect.stringMatching(/^The first comment was not written for item 0: /)]);
		expect(published()).toHaveLength(1);
	});

	it('is left out for a story', async () => {
		const { json, hints } = await publish({ postType: 'story', mediaUrl: media('story-1.jpg') });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(hints).toEqual([expect.stringContaining("'First Comment' (item 0)")]);
		expect(comments()).toEqual([]);
	});

	it('is refused before anything is sent where it is too long', async () => {
		const { error } = await publish({}, 'x'.repeat(2201));
		expect(error?.message).toContain("'First Comment' has 2,201 characters");
		expect(counts(sandbox.get()).create ?? 0).toBe(0);
	});
});
