import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { screenshot } from './browser';
import type { Editor } from './editor';
import { paintedPng } from './paintedPng';
import { PanelView } from './panelView';
import { Stage } from './stage';
import { downloadWorkflow, manualWorkflow, type UsedCredential } from './workflows';

const MEDIA = 'https://media.example.com';
const PUBLISH = { resource: 'post', operation: 'publish' };

describe('posts of any kind in the editor', () => {
	let stage: Stage;
	let files: Server;
	let editor: Editor;
	let view: PanelView;
	let credential: UsedCredential;

	beforeAll(async () => {
		stage = await Stage.open('any-row', {
			publicHost: 'n8n.example.com',
			env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
		});
		credential = await stage.connectedCredential('instagram', ['publish', 'comments']);
		({ editor } = await stage.person());
		view = new PanelView(editor);
		const png = paintedPng(400, 1000);
		files = createServer((_request, response) =>
			response.writeHead(200, { 'content-type': 'image/png', 'content-length': png.length }).end(png),
		);
		await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
	}, 300_000);

	afterAll(async () => {
		await stage?.close();
		files?.close();
	}, 60_000);

	/** What the last execution has published. */
	function newestPost() {
		const post = stage.postsOf('north.pottery').at(-1);
		return { ...post, comments: stage.sandbox.world.engagement.commentsOn(post?.id ?? '') };
	}

	async function openNode(workflow: Parameters<Stage['api']['createWorkflow']>[0]): Promise<void> {
		const { id } = await stage.api.createWorkflow(workflow);
		await editor.page.goto(`${stage.url}/workflow/${id}`);
		await editor.marked('canvas-node').filter({ hasText: 'Instagram' }).first().dblclick();
		await editor.marked('ndv').waitFor();
		await editor.parameter('postType').waitFor();
	}

	/** Adds an entry to one of the collections of the panel. */
	async function add(collection: string, name: string): Promise<void> {
		await view.item(collection).locator('[data-test-id="collection-parameter-add"]').click();
		const option = editor.page.getByRole('option').filter({ visible: true });
		await option.getByText(name, { exact: true }).first().click();
	}

	it('decides by the files that are listed', async () => {
		await editor.startWorkflow('Publish post');
		await editor.choose('postType', 'Automatic');
		await screenshot(editor.page, '62-automatic');
		for (const { list, post } of [
			{ list: ['pottery-1.jpg'], post: { kind: 'image', productType: 'FEED', childIds: [] } },
			{
				list: ['pottery-1.jpg', 'pottery-2.jpg', 'pottery-3.jpg'],
				post: { kind: 'carousel', childIds: [1, 2, 3].map(() => expect.any(String) as unknown) },
			},
			{
				list: ['pottery-1.jpg', 'clip-1.mp4'],
				post: { kind: 'carousel', childIds: [1, 2].map(() => expect.any(String) as unknown) },
			},
		]) {
			await editor.fill('mediaList', list.map((name) => `${MEDIA}/${name}`).join('\n'));
			await editor.executeStep();
			expect(newestPost()).toMatchObject(post);
		}
		await screenshot(editor.page, '63-automatic-published');
	});

	it('says which parameter was left out', async () => {
		await editor.choose('postType', 'Carousel');
		await add('Additional Fields', 'Audio Name');
		await editor.fill('audioName', 'Sounds of the workshop');
		await screenshot(editor.page, '64-carousel');
		await editor.choose('mediaFrom', 'List of URLs');
		await editor.fill('mediaList', `${MEDIA}/pottery-1.jpg, ${MEDIA}/pottery-2.jpg`);
		await editor.executeStep();
		await screenshot(editor.page, '65-left-out');
		expect(await editor.output().innerText()).toMatch(
			/Not used for the post of the item .*: 'Audio Name' \(item 0\)/,
		);
	});

	it('pads a PNG of an earlier node, and comments on the post', async () => {
		const address = `http://127.0.0.1:${(files.address() as AddressInfo).port}/tall.png`;
		const parameters = { ...PUBLISH, postType: 'image', mediaSource: 'binary' };
		const { nodes, connections } = downloadWorkflow('png', address, parameters, credential);
		const {
			nodes: [start],
		} = manualWorkflow('start', parameters, credential);
		await openNode({
			name: 'A PNG',
			nodes: nodes.map((node) => (node.name === 'Webhook' && start ? { ...start, name: node.name } : node)),
			connections,
		});
		await add('Additional Fields', 'First Comment');
		await editor.fill('firstComment', '#pottery');
		await add('Options', 'Image Fit');
		await editor.choose('imageFit', 'Pad');
		await add('Options', 'Pad Color');
		await screenshot(editor.page, '66-png');
		await editor.executeStep();
		await screenshot(editor.page, '67-png-published');
		const post = newestPost();
		expect(post).toMatchObject({
			kind: 'image',
			file: { facts: { format: 'jpeg', width: 800, height: 1000 } },
			comments: [{ text: '#pottery' }],
		});
		expect(await editor.output().innerText()).toContain(post.comments[0]?.id);
	});

	it('offers the list of files where an expression chooses the post type', async () => {
		const workflow = manualWorkflow('Rows', { ...PUBLISH, postType: '={{ $json.type }}' }, credential);
		await openNode(workflow);
		await view.item('Media List').waitFor();
		await screenshot(editor.page, '68-post-type-by-expression');
		const lines = await view.lines();
		expect(lines).toEqual(expect.arrayContaining(['Media From: List of URLs', 'Media URL', 'Caption']));
		expect(lines.filter((line) => line.startsWith('Media From'))).toHaveLength(1);
	});

	it('keeps the list while the type of the first row does not show it, and takes its file', async () => {
		const row = { type: 'story', media: `${MEDIA}/clip-1.mp4` };
		const parameters = { ...PUBLISH, postType: '={{ $json.type }}', mediaList: '={{ $json.media }}' };
		const workflow = manualWorkflow('A story', parameters, credential);
		await openNode({ ...workflow, pinData: { Start: [{ json: row }] } });
		await view.item('Media List').waitFor({ state: 'hidden' });
		await add('Options', 'Max Wait');
		await screenshot(editor.page, '69-story-by-expression');
		await editor.executeStep();
		expect(newestPost()).toMatchObject({ kind: 'video', productType: 'STORY' });
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
