import type {
	IBinaryKeyData,
	IDataObject,
	INode,
	INodeExecutionData,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { PollContext } from 'n8n-core';

import { additionalDataFor } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { logs } from './logs';
import { startN8nCore } from './n8nCore';
import { notifyRun } from './runListeners';
import { watchSecrets } from './secretWatch';
import type { NodeSketch } from './workflowJson';

export interface PollOptions {
	credentials: CredentialStore;
	/** The polling trigger; `type` without the package name. */
	node: NodeSketch & { type: string };
	/** `manual` is "Execute step" in the editor. Default `trigger`. */
	mode?: 'manual' | 'trigger';
	activation?: WorkflowActivateMode;
}

/** Result of a poll. */
export interface PollRun {
	/** `json` of the items that the workflow starts with; `null` if it does not start. */
	items: IDataObject[] | null;
	/** Their binary data, if any has some. */
	binary?: Array<IBinaryKeyData | undefined>;
	/** The error for which n8n saves a failed execution and starts the error workflow. */
	error?: Error;
	/** Errors emitted along with items. */
	besides: Error[];
}

/**
 * An active workflow with a polling trigger. n8n keeps it with its static data in memory, and saves the static data only
 * when the trigger returns items and on activation.
 */
export class PollingWorkflow {
	/** The static data in n8n's database. */
	saved: string;

	private workflow: Workflow;

	constructor(
		private readonly options: PollOptions,
		staticData: IDataObject = {},
	) {
		this.saved = JSON.stringify(staticData);
		this.workflow = this.load();
	}

	private get node(): INode {
		const { type, ...sketch } = this.options.node;
		return {
			id: 'polling-trigger',
			name: 'Polling',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
			...sketch,
			type: `${this.options.credentials.loaded.name}.${type}`,
		};
	}

	private load(): Workflow {
		return new Workflow({
			id: 'polling',
			nodes: [this.node],
			connections: {},
			active: true,
			nodeTypes: this.options.credentials.loaded.nodeTypes,
			staticData: JSON.parse(this.saved) as IDataObject,
		});
	}

	private save(): void {
		this.saved = JSON.stringify(this.workflow.staticData);
	}

	/** The trigger's static data in memory. */
	get state(): IDataObject {
		const { staticData } = this.workflow;
		return JSON.parse(JSON.stringify(staticData[`node:${this.node.name}`] ?? {})) as IDataObject;
	}

	/** Restarts n8n: its memory is lost, and active workflows are activated again, which polls once. */
	async restart(): Promise<PollRun> {
		this.workflow = this.load();
		return await this.activate('init');
	}

	/** Activates the workflow. n8n rejects the activation if the first poll fails. */
	async activate(activation: WorkflowActivateMode = 'activate'): Promise<PollRun> {
		const run = await this.poll({ activation });
		if (!run.error) this.save();
		return run;
	}

	/**
	 * Runs one poll.
	 *
	 * @throws Error if its result, errors or log contain a token or app secret
	 */
	async poll({
		mode = 'trigger',
		activation = 'update',
	}: Pick<PollOptions, 'mode' | 'activation'> = {}): Promise<PollRun> {
		await startN8nCore();
		const { credentials } = this.options;
		const { name, type } = this.node;
		const besides: Error[] = [];
		const context = new PollContext(
			this.workflow,
			this.workflow.nodes[name]!,
			additionalDataFor(credentials, { workflowId: 'polling' }),
			mode,
			activation,
			undefined,
			(error: Error) => void besides.push(error),
		);
		const logStart = logs.lines.length;
		const run: PollRun = { items: null, besides };
		try {
			const output = await credentials.loaded.nodeTypes.getByNameAndVersion(type, 1).poll!.call(context);
			const items: INodeExecutionData[] | null = output && (output[0] ?? []);
			run.items = items && items.map(({ json }) => json);
			if (items?.some(({ binary }) => binary)) run.binary = items.map(({ binary }) => binary);
		} catch (error) {
			run.error = error as Error;
		}
		if (run.items && mode === 'trigger') this.save();
		notifyRun({ trigger: 'InstagramPollingTrigger', items: run.items ?? [] });
		watchSecrets(credentials, {
			items: run.items,
			error: [run.error, ...besides],
			'static data': this.saved,
			log: logs.text(logStart),
		});
		return run;
	}
}
