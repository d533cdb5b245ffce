import type { IDataObject } from 'n8n-workflow';

import { CHILDREN_FIELD, MEDIA_FIELDS } from '../../descriptions/mediaFields';
import { askedFields } from '../askedFields';
import type { ItemRun } from '../operation';

/** Meta's `fields` parameter for the media that an item asks for. */
export function mediaQuery(run: ItemRun): string {
	const fields = askedFields(run, MEDIA_FIELDS, { name: 'fields', label: 'Fields', of: 'a media' });
	if (run.parameter('includeChildren', false) === true) fields.push(CHILDREN_FIELD);
	return fields.join(',');
}

/** A media as it is put out: its children as a plain list, not in Meta's envelope. */
export function mediaRecord(media: IDataObject): IDataObject {
	const { children, ...record } = media;
	if (children === undefined) return record;
	const { data } = children as { data?: IDataObject[] };
	return { ...record, children: data ?? [] };
}
