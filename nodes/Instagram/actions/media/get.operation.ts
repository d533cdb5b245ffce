import { accountLocator } from '../../descriptions/locators';
import { includeChildren, mediaFields } from '../../descriptions/mediaFields';
import { mediaLocator } from '../../descriptions/mediaLocator';
import { ObjectReader } from '../../graph/objectReader';
import { mediaObject, resolveMedia } from '../mediaId';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { mediaQuery, mediaRecord } from './record';

/** A post, reel or story by its id or URL. The media of many items are read together where Meta allows it. */
export const get: Operation = {
	properties: [accountLocator, mediaLocator, mediaFields, includeChildren],
	concurrent: true,
	async execute(run) {
		const fields = mediaQuery(run);
		const { graph, clock } = run.connection;
		const id = await resolveMedia(run);
		const media = await about(
			mediaObject(id),
			async () => await run.shared(ObjectReader).read(graph, clock, { id, fields }),
		);
		return mediaRecord(media);
	},
};
