import { CHILDREN_FIELD, MEDIA_FIELDS } from '../../descriptions/mediaFields';
import { askedFields } from '../askedFields';
import type { ItemRun } from '../operation';

/** Meta's `fields` parameter for the media that an item asks for. */
export function mediaQuery(run: ItemRun): string {
	const fields = askedFields(run, MEDIA_FIELDS, { name: 'fields', label: 'Fields', of: 'a media' });
	if (run.parameter('includeChildren', false) === true) fields.push(CHILDREN_FIELD);
	return fields.join(',');
}
