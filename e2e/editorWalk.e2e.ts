import type { INodeParameters, INodeTypeDescription } from 'n8n-workflow';

import { screenshot, WINDOW_WIDTH } from './browser';
import type { Editor } from './editor';
import type { WorkflowNode } from './n8nApi';
import { collectionsOf, expectedLines, filled, panelsOf, type Panel } from './panels';
import { PanelView } from './panelView';
import { Stage } from './stage';
import { manualWorkflow, type UsedCredential } from './workflows';

jest.setTimeout(900_000);

const PACKAGE = 'n8n-nodes-instagram-platform';

/** Long enough for a busy machine. */
const WAIT_MS = 120_000;

interface Stop {
	panel: Panel;
	node: WorkflowNode;
	/** Of the picture, and of the panel in messages. */
	name: string;
}

describe('the nodes in the editor', () => {
	let stage: Stage;
	let editor: Editor;
	let view: PanelView;
	let credential: UsedCredential;

	beforeAll(async () => {
		stage = await Stage.open('editor-walk');
		credential = await stage.connectedCredential('facebook', ['publish', 'comments', 'insights', 'messages']);
		({ editor } = await stage.person());
		editor.page.setDefaultTimeout(WAIT_MS);
		await editor.page.setViewportSize({ width: WINDOW_WIDTH, height: 1200 });
		view = new PanelView(editor);
	});

	afterAll(async () => await stage?.close());

	/** A node type as n8n sends it to the editor. */
	async function descriptionOf(type: string): Promise<INodeTypeDescription> {
		const response = await editor.page.request.get(`${stage.url}/types/nodes.json`);
		const types = (await response.json()) as INodeTypeDescription[];
		const found = types.find(({ name }) => name === `${PACKAGE}.${type}`);
		if (!found) throw new Error(`n8n does not know ${type}`);
		return found;
	}

	function stopAt(type: string, panel: Panel, position: number, isFilled: boolean): Stop {
		const { resource, operation } = panel.parameters;
		const { resource: _resource, operation: _operation, ...others } = panel.chosen;
		const parts = ['editor', type, resource, operation, ...Object.values(others), isFilled && 'filled'];
		const number = String(position).padStart(8, '0');
		const node: WorkflowNode = {
			id: `${number}-0000-4000-8000-000000000000`,
			name: `Stop ${position}`,
			type: `${PACKAGE}.${type}`,
			typeVersion: 1,
			position: [(position % 10) * 250, Math.floor(position / 10) * 200],
			parameters: panel.parameters,
			credentials: { instagramOAuth2Api: credential },
		};
		return { panel, node, name: parts.filter(Boolean).join('-') };
	}

	/** Creates a workflow with a node for each panel and each new set of collections, and opens the first node. */
	async function prepare(type: string, description: INodeTypeDescription) {
		const stops: Stop[] = [];
		const filledBefore = new Set(['[]']);
		for (const panel of panelsOf(description)) {
			stops.push(stopAt(type, panel, stops.length, false));
			const collections = JSON.stringify(collectionsOf(panel).map(({ options }) => options));
			if (filledBefore.has(collections)) continue;
			filledBefore.add(collections);
			stops.push(stopAt(type, filled(panel), stops.length, true));
		}
		const nodes = stops.map(({ node }) => node);
		const { id } = await stage.api.createWorkflow({ name: type, nodes, connections: {} });
		await editor.page.goto(`${stage.url}/workflow/${id}/${nodes[0]?.id}`);
		await editor.marked('parameter-item').first().waitFor();
		return { id, stops };
	}

	it.each(['instagram', 'instagramTrigger', 'instagramPollingTrigger'])(
		'shows the parameters of %s for every selection, with their names',
		async (type) => {
			const description = await descriptionOf(type);
			const { id, stops } = await prepare(type, description);
			const wrong: unknown[] = [];
			for (const { panel, node, name } of stops) {
				await view.open(id, node.id, node.name);
				const expected = expectedLines(description, panel);
				const lines = await view.settled(expected);
				if (lines.join('\n') !== expected.join('\n') || lines.includes('')) {
					wrong.push({ name, lines, expected });
				}
				await screenshot(editor.page, name, 0);
			}
			expect(wrong).toEqual([]);
		},
	);

	it('offers every resource, operation and collection option', async () => {
		const description = await descriptionOf('instagram');
		const { id, stops } = await prepare('instagram', description);
		const seen = new Set<unknown>();
		const wrong: unknown[] = [];
		for (const { panel, node } of stops.filter(({ name }) => !name.endsWith('filled'))) {
			const lists = panel.visible.filter(
				({ name, type, options = [] }) =>
					['resource', 'operation'].includes(name) || (type === 'collection' && options.length > 1),
			);
			for (const property of lists) {
				const names = (property.options ?? []).map((option) =>
					'displayName' in option ? option.displayName : option.name,
				);
				if (seen.has(names.join())) continue;
				seen.add(names.join());
				await view.open(id, node.id, node.name);
				await view.settled(expectedLines(description, panel));
				const item = view.item(property.displayName);
				const add = item.locator('[data-test-id="collection-parameter-add"]');
				const list = property.type === 'collection' ? add : editor.parameter(property.name);
				const offered = await view.offered(list);
				if (offered.join() !== names.join()) wrong.push({ names, offered });
				const { resource, operation } = panel.parameters;
				await screenshot(editor.page, `editor-list-${property.name}-${resource}-${operation}`);
				await editor.page.keyboard.press('Escape');
			}
		}
		expect(wrong).toEqual([]);
	});

	it('shows the parameters of the resource and operation that the user selects', async () => {
		const description = await descriptionOf('instagram');
		const chosen: INodeParameters = { resource: 'comment', operation: 'reply' };
		const panel = panelsOf(description).find(
			({ parameters }) =>
				parameters.resource === chosen.resource && parameters.operation === chosen.operation,
		);
		if (!panel) throw new Error('no panel');
		const { id } = await stage.api.createWorkflow(manualWorkflow('Clicked', {}, credential));
		await editor.page.goto(`${stage.url}/workflow/${id}`);
		await editor.page.locator('[data-test-id="canvas-node"][data-node-name="Instagram"]').dblclick();
		await editor.choose('resource', 'Comment');
		await editor.choose('operation', 'Reply');
		const expected = expectedLines(description, panel);
		expect(await view.settled(expected)).toEqual(expected);
	});

	/** Opens the Instagram node of a workflow with a manual trigger. */
	async function openNode(name: string, parameters: Record<string, unknown>): Promise<void> {
		const workflow = manualWorkflow(name, parameters, credential);
		const { id } = await stage.api.createWorkflow(workflow);
		const node = workflow.nodes.find(({ type }) => type === `${PACKAGE}.instagram`);
		await editor.page.goto(`${stage.url}/workflow/${id}/${node?.id}`);
		await editor.parameter('resource').waitFor();
	}

	/** Adds one of the Additional Fields. */
	async function addField(name: string): Promise<void> {
		await editor.closeNotifications();
		await view.item('Additional Fields').locator('[data-test-id="collection-parameter-add"]').last().click();
		await editor.page
			.getByRole('option')
			.filter({ has: editor.page.getByText(name, { exact: true }) })
			.filter({ visible: true })
			.first()
			.click();
	}

	it('lists and searches accounts, and the media of the selected account', async () => {
		const { world } = stage.sandbox;
		const lumen = [...world.accounts.values()].find(({ username }) => username === 'lumen.bikes');
		const media = [...world.media.values()].filter(
			({ accountId, parentId, productType }) =>
				accountId === lumen?.id && !parentId && productType !== 'STORY',
		);
		await openNode('Pickers', { resource: 'media', operation: 'get' });

		const accounts = await editor.openList('account');
		expect(await accounts.count()).toBe(4);
		await editor.marked('rlc-search').filter({ visible: true }).fill('lumen');
		await accounts.filter({ hasText: '@harbour_bakery' }).waitFor({ state: 'hidden' });
		await screenshot(editor.page, 'editor-picker-account');
		await accounts.filter({ hasText: '@lumen.bikes' }).click();

		const posts = await editor.openList('mediaId');
		await screenshot(editor.page, 'editor-picker-media');
		expect(await posts.count()).toBe(media.length);
		const [wanted] = media;
		await editor
			.marked('rlc-search')
			.filter({ visible: true })
			.fill(wanted?.id ?? '');
		await posts.nth(1).waitFor({ state: 'hidden' });
		const start = (wanted?.caption ?? '').slice(0, 20);
		expect(await posts.first().innerText()).toContain(start);
		await screenshot(editor.page, 'editor-picker-media-search');
		await posts.first().click();
		await editor.executeStep();
		await editor
			.output()
			.getByText(wanted?.id ?? '')
			.first()
			.waitFor();
		await screenshot(editor.page, 'editor-picked-and-executed');
	});

	it('lists and searches audio inside of Additional Fields, and publishes with the audio and the poll', async () => {
		const { world } = stage.sandbox;
		const bakery = [...world.accounts.values()].find(({ username }) => username === 'harbour_bakery');
		await editor.page.setViewportSize({ width: WINDOW_WIDTH, height: 1900 });
		await openNode('Audio and poll', {
			resource: 'post',
			operation: 'publish',
			account: { __rl: true, mode: 'id', value: bakery?.id },
			postType: 'reel',
		});
		await editor.fill('mediaUrl', 'https://media.example.com/clip-1.mp4');
		await editor.fill('caption', 'Rye or wheat?');
		await addField('Audio');
		await screenshot(editor.page, 'editor-audio-added');

		const songs = await editor.openList('audioId');
		// Songs, then original sounds.
		await songs.nth(3).waitFor();
		await screenshot(editor.page, 'editor-picker-audio');
		expect(await songs.allInnerTexts()).toEqual([
			expect.stringContaining('Kiln Song - The Potters (1:01)'),
			expect.stringContaining('Slow Wheel - Lumen (2:08)'),
			expect.stringContaining('Kiln crackle - @north.pottery (0:09)'),
			expect.stringContaining('Untitled'),
		]);
		await editor.marked('rlc-search').filter({ visible: true }).fill('wheel');
		await songs.filter({ hasText: 'Kiln Song' }).waitFor({ state: 'hidden' });
		await screenshot(editor.page, 'editor-picker-audio-search');
		await songs.filter({ hasText: 'Slow Wheel' }).click();
		await addField('Poll');
		await screenshot(editor.page, 'editor-poll-added');
		await editor.parameter('options').last().locator('textarea').fill('Rye\nWheat');
		await screenshot(editor.page, 'editor-audio-and-poll');

		await editor.executeStep();
		await editor.output().getByText('PUBLISHED').first().waitFor();
		await screenshot(editor.page, 'editor-audio-published');
		const [reel] = stage.postsOf('harbour_bakery');
		const sent = world.containers.get(reel?.containerId ?? '')?.parameters;
		expect(JSON.parse(sent?.audio_configuration ?? '')).toMatchObject({ audio_id: '17900000000000002' });
		expect(JSON.parse(sent?.poll_attachment ?? '')).toEqual({ option_a: 'Rye', option_b: 'Wheat' });
		await editor.page.setViewportSize({ width: WINDOW_WIDTH, height: 1200 });
	});

	it('shows the cause and the solution of an error', async () => {
		await openNode('Error', { resource: 'comment', operation: 'get', commentId: '17858893269999999' });
		await editor.executeStep();
		await screenshot(editor.page, 'editor-error');
		const said = await editor.output().innerText();
		expect(said).toContain(
			"'Comment ID' is 17858893269999999, but Meta does not find a comment with this ID",
		);
		expect(said).toContain('Comment > Get Many lists the comments on a post with their IDs');
	});
});
