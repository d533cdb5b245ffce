import type { Random } from '../../sandbox/random';
import { FOLLOWERS } from '../../sandbox/seedEngagement';
import type { WorkflowJson } from '../n8nApi';
import { until } from '../waiting';
import type { UsedCredential } from '../workflows';
import type { Execution } from './executions';
import type { Ledger } from './ledger';
import type { SoakStage } from './stage';

const TRIGGER = 'New on Instagram';

/** Comments are on one of so many newest posts. */
const NEWEST = 8;

/** An account that is polled, and by which credential. */
export interface PolledAccount {
	accountId: string;
	authentication: 'oAuth2' | 'accessToken';
	credential: UsedCredential;
}

function pollingWorkflow({ accountId, authentication, credential }: PolledAccount): WorkflowJson {
	const type = authentication === 'oAuth2' ? 'instagramOAuth2Api' : 'instagramAccessTokenApi';
	return {
		name: `polling ${accountId}`,
		nodes: [
			{
				id: '6d2f1b5e-0000-4000-8000-000000000101',
				name: TRIGGER,
				type: 'n8n-nodes-instagram-platform.instagramPollingTrigger',
				typeVersion: 1,
				position: [200, 300],
				parameters: {
					authentication,
					events: ['comments', 'media'],
					account: { __rl: true, mode: 'id', value: accountId },
					pollTimes: { item: [{ mode: 'everyMinute' }] },
				},
				credentials: { [type]: credential },
			},
		],
		connections: {},
	};
}

/** Lets accounts get comments and posts that only polling can find. */
export class PollSource {
	private readonly workflowIds = new Map<string, string>();

	private count = 0;

	constructor(
		private readonly stage: SoakStage,
		private readonly ledger: Ledger,
		private readonly random: Random,
	) {}

	private get world() {
		return this.stage.sandbox.world;
	}

	/** Creates and activates the triggers, and waits for their first poll, which finds nothing. */
	async open(accounts: PolledAccount[]): Promise<void> {
		for (const account of accounts) {
			const workflow = await this.stage.api.createWorkflow(pollingWorkflow(account));
			this.workflowIds.set(account.accountId, workflow.id);
			const { requests } = this.world;
			const before = requests.list({ endpoint: 'list' }).length;
			await this.stage.api.activate(workflow);
			await until(
				'the first poll',
				() => requests.list({ endpoint: 'list' }).filter(({ status }) => status !== undefined).length,
				// Comments and posts are two lists.
				(count) => count >= before + 2,
			);
		}
	}

	/** A comment, a reply or, now and then, a post from the phone. */
	next(): void {
		const accountIds = [...this.workflowIds.keys()];
		const accountId = accountIds[this.random.integer(accountIds.length)] ?? '';
		const roll = this.random.integer(12);
		this.count += 1;
		const { id, kind } = roll === 0 ? this.post(accountId) : this.comment(accountId, roll < 4);
		const workflowIds = [this.workflowIds.get(accountId) ?? ''];
		this.ledger.happened('polled', { key: `${kind} ${id}`, workflowIds, isDue: () => true });
	}

	/** @returns whether the execution was one of these workflows */
	take(execution: Execution): boolean {
		if (![...this.workflowIds.values()].includes(execution.workflowId)) return false;
		for (const item of execution.items[TRIGGER] ?? []) {
			this.ledger.start(execution, `${String(item.event)} ${String(item.id)}`);
		}
		if (execution.error !== undefined) this.ledger.error(execution.error);
		return true;
	}

	private post(accountId: string) {
		const { id } = this.world.addMedia({
			accountId,
			kind: 'image',
			productType: 'FEED',
			caption: `From the phone, ${this.count}`,
			file: this.world.files.sample('coffee-1.jpg'),
			childIds: [],
			publishedAt: this.world.clock.now(),
			likes: 0,
			comments: 0,
		});
		return { id, kind: 'media' };
	}

	private comment(accountId: string, isReply: boolean) {
		const newest = this.world.postsOf(accountId).slice(0, NEWEST);
		const media = newest[this.random.integer(newest.length)];
		if (!media) throw new Error(`${accountId} has no post`);
		const { id: fromId, username } = FOLLOWERS[this.random.integer(FOLLOWERS.length)] ?? {
			id: '',
			username: '',
		};
		const { engagement } = this.world;
		const [parent] = isReply ? engagement.commentsOn(media.id) : [];
		const { id } = engagement.addComment({
			mediaId: media.id,
			...(parent ? { parentId: parent.id } : {}),
			text: `Comment ${this.count}`,
			username,
			fromId,
			at: this.world.clock.now(),
		});
		return { id, kind: 'comments' };
	}
}
