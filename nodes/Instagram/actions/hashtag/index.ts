import { defineResource } from '../operation';
import { getMedia } from './getMedia.operation';
import { search } from './search.operation';

export const hashtag = defineResource({
	name: 'Hashtag',
	value: 'hashtag',
	default: 'search',
	operations: { getMedia, search },
});
