import { countCalls, recordCalls } from './callCounts';
import { screenshot } from './browser';
import { Stage, type LoginMethod } from './stage';
import { webhookWorkflow, workflowWithErrorBranch, type UsedCredential } from './workflows';

const ACCOUNTS: Record<LoginMethod, { id: string; username: string; motif: string }> = {
	instagram: { id: '17841400000000001', username: 'north.pottery', motif: 'pottery' },
	facebook: { id: '17841400000000003', username: 'harbour_bakery', motif: 'bakery' },
};

const MEDIA = 'https://media.example.com';

/** The processing time of the reel in seconds. */
const PROCESSING = 12;

interface PostCase {
	name: string;
	parameters: (motif: string) => Record<string, unknown>;
	/** Limits of the number of calls: create, publish, permalink and status. */
	calls: { create: number; mostStatus: number };
}

const POSTS: PostCase[] = [
	{
		name: 'image',
		parameters: (motif) => ({ postType: 'image', mediaUrl: `${MEDIA}/${motif}-2.jpg`, caption: 'An image' }),
		calls: { create: 1, mostStatus: 0 },
	},
	{
		name: `reel, ${PROCESSING} s`,
		parameters: () => ({
			postType: 'reel',
			mediaUrl: `${MEDIA}/clip-1.mp4?processing=${PROCESSING}`,
			caption: 'A reel',
		}),
		calls: { create: 1, mostStatus: 3 + Math.ceil(PROCESSING / 10) },
	},
	{
		name: 'story, image',
		parameters: () => ({ postType: 'story', storyMediaType: 'image', mediaUrl: `${MEDIA}/story-1.jpg` }),
		calls: { create: 1, mostStatus: 0 },
	},
	{
		name: 'carousel of 3',
		parameters: (motif) => ({
			postType: 'carousel',
			carouselItems: {
				item: [1, 2, 3].map((number) => ({ mediaType: 'image', url: `${MEDIA}/${motif}-${number}.jpg` })),
			},
			caption: 'A carousel',
		}),
		calls: { create: 4, mostStatus: 0 },
	},
];

describe.each(['instagram', 'facebook'] as const)('publishing with %s login', (login) => {
	const account = ACCOUNTS[login];
	const locator = { __rl: true, mode: 'id', value: account.id };
	let stage: Stage;
	let credential: UsedCredential;
	let paths = 0;

	beforeAll(async () => {
		stage = await Stage.open(`publishing-${login}`);
		credential = await stage.connectedCredential(login);
	});

	afterAll(async () => await stage?.close());

	async function run(parameters: Record<string, unknown>, build = webhookWorkflow) {
		paths += 1;
		const workflow = build(`${login}-${paths}`, parameters, credential);
		const made = await stage.api.createWorkflow(workflow);
		await stage.api.activate(made);
		return { ...(await stage.api.callWebhook(workflow.name)), workflowId: made.id };
	}

	it('looks up the accounts', async () => {
		const { body } = await run({ resource: 'account', operation: 'getMany', returnAll: true });
		expect(body).toContainEqual(expect.objectContaining({ id: account.id, username: account.username }));
	});

	it.each(POSTS)('publishes: $name', async ({ name, parameters, calls }) => {
		stage.sandbox.world.requests.clear();
		const before = stage.postsOf(account.username).length;
		const { status, body } = await run({
			resource: 'post',
			operation: 'publish',
			account: locator,
			...parameters(account.motif),
		});
		expect({ status, body }).toEqual({
			status: 200,
			body: [
				expect.objectContaining({
					id: expect.stringMatching(/^\d+$/),
					containerId: expect.stringMatching(/^\d+$/),
					permalink: expect.stringMatching(/^https:\/\//),
					status: 'PUBLISHED',
				}),
			],
		});
		expect(stage.postsOf(account.username)).toHaveLength(before + 1);

		const counted = countCalls(stage.sandbox.world.requests.list());
		recordCalls({ post: name, login, calls: counted });
		expect(counted).toMatchObject({ create: calls.create, publish: 1 });
		expect(counted.read ?? 0).toBeLessThanOrEqual(1);
		expect(counted.status ?? 0).toBeLessThanOrEqual(calls.mostStatus);
	});

	it('sends a rejected item to the error output, with code and advice', async () => {
		const { status, body, workflowId } = await run(
			{
				resource: 'post',
				operation: 'publish',
				account: locator,
				postType: 'image',
				mediaUrl: `${MEDIA}/missing.jpg`,
			},
			workflowWithErrorBranch,
		);
		expect({ status, body }).toEqual({
			status: 200,
			body: [
				expect.objectContaining({
					error: expect.any(String),
					details: expect.objectContaining({ code: 9004, retryable: true }),
				}),
			],
		});
		expect((await stage.api.lastExecution(workflowId)).status).toBe('success');
	});

	it('returns when the token expires, and never the token', async () => {
		const { body } = await run({ resource: 'token', operation: 'inspect' });
		expect(body).toEqual([expect.objectContaining({ loginMethod: login, isValid: true, problems: [] })]);
	});

	it('shows the posts on the page of the sandbox', async () => {
		const { context, editor } = await stage.person();
		const { page } = editor;
		expect((await page.goto(stage.sandbox.url))?.ok()).toBe(true);
		await page.locator('span.name', { hasText: account.username }).first().waitFor();
		await page.locator('img').first().waitFor();
		await screenshot(page, `${login === 'instagram' ? 30 : 31}-sandbox-feed-${login}`);
		const broken = await page
			.locator('img')
			.evaluateAll(
				(images) =>
					(images as HTMLImageElement[]).filter((image) => image.complete && image.naturalWidth === 0).length,
			);
		expect(broken).toBe(0);
		await context.close();
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
