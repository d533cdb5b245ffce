import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startSandbox, type Sandbox } from '../sandbox';
import { mp4Stub } from '../sandbox/media/formats';
import type { PublishedMedia } from '../sandbox/model';
import { countCalls, recordCalls } from './callCounts';
import { copyUserFolder } from './install';
import { N8nApi, type WorkflowJson } from './n8nApi';
import { freePort, startN8n, type N8nServer } from './n8nServer';
import { LOGINS, logFileOf, prepared } from './stage';
import { downloadWorkflow, retriedWorkflow, type UsedCredential } from './workflows';

/** @harbour_bakery */
const ACCOUNT = '17841400000000003';

/** The public address of n8n for Meta; the sandbox routes it to n8n. */
const PUBLIC_HOST = 'n8n.example.com';

const MB = 1024 * 1024;
const REEL = mp4Stub(12, 50 * MB - mp4Stub(12, 0).length);

const PUBLISH = {
	resource: 'post',
	operation: 'publish',
	account: { __rl: true, mode: 'id', value: ACCOUNT },
};

describe('binary data and Retry on Fail in a real n8n', () => {
	const logFile = logFileOf('binary');
	let userFolder: string;
	let sandbox: Sandbox;
	let files: Server;
	let server: N8nServer;
	let api: N8nApi;
	let credential: UsedCredential;

	beforeAll(async () => {
		const { install, userFolder: template, certificateDirectory } = prepared();
		const port = await freePort();
		userFolder = mkdtempSync(path.join(tmpdir(), 'n8n-binary-'));
		copyUserFolder(template, userFolder);
		sandbox = await startSandbox({
			certificateDirectory,
			behaviour: { tunnels: { [PUBLIC_HOST]: `http://127.0.0.1:${port}` } },
		});
		files = createServer((_request, response) =>
			response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': REEL.length }).end(REEL),
		);
		await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
		server = await startN8n({
			install,
			userFolder,
			port,
			logFile,
			env: {
				...sandbox.env(),
				// The start of the signed URLs of binary data.
				WEBHOOK_URL: `https://${PUBLIC_HOST}/`,
				N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
				// Logs each try of a node.
				N8N_LOG_LEVEL: 'debug',
			},
		});
		api = new N8nApi(server.url);
		await api.setUpOwner();
		await api.logIn();
		const { value } = sandbox.world.tokens.mint({ loginMethod: 'facebook', kind: 'short' });
		credential = await api.createCredential('Bakery', 'instagramOAuth2Api', {
			...LOGINS.facebook,
			oauthTokenData: { access_token: value, token_type: 'bearer' },
		});
	}, 300_000);

	afterAll(async () => {
		await server?.stop();
		files?.close();
		await sandbox?.close();
		if (userFolder) rmSync(userFolder, { recursive: true, force: true });
	}, 60_000);

	/** The posts since the start with this prefix in the caption, in the order of publishing. */
	function postsCalled(caption: string): PublishedMedia[] {
		return [...sandbox.world.media.values()].filter(
			(media) => media.containerId && !media.parentId && media.caption?.startsWith(caption),
		);
	}

	/** Runs a workflow and returns its answer and its calls. */
	async function run(workflow: WorkflowJson, body?: unknown) {
		await api.activate(await api.createWorkflow(workflow));
		sandbox.world.requests.clear();
		const answer = await api.callWebhook(workflow.name, body);
		return { answer, calls: countCalls(sandbox.world.requests.list()) };
	}

	/** How often n8n has started the Instagram node, according to its log. */
	function tries(): number {
		return readFileSync(logFile, 'utf8').match(/Running node "Instagram" started/g)?.length ?? 0;
	}

	function published(post: PublishedMedia | undefined) {
		return expect.objectContaining({ id: post?.id, containerId: post?.containerId, status: 'PUBLISHED' });
	}

	it.each([
		{ name: 'in one go', caption: 'Reel, 50 MB', breaks: [], calls: { upload: 1 } },
		{
			name: 'and goes on where the line broke',
			caption: 'Broken reel, 50 MB',
			breaks: [20 * MB],
			calls: { upload: 2, 'upload-status': 1 },
		},
	])(
		'uploads a reel of 50 MB $name',
		async ({ caption, breaks, calls: expected }) => {
			sandbox.world.behaviour.uploadBreaks = breaks;
			const address = `http://127.0.0.1:${(files.address() as AddressInfo).port}/reel.mp4`;
			const parameters = { ...PUBLISH, postType: 'reel', mediaSource: 'binary', caption };
			const { answer, calls } = await run(
				downloadWorkflow(`reel-with-${breaks.length}-breaks`, address, parameters, credential),
			);

			const posts = postsCalled(caption);
			expect({ ...answer, posts: posts.length }).toEqual({
				status: 200,
				body: [published(posts[0])],
				posts: 1,
			});
			const upload = sandbox.world.containers.get(posts[0]?.containerId ?? '')?.upload;
			expect(upload).toMatchObject({ received: 50 * MB, size: 50 * MB });
			expect(upload?.firstBytes).toEqual(REEL.subarray(0, upload?.firstBytes.length));
			expect(calls).toMatchObject({ create: 1, publish: 1, ...expected });
			expect(calls.status).toBeLessThanOrEqual(4);
			recordCalls({ post: caption, login: 'facebook', calls });
		},
		240_000,
	);

	it('lets Meta fetch an image from n8n', async () => {
		const caption = 'An image';
		const parameters = { ...PUBLISH, postType: 'image', mediaSource: 'binary', caption };
		const address = `${sandbox.url}/media/bakery-2.jpg`;
		const { answer, calls } = await run(downloadWorkflow('image', address, parameters, credential));

		const posts = postsCalled(caption);
		expect({ ...answer, posts: posts.length }).toEqual({
			status: 200,
			body: [published(posts[0])],
			posts: 1,
		});
		expect(calls).toMatchObject({ create: 1, publish: 1 });
		expect(sandbox.world.containers.get(posts[0]?.containerId ?? '')?.parameters.image_url).toMatch(
			`https://${PUBLIC_HOST}/rest/binary-data/signed?token=`,
		);
		const [original, taken] = await Promise.all(
			[address, `${sandbox.url}${posts[0]?.file?.picturePath}`].map(async (file) =>
				Buffer.from(await (await fetch(file)).arrayBuffer()),
			),
		);
		expect(original?.length).toBeGreaterThan(1000);
		expect(taken?.equals(original ?? Buffer.alloc(0))).toBe(true);
	}, 120_000);

	it('publishes nothing twice if n8n runs the node again', async () => {
		const captions = ['One of three', 'Two of three', 'Three of three'];
		// The answer to the second publish is lost, and its outcome cannot be read: the package reads the container four
		// times and the account's posts three times, with up to four tries for each read. Then the first try of the
		// node fails.
		const lost = sandbox.world.faults.add({ endpoint: 'publish', action: 'reset-after', nth: 2 });
		const unread = sandbox.world.faults.add({ endpoint: 'status', action: '5xx', status: 503, times: 16 });
		const unlisted = sandbox.world.faults.add({ endpoint: 'list', action: '5xx', status: 503, times: 12 });
		const parameters = {
			...PUBLISH,
			postType: 'image',
			mediaUrl: 'https://media.example.com/bakery-1.jpg',
			caption: '={{ $json.caption }}',
		};
		const before = tries();
		const { answer, calls } = await run(retriedWorkflow('retried', 3, parameters, credential), {
			posts: captions.map((caption) => ({ caption })),
		});

		expect([lost.hits, unread.hits, unlisted.hits]).toEqual([1, 16, 12]);
		expect(tries()).toBe(before + 2);
		const posts = captions.map((caption) => postsCalled(caption));
		expect(posts.map(({ length }) => length)).toEqual([1, 1, 1]);
		expect(answer).toEqual({ status: 200, body: posts.map(([post]) => published(post)) });
		expect(calls).toMatchObject({ create: 3, publish: 3 });
	}, 300_000);

	it('leaves no token in the log', () => {
		const log = readFileSync(logFile, 'utf8');
		expect(sandbox.world.tokens.list().filter(({ value }) => log.includes(value))).toEqual([]);
	});
});
