import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Connection } from '../../nodes/Instagram/connection/connect';
import { connect } from '../../nodes/Instagram/connection/connect';
import { CredentialStore, listSearchContext, runListSearch, runWorkflow } from '../../tools/n8n-harness';
import type { Exchange } from './exchanges';
import { ExchangeRecorder } from './exchanges';
import { READS } from './reads';
import type { Settings } from './settings';
import { UsageError } from './settings';
import { OPEN_QUESTIONS, WRITES } from './writes';

export interface Published {
	id: string;
	containerId: string;
	permalink?: string;
}

/** What the steps have found, for later steps. */
export interface Found {
	accounts: IDataObject[];
	username?: string;
	/** Newest first. */
	posts: IDataObject[];
	stories: IDataObject[];
	commentId?: string;
	conversationId?: string;
	/** The other participant of the newest conversation. */
	userId?: string;
	hashtagId?: string;
	/** The posts that this run has published. */
	published?: Published;
	questioned?: Published;
	/** A second post of the same container. */
	copyId?: string;
	/** Of those posts. */
	deletedIds: string[];
	writtenCommentId?: string;
}

/** What a step runs, or why it does not. */
export type Plan =
	| { parameters: INodeParameters; items?: IDataObject[] }
	| { list: string }
	/** Calls that no operation makes. */
	| { ask: (connection: Connection, account: string) => Promise<IDataObject[]> }
	| { reason: string };

/** One operation of the node, or one list of its editor. */
export interface Step {
	name: string;
	only?: Settings['login'];
	/** Whether it is unknown if Meta supports this. A refusal then counts for the claims, not for the operation. */
	isProbe?: boolean;
	plan(found: Found, settings: Settings): Plan;
	learn?(records: IDataObject[], found: Found): void;
}

/** The error of a failed item, or of the step. */
export interface Failure {
	message: string;
	code?: number;
	subcode?: number;
	/** Whether it is only the limit of calls. */
	isOurs?: boolean;
}

/** The result of a step. Contains Meta's answers; only their shapes go into the report. */
export interface StepRun {
	name: string;
	/** As in {@link Step}. */
	isProbe?: boolean;
	/** Why it was not run. */
	reason?: string;
	records: IDataObject[];
	failures: Failure[];
	exchanges: Exchange[];
}

export interface Walk {
	steps: StepRun[];
	exchanges: Exchange[];
	/** Number of posts of this run that may still exist, and their known permalinks. */
	leftBehind?: { posts: number; permalinks: string[] };
}

/** Limit for a publish, a comment and their deletion, including slow processing by Meta. */
export const CALLS_FOR_WRITES = 90;

const LOGINS = { instagram: 'Instagram Login', facebook: 'Facebook Login' } as const;

/** The step that lists the accounts of the token. */
const ACCOUNTS = 'Account > Get Many';

const CREDENTIAL = 'instagramAccessTokenApi';

/** Runs steps one after the other in the real n8n-core. */
class Walker {
	readonly found: Found = { accounts: [], posts: [], stories: [], deletedIds: [] };

	private readonly account: IDataObject;

	constructor(
		private readonly settings: Settings,
		private readonly recorder: ExchangeRecorder,
		private readonly credentials: CredentialStore,
		private readonly reference: { id: string; name: string },
	) {
		const { accountId } = settings;
		this.account = accountId ? { account: { __rl: true, mode: 'id', value: accountId } } : {};
	}

	async take(step: Step): Promise<StepRun> {
		const { settings, recorder, found } = this;
		const { name, isProbe } = step;
		const idle = { name, isProbe, records: [], failures: [], exchanges: [] };
		if (step.only && step.only !== settings.login) {
			return { ...idle, reason: `Meta offers it with ${LOGINS[step.only]} only` };
		}
		const plan = step.plan(found, settings);
		if ('reason' in plan) return { ...idle, reason: plan.reason };
		if (recorder.callsLeft <= 0) return { ...idle, reason: 'the limit of calls was reached before' };

		const before = recorder.exchanges.length;
		const outcome = await this.run(plan).catch((error: Error) => ({
			records: [],
			// The harness quotes the text before a secret, which is private data here.
			failures: [{ message: error.message.replace(/, after: .*/s, '') }],
		}));
		const isCutOff = recorder.signal.aborted;
		const failures: Failure[] = isCutOff ? [{ message: 'cut off', isOurs: true }] : outcome.failures;
		const exchanges = recorder.exchanges.slice(before);
		const run: StepRun = { ...idle, records: outcome.records, failures, exchanges };
		if (run.records.length > 0) step.learn?.(run.records, found);
		return run;
	}

