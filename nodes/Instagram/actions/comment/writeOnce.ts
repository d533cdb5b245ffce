import type { IDataObject } from 'n8n-workflow';

import { accounts } from '../../accounts';
import { decimalIdIn } from '../../graph/answerId';
import type { GraphParameters } from '../../graph/types';
import type { Trace } from '../once';
import { fits, once } from '../once';
import type { ItemRun } from '../operation';
import { commentCall } from './commentCall';

/** A comment or reply to be written. */
export interface Comment {
	path: string;
	form: GraphParameters;
	text: string;
	/** Where it can be read again: `/{media-id}/comments` or `/{comment-id}/replies`. */
	listedAt?: string;
}

interface Listed {
	id: string;
	text?: string;
	timestamp?: string;
	username?: string;
	from?: { id?: string; username?: string };
}

/**
 * How much Meta's clock may be behind ours, beside the second to which it rounds. Little, because an earlier comment
 * with the same text must not be taken for this one: that would lose it.
 */
const CLOCK_SKEW_MS = 5_000;

/** Comments come newest first; of replies Meta does not say, so more of them are read. */
const LOOKED_THROUGH = 200;

/** What tells a comment from others: where it stands, and its text. */
interface Sought {
	listedAt: string;
	text: string;
}

/** The comments of the connection's own accounts that can be the one that was written. */
async function look(run: ItemRun, written: Trace & Sought) {
	const own = new Set<string>();
	for await (const { id, username } of accounts(run.connection)) own.add(id).add(username);
	const call = commentCall(run, {
		method: 'GET',
		path: written.listedAt,
		query: { fields: 'id,text,timestamp,username,from' },
		repeatable: true,
	});
	const found: Array<{ id: string }> = [];
	const newest = run.connection.graph.records<Listed>(call, { limit: LOOKED_THROUGH, pageSize: 50 });
	for await (const { id, text, timestamp: time, username, from } of newest) {
		const writers = [username, from?.username, from?.id];
		if (fits({ id, text, time, writers }, written, own, CLOCK_SKEW_MS)) found.push({ id });
	}
	return found;
}

/**
 * Writes a comment or reply once. Where no clear answer comes, the newest ones are read for it.
 *
 * @throws GraphError that is not retryable where the comment may have been written
 */
export async function writeOnce(run: ItemRun, comment: Comment): Promise<IDataObject> {
	const { path, form, text, listedAt } = comment;
	const call = commentCall(run, { method: 'POST', path, form, repeatable: false });
	const { id } = await once<{ id: string }, Sought>(run, {
		content: [path, form],
		send: async () => await run.connection.graph.call(call),
		sought: listedAt === undefined ? undefined : { listedAt, text },
		look: async (trace) => await look(run, trace),
		idOf: decimalIdIn,
		unsure: {
			what: 'The comment may have been written',
			description:
				'Look at the post in the Instagram app before you run this again, or the comment may stand there twice.',
		},
	});
	return { id };
}
