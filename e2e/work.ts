import { chainWorkflow, failingWorkflow, type Step } from './chain';
import { ACCOUNTS, type LoginMethod, type Stage } from './stage';
import { downloadNode, type UsedCredential } from './workflows';

/** A person who wrote to every account two hours ago. */
export const RECENT = '17841499000000101';

/** An ID that nothing has. */
export const UNKNOWN = '17895690000000001';

export const id: unknown = expect.stringMatching(/^\d+$/);
export const text: unknown = expect.any(String);
export const number: unknown = expect.any(Number);
export const containing = (fields: object): unknown => expect.objectContaining(fields);

/** A field of the webhook's body, read from any node. */
export const given = (name: string) => `={{ $('Webhook').first().json.body.${name} }}`;
/** The first item of an earlier step. */
export const from = (step: string, field: string) => `={{ $('${step}').first().json.${field} }}`;
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
export const account = byId(given('account'));
export const media = byId(given('media'));

/** The parameters of an operation of a resource. */
export const resource =
	(name: string) =>
	(operation: string, parameters: object = {}): Record<string, unknown> => ({
		resource: name,
		operation,
		...parameters,
	});

export const only = {
	facebook: <T>(login: LoginMethod, some: T[]): T[] => (login === 'facebook' ? some : []),
};

type Items = Record<string, Array<Record<string, unknown>>>;

/** The test of operations: a workflow, its input and its output. */
export interface Work {
	steps: Step[];
	/** An address from which n8n downloads a file before the first step. */
	file?: string;
	given: Record<string, unknown>;
	/** The items of each step. */
	items: Record<string, unknown>;
	/** A value in `given` that Meta or the node rejects, and the failed item. */
	refused?: { given: Record<string, unknown>; error: RegExp; details: object };
	/** Checks the state of the sandbox afterwards. */
	changed?: (items: Items) => void;
}

/**
 * An input that the node rejects before it sends anything, and its error. n8n publishes no workflow with a locator whose ID
 * has the wrong form, so that comes by an expression.
 */
export type Refusal = [name: string, parameters: Record<string, unknown>, error: RegExp];

/** Runs operations in a real n8n as production workflows, with the items of their outputs as the answer. */
export class OperationRunner {
	private paths = 0;

	constructor(
		private readonly stage: Stage,
		private readonly login: LoginMethod,
		private readonly credential: UsedCredential,
	) {}

	/** A name for a workflow, different each time. */
	nextPath(name: string): string {
		this.paths += 1;
		return `${name}-${this.login}-${this.paths}`;
	}

	/** Calls a workflow of these steps with each of the bodies. */
	async call({ steps, file }: Pick<Work, 'steps' | 'file'>, used: UsedCredential, ...bodies: object[]) {
		const { api } = this.stage;
		const before = file === undefined ? [] : [downloadNode(file)];
		const workflow = chainWorkflow(this.nextPath('work'), steps, used, before);
		await api.activate(await api.createWorkflow(workflow));
		const answers = [];
		for (const body of bodies) answers.push(await api.callWebhook(workflow.name, body));
		return answers;
	}

	/** Runs a workflow with valid input, and then with rejected input. */
	async expectToWork(work: Work): Promise<void> {
		const { refused } = work;
		const body = { account: ACCOUNTS[this.login], ...work.given };
		const bodies = refused ? [body, { ...body, ...refused.given }] : [body];
		const [done, failed] = await this.call(work, this.credential, ...bodies);
		expect(done).toEqual({ status: 200, body: [work.items] });
		work.changed?.((done?.body as Items[])[0]!);
		if (!refused) return;
		expect(failed).toEqual({
			status: 200,
			body: [
				containing({
					error: expect.stringMatching(refused.error),
					details: containing(refused.details),
				}),
			],
		});
	}

	/** Runs operations with inputs that are rejected: each leaves its error on the error output, and nothing is sent. */
	async expectToRefuse(refusals: Refusal[]): Promise<void> {
		const { api, sandbox } = this.stage;
		const steps = refusals.map(([name, parameters]) => ({ name, parameters }));
		const workflow = failingWorkflow(this.nextPath('refused'), steps, this.credential);
		await api.activate(await api.createWorkflow(workflow));
		sandbox.world.requests.clear();
		expect(await api.callWebhook(workflow.name, { account: ACCOUNTS[this.login] })).toEqual({
			status: 200,
			body: [
				Object.fromEntries(
					refusals.map(([name, , error]) => [
						name,
						[
							containing({
								error: expect.stringMatching(error),
								details: containing({ retryable: false }),
							}),
						],
					]),
				),
			],
		});
		// The first use of a credential exchanges its token.
		const sent = sandbox.world.requests.list().filter(({ endpoint }) => endpoint !== 'exchange');
		expect(sent).toEqual([]);
	}
}