	private async ask(ask: (connection: Connection, account: string) => Promise<IDataObject[]>) {
		const { credentials, found, settings } = this;
		const parameters = { authentication: 'accessToken' };
		const reference = { [CREDENTIAL]: this.reference };
		const connection = await connect(
			await listSearchContext('instagram', { credentials, reference, parameters }),
		);
		const accountId = settings.accountId ?? found.accounts[0]?.id;
		return await ask(connection, settings.login === 'instagram' ? 'me' : String(accountId));
	}

	private async run(plan: Exclude<Plan, { reason: string }>) {
		const { credentials, reference, account, recorder } = this;
		const selected = { [CREDENTIAL]: reference };
		const authentication = 'accessToken';
		if ('list' in plan) {
			const parameters = { authentication, ...account };
			const { results } = await runListSearch('instagram', plan.list, {
				credentials,
				reference: selected,
				parameters,
			});
			return { records: results as unknown as IDataObject[], failures: [] };
		}
		if ('ask' in plan) return { records: await this.ask(plan.ask), failures: [] };
		const { last, error } = await runWorkflow({
			credentials,
			node: {
				parameters: { authentication, ...account, ...plan.parameters },
				credentials: selected,
				onError: 'continueErrorOutput',
			},
			items: plan.items,
			signal: recorder.signal,
		});
		const [records = [], failed = []] = last.outputs.map((items) => items.map(({ json }) => json));
		const failures = failed.map(({ error: message, details }): Failure => {
			const { code, subcode } = (details ?? {}) as { code?: number; subcode?: number };
			return { message: String(message), code, subcode };
		});
		return { records, failures: error ? [...failures, { message: error.message }] : failures };
	}
}

/** @throws UsageError for an invalid token, no account, or several accounts without LIVE_ACCOUNT_ID */
function assertAccount({ failures }: StepRun, { accounts }: Found, { accountId }: Settings): void {
	if (failures.some(({ code }) => code === 190)) {
		throw new UsageError(`Meta does not accept LIVE_ACCESS_TOKEN: ${failures[0]?.message}`);
	}
	if (failures.length > 0) return;
	const named = accounts.map(({ id, username }) => `  ${String(id)}  @${String(username)}`).join('\n');
	if (accounts.length === 0) throw new UsageError('The token reaches no professional Instagram account');
	if (accountId && !accounts.some(({ id }) => id === accountId)) {
		throw new UsageError(`The token does not reach the account of LIVE_ACCOUNT_ID, but:\n${named}`);
	}
	if (!accountId && accounts.length > 1) {
		throw new UsageError(`The token reaches several accounts. Set LIVE_ACCOUNT_ID to one of them:\n${named}`);
	}
}

function leftBehind(found: Found, exchanges: Exchange[]): Walk['leftBehind'] {
	const { published, questioned, deletedIds } = found;
	const sent = exchanges.filter(({ path, status = 200 }) => path.endsWith('/media_publish') && status < 300);
	const posts = sent.length - deletedIds.length;
	const permalinks = [published, questioned].flatMap((post) =>
		post?.permalink && !deletedIds.includes(post.id) ? [post.permalink] : [],
	);
	return posts > 0 ? { posts, permalinks } : undefined;
}

/**
 * Runs every read of the package against Meta or the sandbox, and the writes that the settings allow.
 *
 * @param onStep called after each step, with the number of calls so far
 * @throws UsageError if the settings do not match the token
 */
export async function walk(
	settings: Settings,
	onStep: (run: StepRun, calls: number) => void = () => undefined,
): Promise<Walk> {
	const { accessToken, login, appId = '', appSecret = '', apiVersion } = settings;
	const credentials = await CredentialStore.create();
	const data = { loginMethod: login, accessToken, appId, appSecret, apiVersion };
	const reference = credentials.add(CREDENTIAL, data);
	const recorder = new ExchangeRecorder(settings.mostCalls);
	const { exchanges } = recorder;
	const walker = new Walker(settings, recorder, credentials, reference);
	const steps: StepRun[] = [];
	const takeAll = async (those: readonly Step[]) => {
		for (const step of those) {
			const run = await walker.take(step);
			steps.push(run);
			onStep(run, exchanges.length);
			if (step.name === ACCOUNTS) assertAccount(run, walker.found, settings);
		}
	};
	recorder.start();
	try {
		await takeAll(READS);
		recorder.allowMore(CALLS_FOR_WRITES);
		await takeAll(WRITES);
		await takeAll(OPEN_QUESTIONS);
	} finally {
		recorder.stop();
	}
	return { steps, exchanges, leftBehind: leftBehind(walker.found, exchanges) };
}
