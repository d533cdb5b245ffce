import { account } from '../../descriptions/account';
import { media } from '../../descriptions/media';
import { defineParameter } from '../../parameters/parameter';
import { readFlag } from '../../parameters/readers';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';

const commentsEnabled = defineParameter(
	{
		displayName: 'Comments Enabled',
		name: 'commentsEnabled',
		type: 'boolean',
		default: true,
		description: 'Whether people can comment on the post',
	},
	readFlag,
);

/** Comments on or off is all that Meta lets one change after publishing. */
export const update = defineOperation({
	name: 'Update',
	action: 'Update media',
	description: 'Turn comments on a post on or off',
	parameters: [account, media, commentsEnabled],
	concurrent: true,
	async execute(run) {
		const enabled = run.read(commentsEnabled);
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
});
