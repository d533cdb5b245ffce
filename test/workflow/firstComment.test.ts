import {
	ACCOUNT,
	counts,
	connectedCredential,
	media,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

describe.each(LOGINS_WITH_CREDENTIALS)(
	'Post > Publish, %s Login with %s: First Comment',
	(login, authentication) => {
		const publish = async (
			parameters: object = {},
			firstComment = '#pottery',
			permissions = ['publish', 'comments'],
			options: Parameters<typeof run>[2] = {},
		) => {
			const connected = await connectedCredential(
				sandbox.get(),
				login,
				authentication,
				undefined,
				permissions,
			);
			const outcome = await run(
				connected,
				{
					resource: 'post',
					operation: 'publish',
					mediaUrl: media('pottery-1.jpg'),
					additionalFields: { firstComment },
					...parameters,
				},
				options,
			);
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

		it('is written by the next try of the node where the first one could not', async () => {
			const { faults } = sandbox.get().world;
			// Item 1 makes the node fail, so that n8n runs it again with both items.
			faults.add({ endpoint: 'comment', action: 'error', code: 10 });
			faults.add({ endpoint: 'create', action: '5xx', nth: 2, times: 4 });
			const { json, error } = await publish({}, 'Same for both', undefined, {
				items: [{}, {}],
				retryOnFail: true,
			});
			expect(error).toBeUndefined();
			expect(json).toEqual([
				expect.objectContaining({ commentId: expect.stringMatching(/^\d+$/) }),
				expect.objectContaining({ commentId: expect.stringMatching(/^\d+$/) }),
			]);
			expect(published()).toHaveLength(2);
			// One of them twice, because the first try was refused.
			expect(comments()).toHaveLength(3);
		});

		it('is written once where its answer is lost', async () => {
			sandbox.get().world.faults.add({ endpoint: 'comment', action: 'reset-after' });
			const { json, error } = await publish({}, 'Lost and found');
			expect(error).toBeUndefined();
			expect(json).toEqual([expect.objectContaining({ commentId: expect.stringMatching(/^\d+$/) })]);
			expect(comments()).toHaveLength(1);
		});

		it('shares one hint between the items that fail for the same reason', async () => {
			sandbox.get().world.faults.add({ endpoint: 'comment', action: 'error', code: 10, times: 3 });
			const { json, hints } = await publish({}, undefined, undefined, { items: [{}, {}, {}] });
			expect(json).toHaveLength(3);
			expect(hints).toEqual([
				expect.stringMatching(/^The first comment was not written for items [012, ]{7}: /),
			]);
		});

		it('is left to Post > Publish by Container > Create, with a hint', async () => {
			const { json, hints } = await publish({ resource: 'container', operation: 'create' });
			expect(json).toEqual([expect.objectContaining({ id: expect.any(String) })]);
			expect(hints).toEqual([
				"'First Comment' was left out for item 0: a container has no comments; Post > Publish writes it",
			]);
			expect(comments()).toEqual([]);
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
	},
);
