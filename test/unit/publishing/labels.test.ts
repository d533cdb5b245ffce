import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { postProperties } from '../../../nodes/Instagram/descriptions/post';
import {
	CAROUSEL_ITEM_LABELS,
	POST_LABELS,
	PRODUCT_TAG_LABELS,
	USER_TAG_LABELS,
} from '../../../nodes/Instagram/publishing/labels';

type Described = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** What stands directly in a parameter: the fields of a collection, or the entries of a fixed collection. */
function inside(described: Described | undefined): Described[] {
	if (!described) return [];
	if ('values' in described) return described.values;
	return 'type' in described ? (described.options ?? []) : [];
}

function named(properties: Described[], name: string): Described | undefined {
	return properties.find((property) => property.name === name);
}

function labelOf(property: Described | undefined): string | undefined {
	return property && 'displayName' in property ? property.displayName : undefined;
}

const additional = inside(named(postProperties, 'additionalFields'));
const carouselItem = inside(named(postProperties, 'carouselItems'))[0];
const userTag = inside(named(additional, 'userTags'))[0];
const productTag = inside(named(additional, 'productTags'))[0];

describe('the labels by which errors name parameters', () => {
	it.each(Object.entries(POST_LABELS))('%s is what the editor shows', (name, label) => {
		const property = named(postProperties, name) ?? named(additional, name);
		expect(labelOf(property)).toBe(label);
	});

	it.each([
		['Carousel Items', CAROUSEL_ITEM_LABELS, carouselItem],
		['User Tags', USER_TAG_LABELS, userTag],
		['Product Tags', PRODUCT_TAG_LABELS, productTag],
	])('of an entry of %s are what the editor shows', (_collection, labels, entry) => {
		const { entry: entryLabel, ...fields } = labels;
		expect(labelOf(entry)).toBe(entryLabel);
		for (const [name, label] of Object.entries(fields)) {
			expect(labelOf(named(inside(entry), name))).toBe(label);
		}
	});
});
