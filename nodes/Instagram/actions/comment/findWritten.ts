import { accounts } from '../../accounts';
import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import type { ItemRun } from '../operation';
import { commentCall } from './commentCall';

/** A comment on its way. */
export interface Writing {
	/** `/{media-id}/comments` or `/{comment-id}/replies` */
	edge: string;
	text: string;
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** Comments that are known to be other ones. */
	others: ReadonlySet<string>;
}

interface Found {
	id: string;
	text?: string;
	timestamp?: string;
	username?: string;
	from?: { id?: string; username?: string };
}

/** Waits before each look; the first leaves Meta time to finish what it was doing. */
const LOOK_AFTER_MS = [2_000, 5_000, 10_000];

/** Meta's clock and ours may differ; a comment is not older than its sending by more than this. */
const CLOCK_SKEW_MS = 2 * 60 * 1000;

/** Comments come newest first; of replies Meta does not say, so more of them are read. */
const LOOKED_THROUGH = 200;

/** Whether a comment can be the one that was sent. */
export function fits(comment: Found, { text, sentAt, others }: Writing, own: ReadonlySet<string>): boolean {
	if (others.has(comment.id) || (comment.text ?? '').trim() !== text.trim()) return false;
	const writers = [comment.username, comment.from?.username, comment.from?.id];
	if (!writers.some((writer) => writer !== undefined && own.has(writer))) return false;
	// 2026-11-22T08:00:00+0000: Date needs the colon in the offset that Meta leaves out.
	const time = Date.parse((comment.timestamp ?? '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return !Number.isNaN(time) && time >= sentAt - CLOCK_SKEW_MS;
}

async function look(run: ItemRun, writing: Writing): Promise<Found[]> {
	const own = new Set<string>();
	for await (const { id, username } of accounts(run.connection)) own.add(id).add(username);
	const call = commentCall(run, {
		method: 'GET',
		path: writing.edge,
		query: { fields: 'id,text,timestamp,username,from' },
		repeatable: true,
	});
	const found: Found[] = [];
	const newest = run.connection.graph.records<Found>(call, { limit: LOOKED_THROUGH, pageSize: 50 });
	for await (const comment of newest) {
		if (fits(comment, writing, own)) found.push(comment);
	}
	return found;
}

/**
 * Looks for a comment that was sent without a clear answer: by its text, its time and one of the connection's own
 * accounts as its writer.
 *
 * @returns its id, or `undefined` where none or several fit
 */
export async function findWritten(run: ItemRun, writing: Writing): Promise<string | undefined> {
	for (const wait of LOOK_AFTER_MS) {
		await run.connection.clock.sleep(wait);
		try {
			const [only, ...more] = await look(run, writing);
			if (only) return more.length === 0 ? only.id : undefined;
		} catch (error) {
			// What cannot be read now may be readable at the next look.
			if (!(error instanceof GraphError)) throw asError(error);
		}
	}
	return undefined;
}
