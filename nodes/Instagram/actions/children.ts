import type { IDataObject } from 'n8n-workflow';

import { readPage } from '../graph/paging';

/** A media with its children as a list, without the envelope of Meta's edge. */
export function withPlainChildren(media: IDataObject): IDataObject {
	return 'children' in media ? { ...media, children: readPage<IDataObject>(media.children).records } : media;
}
