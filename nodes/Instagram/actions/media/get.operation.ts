import { accountLocator } from '../../descriptions/locators';
import { includeChildren, mediaFields } from '../../descriptions/mediaFields';
import { mediaLocator } from '../../descriptions/mediaLocator';
import { readObject } from '../../graph/readObject';
import { mediaObject, resolveMedia } from '../mediaId';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { withPlainEdges } from '../plainEdges';
import { mediaQuery } from './query';

/** A post, reel or story by its id or URL. */
export const get: Operation = {
	properties: [accountLocator, mediaLocator, mediaFields, includeChildren],
	concurrent: true,
	async execute(run) {
		const fields = mediaQuery(run);
		const id = await resolveMedia(run);
		const media = await about(
			mediaObject(id),
			async () => await readObject(run.connection.graph, { id, fields }),
		);
		return withPlainEdges(media);
	},
};
