import type { WebhookBehaviour } from './behaviour';

/** Something that has happened to an account, as Meta tells it. */
export interface Update {
	accountId: string;
	field: string;
	/** Milliseconds on the sandbox's clock. */
	at: number;
	/** What has changed (comments, mentions, story insights), or ... */
	value?: Record<string, unknown>;
	/** ... what came through the inbox, sender, recipient and time included. */
	messaging?: Record<string, unknown>;
	/** Another app has the conversation: this one is told on standby only. */
	standby?: boolean;
}

interface Entry {
	id: string;
	time: number;
	[key: string]: unknown;
}

function timeOf({ at, messaging }: Update, { webhookTime }: WebhookBehaviour): number {
	const inSeconds = webhookTime === 'documented' ? messaging === undefined : webhookTime === 'seconds';
	return inSeconds ? Math.floor(at / 1000) : at;
}

function changeOf({ field, value = {} }: Update, { webhookCommentId }: WebhookBehaviour) {
	const isComment = field === 'comments' || field === 'live_comments';
	if (!isComment || webhookCommentId === 'id') return { field, value };
	const { id, ...rest } = value;
	return { field, value: { ...rest, comment_id: id } };
}

/** Updates of one account and moment that can share an entry. */
function groups(updates: readonly Update[]): Update[][] {
	const found = new Map<string, Update[]>();
	for (const update of updates) {
		const key = [update.accountId, update.at, update.messaging !== undefined, update.standby === true].join();
		found.set(key, [...(found.get(key) ?? []), update]);
	}
	return [...found.values()];
}

function entriesOf(updates: Update[], behaviour: WebhookBehaviour, includeValues: boolean): Entry[] {
	const [first] = updates;
	if (!first) return [];
	const entry = { id: first.accountId, time: timeOf(first, behaviour) };
	if (first.messaging) {
		const sent = updates.map(({ messaging }) => messaging);
		return [{ ...entry, ...(first.standby ? { standby: sent } : { messaging: sent }) }];
	}
	if (!includeValues) return [{ ...entry, changed_fields: [...new Set(updates.map(({ field }) => field))] }];
	const changes = updates.map((update) => changeOf(update, behaviour));
	return behaviour.webhookShape === 'entry'
		? changes.map((change) => ({ ...entry, ...change }))
		: [{ ...entry, changes }];
}

/** One post to a callback: what has happened, grouped into entries. */
export function payloadOf(
	updates: readonly Update[],
	behaviour: WebhookBehaviour,
	includeValues = true,
): unknown {
	const payload = {
		object: 'instagram',
		entry: groups(updates).flatMap((group) => entriesOf(group, behaviour, includeValues)),
	};
	return behaviour.webhookWrapped ? [payload] : payload;
}
