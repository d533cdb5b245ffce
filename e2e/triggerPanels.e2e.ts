import { screenshot } from './browser';
import type { Editor } from './editor';
import type { WorkflowJson } from './n8nApi';
import { Stage } from './stage';
import type { UsedCredential } from './workflows';

const PACKAGE = 'n8n-nodes-instagram-platform';

/** A workflow with one of the triggers and its parameters. */
function workflowWith(
	type: string,
	name: string,
	parameters: Record<string, unknown>,
	credential: UsedCredential,
): WorkflowJson {
	return {
		name,
		nodes: [
			{
				id: '6d2f1b5e-0000-4000-8000-000000000004',
				name,
				type: `${PACKAGE}.${type}`,
				typeVersion: 1,
				position: [440, 300],
				parameters,
				credentials: { instagramOAuth2Api: credential },
				webhookId: '6d2f1b5e-0000-4000-8000-000000000005',
			},
		],
		connections: {},
	};
}

describe('the triggers in the editor', () => {
	let stage: Stage;
	let editor: Editor;
	let credential: UsedCredential;

	beforeAll(async () => {
		stage = await Stage.open('trigger-panels', { publicHost: 'n8n.example.com' });
		credential = await stage.connectedCredential('instagram', ['publish', 'comments', 'messages']);
		({ editor } = await stage.person());
	});

	afterAll(async () => await stage?.close());

	async function openNode(workflow: WorkflowJson): Promise<void> {
		const { id } = await stage.api.createWorkflow(workflow);
		await editor.page.goto(`${stage.url}/workflow/${id}`);
		await editor.marked('canvas-node').first().dblclick();
		await editor.marked('ndv').waitFor();
		await editor.parameter('events').waitFor();
	}

	it('shows the events, the account and the remaining step at Meta', async () => {
		const parameters = { authentication: 'oAuth2', events: ['comments', 'messages'] };
		await openNode(workflowWith('instagramTrigger', 'Instagram Trigger', parameters, credential));
		await editor.page
			.getByText('Instagram Login requires a one-time setup in the Meta App Dashboard')
			.waitFor();
		await screenshot(editor.page, '50-trigger');
		const accounts = await editor.openList('account');
		expect(await accounts.allInnerTexts()).toEqual([expect.stringContaining('@north.pottery')]);
	});

	it('shows what to paste if Meta has no callback yet, and starts nothing', async () => {
		const parameters = { authentication: 'oAuth2', events: ['comments'] };
		await openNode(workflowWith('instagramTrigger', 'Instagram Trigger', parameters, credential));
		await editor.marked('node-execute-button').first().click();
		await editor.page.getByText('Verify and Save').filter({ visible: true }).first().waitFor();
		await screenshot(editor.page, '51-trigger-paste');
	});

	it('returns a sample of the events of the polling trigger', async () => {
		const parameters = { authentication: 'oAuth2', events: ['comments'] };
		const name = 'Instagram Polling Trigger';
		await openNode(workflowWith('instagramPollingTrigger', name, parameters, credential));
		await editor.executeStep();
		await screenshot(editor.page, '52-polling-trigger');
		expect(await editor.output().innerText()).toContain('comments');
	});
});
