import type { IDataObject } from 'n8n-workflow';

import { readCommentText } from '../../descriptions/comment';
import { hasValue } from '../../parameters/readers';
import type { PostPlan } from '../../publishing/types';
import { firstComment } from '../../publishing/readFields';
import { writeComment } from '../comment/shared';
import type { ItemRun } from '../operation';
import type { Deduplicated } from './deduplicate';

/**
 * Reads the comment that is to be the first under the post.
 *
 * @returns `undefined` where there is none, or the post is a story, which has no comments
 * @throws InputError if it is no text or too long
 */
export function readFirstComment(
	run: ItemRun,
	values: Readonly<Record<string, unknown>>,
	{ productType }: PostPlan,
): string | undefined {
	const { name, displayName } = firstComment;
	if (!hasValue(values[name])) return undefined;
	const text = readCommentText(values[name], displayName);
	if (productType !== 'STORY') return text;
	run.leaveOut(displayName);
	return undefined;
}

/**
 * Writes the first comment of a post that is live. Its failure does not fail the post.
 *
 * @returns `commentId`, or `commentError` with the reason
 */
export async function commentOn(
	run: ItemRun,
	{ id, deduplicated }: Deduplicated,
	text: string | undefined,
): Promise<IDataObject> {
	// The execution that has published the post has also commented on it.
	if (text === undefined || deduplicated) return {};
	try {
		if (id === null) throw new Error('The ID of the post is not known');
		const path = `/${id}/comments`;
		const comment = await writeComment(run, { path, form: { message: text }, text, listedAt: path });
		return { commentId: comment.id };
	} catch (error) {
		const reason = (error as Error).message;
		run.hint('The first comment was not written', reason);
		return { commentError: reason };
	}
}
