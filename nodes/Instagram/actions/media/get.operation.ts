import { account } from '../../descriptions/account';
import { media } from '../../descriptions/media';
import { readObject } from '../../graph/readObject';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { mediaFields, readMediaOutput } from './shared';

export const get = defineOperation({
	name: 'Get',
	action: 'Get media',
	description: 'Retrieve a post, reel or story, optionally with the images and videos of a carousel',
	parameters: [account, media, ...mediaFields],
	concurrent: true,
	async execute(run) {
		const { fields, complete } = readMediaOutput(run);
		const id = await resolveMedia(run);
		const found = await withTarget(
			mediaTarget(id),
			async () => await readObject(run.connection.graph, { id, fields }),
		);
		return await complete([found]);
	},
});
