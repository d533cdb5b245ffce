import type { INodeProperties } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { mediaLocator } from '../../descriptions/media';
import { InputError } from '../../parameters/inputError';
import { mediaTarget, resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';

const commentsEnabled: INodeProperties = {
	displayName: 'Comments Enabled',
	name: 'commentsEnabled',
	type: 'boolean',
	default: true,
	description: 'Whether people may comment on the post',
};

function readSwitch(value: unknown): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new InputError(
		'Comments Enabled',
		'must be true or false',
		`It is ${JSON.stringify(value) ?? 'empty'}.`,
	);
}

/** Turns the comments of a post on or off: all that Meta lets one change after publishing. */
export const update: Operation = {
	properties: [accountLocator, mediaLocator, commentsEnabled],
	concurrent: true,
	async execute(run) {
		const enabled = readSwitch(run.parameter('commentsEnabled', true));
		const id = await resolveMedia(run);
		await withTarget(
			mediaTarget(id),
			async () =>
				await run.connection.graph.call({
					method: 'POST',
					path: `/${id}`,
					form: { comment_enabled: enabled },
					repeatable: true,
					permission: 'comments',
				}),
		);
		return { id, is_comment_enabled: enabled };
	},
};
