import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import { happen } from '../../sandbox/webhooks/events';
import { TriggerHost } from '../../tools/n8n-harness/triggerHost';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT } from '../../tools/n8n-harness/arrange';

/** The permissions that a trigger for every event needs. */
export const ALL_EVENTS = ['publish', 'comments', 'messages', 'insights', 'webhooks'];

/** An n8n with triggers on one credential, and Meta's side of it. */
export class TriggerStage {
	private constructor(
		readonly connected: Connected,
		readonly host: TriggerHost,
		private readonly sandbox: Sandbox,
	) {}

	static async open(sandbox: Sandbox, connected: Connected): Promise<TriggerStage> {
		return new TriggerStage(connected, await TriggerHost.start(connected.credentials), sandbox);
	}

	get login(): Login {
		return this.connected.login;
	}

	/** Creates or changes a workflow with one trigger per set of parameters. */
	workflow(id: string, ...triggers: INodeParameters[]): void {
		const { authentication, reference } = this.connected;
		this.host.save(
			id,
			triggers.map((parameters, index) => ({
				webhookId: `hook-${id}-${index + 1}`,
				parameters: { authentication, ...parameters },
				credentials: reference,
			})),
		);
	}

	/** The webhook URL of a workflow's trigger. */
	address(id: string, { number = 1, test = false } = {}): string {
		return `${this.host.url}/webhook${test ? '-test' : ''}/hook-${id}-${number}/webhook`;
	}

	/** The app's subscription, and the fields of the accounts and Pages that it is installed on. */
	subscriptions(): {
		app?: { url: string; fields: string[] };
		installed: Record<string, string[]>;
	} {
		const { subscriptions, installed } = this.sandbox.world.webhooks.subscriptions.view();
		const app = subscriptions.find(
			({ loginMethod, object }) => loginMethod === this.login && object === 'instagram',
		);
		return {
			...(app ? { app: { url: app.callbackUrl, fields: [...app.fields].sort() } } : {}),
			installed: Object.fromEntries(
				installed
					.filter(({ loginMethod }) => loginMethod === this.login)
					.map(({ accountId, fields }) => [accountId ?? '', [...fields].sort()]),
			),
		};
	}

	/** Enters a callback in Meta's dashboard under Webhooks, which Meta verifies, and switches on fields. */
	async paste(callbackUrl: string, verifyToken: string, fields: string[]) {
		await this.sandbox.world.webhooks.subscriptions.subscribe(this.login, {
			object: 'instagram',
			callbackUrl,
			verifyToken,
			fields,
			includeValues: true,
		});
	}

	/** Triggers an event on the account, and waits until Meta has delivered it. */
	async happen(event: string, { account = ACCOUNT[this.login], ...options }: IDataObject = {}) {
		const { world } = this.sandbox;
		const announcement = world.webhooks.announce([happen(world, String(account), event, options)]);
		await world.webhooks.deliveries.settled();
		await this.host.settled();
		return announcement;
	}

	/** The workflows that were started since the last call, with the events. */
	started(): string[] {
		return this.host.executions
			.splice(0)
			.map(({ workflowId, mode, items }) => {
				const events = items.map(({ event }) => String(event)).join(' ');
				return `${workflowId}${mode === 'manual' ? ' (test)' : ''}: ${events}`;
			})
			.sort();
	}
}

/** A foreign webhook, which answers every challenge. */
export async function foreignWebhook(): Promise<{ url: string; posts: number; stop(): Promise<void> }> {
	const server = createServer((request, answer) => {
		const url = new URL(request.url ?? '/', 'http://127.0.0.1');
		if (request.method === 'POST') other.posts += 1;
		answer.end(url.searchParams.get('hub.challenge') ?? '');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const other = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/instagram/webhook`,
		posts: 0,
		stop: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
	return other;
}
