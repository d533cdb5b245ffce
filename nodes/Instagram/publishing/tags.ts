import type { IDataObject } from 'n8n-workflow';

import { InputError, readId } from '../input';
import { checkCount, isGiven, quoted, readEntries, readNumber } from './given';
import { entryLabel, labelPath, PRODUCT_TAG_LABELS, USER_TAG_LABELS } from './labels';
import { LIMITS } from './limits';
import { readUsername } from './people';

/** What a medium asks of the position of a tag. */
export type Position = 'required' | 'optional' | 'none';

type Tag = Record<string, unknown>;

function readCoordinate(value: unknown, parameter: string): number {
	const { min, max } = LIMITS.tagCoordinate;
	const number = readNumber(value, parameter);
	if (number < min || number > max) {
		throw new InputError(
			parameter,
			`is ${number}; it must be from ${min} to ${max}`,
			'X is the share of the width from the left edge, Y the share of the height from the top edge.',
		);
	}
	return number;
}

function readPosition(tag: Tag, position: Position, parameter: string, onto: string): IDataObject {
	const labels = { x: labelPath(parameter, USER_TAG_LABELS.x), y: labelPath(parameter, USER_TAG_LABELS.y) };
	const axes = ['x', 'y'] as const;
	const [given] = axes.filter((axis) => isGiven(tag[axis]));
	const [missing] = axes.filter((axis) => !isGiven(tag[axis]));

	if (position === 'none') {
		if (given) throw new InputError(labels[given], `is not taken on ${onto}: a tag there has no position`);
		return {};
	}
	if (missing && (given || position === 'required')) {
		const complaint = given
			? `is missing: '${given.toUpperCase()}' was given without it`
			: `is missing: a tag on ${onto} needs a position`;
		throw new InputError(labels[missing], complaint, "Give both 'X' and 'Y', each from 0 to 1.");
	}
	if (missing) return {};
	return { x: readCoordinate(tag.x, labels.x), y: readCoordinate(tag.y, labels.y) };
}

/**
 * Reads the people tagged in a medium.
 *
 * @param value the fixed collection `userTags`, or a plain array of its entries
 * @param onto what the tags are put on, for messages: `a reel`
 * @returns Meta's `user_tags`
 * @throws InputError that names the field of the entry
 */
export function readUserTags(
	value: unknown,
	position: Position,
	parameter: string,
	onto: string,
): IDataObject[] {
	const tags = readEntries(value, 'tag', parameter);
	checkCount(tags.length, LIMITS.userTags, 'tags', parameter);
	return tags.map((tag, index) => {
		const entry = entryLabel(parameter, USER_TAG_LABELS.entry, index);
		const nameLabel = labelPath(entry, USER_TAG_LABELS.username);
		if (!isGiven(tag.username))
			throw new InputError(nameLabel, 'is empty', 'Enter whom to tag, such as anna.');
		return {
			username: readUsername(tag.username, nameLabel),
			...readPosition(tag, position, entry, onto),
		};
	});
}

/**
 * Reads the products tagged in a medium.
 *
 * @param value the fixed collection `productTags`, or a plain array of its entries
 * @returns Meta's `product_tags`
 * @throws InputError that names the field of the entry
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging
 */
export function readProductTags(
	value: unknown,
	medium: 'image' | 'reel',
	parameter: string,
	onto: string,
): IDataObject[] {
	const tags = readEntries(value, 'tag', parameter);
	const isImage = medium === 'image';
	checkCount(tags.length, isImage ? LIMITS.imageProductTags : LIMITS.reelProductTags, 'tags', parameter);
	const position = isImage ? 'required' : 'none';
	const seen = new Set<string>();
	return tags.map((tag, index) => {
		const entry = entryLabel(parameter, PRODUCT_TAG_LABELS.entry, index);
		const idLabel = labelPath(entry, PRODUCT_TAG_LABELS.productId);
		const productId = readId(tag.productId, idLabel);
		if (seen.has(productId)) {
			throw new InputError(idLabel, `names ${quoted(productId)} again; a product is tagged once`);
		}
		seen.add(productId);
		return { product_id: productId, ...readPosition(tag, position, entry, onto) };
	});
}
