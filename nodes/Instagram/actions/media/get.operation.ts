import { account } from '../../descriptions/account';
import { media } from '../../descriptions/media';
import { readObject } from '../../graph/readObject';
import { flattenEdges } from '../../parameters/flattenEdges';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { mediaFields, readMediaFields } from './shared';

export const get = defineOperation({
	name: 'Get',
	action: 'Get media',
	description: 'Read one post, reel or story, on request with the pictures and videos of a carousel',
	parameters: [account, media, ...mediaFields],
	concurrent: true,
	async execute(run) {
		const fields = readMediaFields(run.read);
		const id = await resolveMedia(run);
		const found = await withTarget(
			mediaTarget(id),
			async () => await readObject(run.connection.graph, { id, fields }),
		);
		return flattenEdges(found);
	},
});
