import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { FOLLOWERS } from '../../sandbox/seedEngagement';
import type { NodeSketch } from '../../tools/n8n-harness';
import { runWorkflow } from '../../tools/n8n-harness';
import type { Connected } from '../../tools/n8n-harness/arrange';
import { ACCOUNT, connectedCredential, restartN8n, run } from '../../tools/n8n-harness/arrange';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { ALL_EVENTS, TriggerStage } from './triggerStage';

const sandbox = useSandbox({ tls: true });
useVirtualTime(sandbox);
let stage: TriggerStage;
beforeEach(restartN8n);
afterEach(async () => await stage?.host.stop());

const FILE = path.join(__dirname, '..', '..', 'examples', 'comment-to-link.json');

const example = JSON.parse(readFileSync(FILE, 'utf8')) as {
	nodes: Array<{ name: string; parameters: INodeParameters }>;
};

/** The parameters of a node of the example, with an account picked as a person does. */
function parametersOf(name: string): INodeParameters {
	const { parameters } = example.nodes.find((node) => node.name === name)!;
	return { ...parameters, account: { __rl: true, mode: 'id', value: ACCOUNT.facebook } };
}

/** The node of the example by its name, with a credential selected. */
function exampleNode(name: string, { reference }: Connected): NodeSketch {
	return { name, parameters: parametersOf(name), credentials: reference };
}

describe('the example comment-to-link', () => {
	it('offers the link to who comments the word, and sends it to who taps the button', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', undefined, ALL_EVENTS);
		stage = await TriggerStage.open(sandbox.get(), connected);
		stage.workflow('a', parametersOf('Comment or answer'));
		await stage.host.activate('a');
		const person = FOLLOWERS[1]!;
		const from = { from: { id: person.id, username: person.username } };
		await stage.happen('comments', { ...from, text: 'Lovely!' });
		await stage.happen('comments', { ...from, text: 'The LINK, please!' });
		const items = () => stage.host.executions.splice(0).flatMap((execution) => execution.items);
		const comments = items();
		expect(comments.map(({ text }) => text)).toEqual(['The LINK, please!']);

		await run(connected, parametersOf('Offer the link'), { items: comments });
		const inbox = () => sandbox.get().world.inboxes.with(ACCOUNT.facebook, person.id)!.messages;
		const { buttons } = inbox().at(-1)!.attachment!.payload as { buttons: Array<{ payload: string }> };

		await stage.happen('messaging_postbacks', from);
		const taps = items();
		expect(taps).toMatchObject([{ event: 'messaging_postbacks', payload: buttons[0]!.payload }]);
		await runWorkflow({
			nodes: [
				{ name: 'Comment or answer', type: 'n8n-nodes-base.noOp' },
				...['Read the profile', 'Send the link'].map((name) => exampleNode(name, connected)),
			],
			credentials: connected.credentials,
			items: taps,
		});
		expect(inbox().at(-1)).toMatchObject({ isOwn: true, text: 'Here it is: https://shop.example.com/guide' });
	});
});
