import { accountLocator } from '../../descriptions/account';
import { includeChildren, mediaFields } from '../../descriptions/mediaFields';
import { mediaLocator } from '../../descriptions/media';
import { readObject } from '../../graph/readObject';
import { mediaTarget, resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { flattenEdges } from '../../parameters/flattenEdges';
import { mediaQuery } from './query';

/** A post, reel or story by its id or URL. */
export const get: Operation = {
	properties: [accountLocator, mediaLocator, mediaFields, includeChildren],
	concurrent: true,
	async execute(run) {
		const fields = mediaQuery(run);
		const id = await resolveMedia(run);
		const media = await withTarget(
			mediaTarget(id),
			async () => await readObject(run.connection.graph, { id, fields }),
		);
		return flattenEdges(media);
	},
};
