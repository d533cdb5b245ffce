import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { entryLabel, InputError, labelPath, readId } from '../parameters/inputError';
import { assertCount, hasValue, quoted, readEntries, readList, readNumber } from '../parameters/readers';
import { readUsername } from '../parameters/usernames';
import { LIMITS } from './limits';

const coordinate = (axis: 'x' | 'y', from: string): INodeProperties => ({
	displayName: axis.toUpperCase(),
	name: axis,
	// Not a number field: its default 0 would put a tag into the corner.
	type: 'string',
	default: '',
	placeholder: 'e.g. 0.5',
	description: `Position of the tag: a fraction of the picture, from 0 (${from}) to 1. Required on images, optional in stories; leave empty on other videos.`,
});

const username: INodeProperties = {
	displayName: 'Username',
	name: 'username',
	type: 'string',
	default: '',
	placeholder: 'e.g. north.pottery',
	description: 'Instagram username to tag, with or without @',
};

const productId: INodeProperties = {
	displayName: 'Product ID',
	name: 'productId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 3231775643511089',
	description: 'ID of the product in the catalog',
};

const x = coordinate('x', 'left edge');
const y = coordinate('y', 'top edge');

/** An entry of 'User Tags' or 'Product Tags'. */
const tagEntry = { displayName: 'Tag', name: 'tag' };

/** People tagged in a picture or video. */
export const userTags: INodeProperties = {
	displayName: 'User Tags',
	name: 'userTags',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add User Tag',
	default: {},
	description: 'Public Instagram users to tag. In a carousel, add them to its items instead.',
	options: [{ ...tagEntry, values: [username, x, y] }],
};

/** Products of the account's catalog tagged in a picture or video. */
export const productTags: INodeProperties = {
	displayName: 'Product Tags',
	name: 'productTags',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Product Tag',
	default: {},
	description:
		"Products from the account's Instagram Shop catalog to tag. Image posts and reels only. Facebook Login only.",
	options: [{ ...tagEntry, values: [productId, x, y] }],
};

/** Whether a tag on a medium has a position. */
export type TagPosition = 'required' | 'optional' | 'none';

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

function readPosition(tag: Tag, position: TagPosition, parameter: string, onto: string): IDataObject {
	const labels = { x: labelPath(parameter, x.displayName), y: labelPath(parameter, y.displayName) };
	const axes = ['x', 'y'] as const;
	const [given] = axes.filter((axis) => hasValue(tag[axis]));
	const [missing] = axes.filter((axis) => !hasValue(tag[axis]));

	if (position === 'none') {
		if (given) throw new InputError(labels[given], `is not taken on ${onto}: a tag there has no position`);
		return {};
	}
	if (missing && (given || position === 'required')) {
		const complaint = given
			? `is missing: '${given.toUpperCase()}' was entered without it`
			: `is missing: a tag on ${onto} needs a position`;
		throw new InputError(labels[missing], complaint, "Enter both 'X' and 'Y', each from 0 to 1.");
	}
	if (missing) return {};
	return { x: readCoordinate(tag.x, labels.x), y: readCoordinate(tag.y, labels.y) };
}

/**
 * Reads the people tagged in a medium.
 *
 * @param value the fixed collection `userTags`, or a plain array of its entries
 * @param onto name of the medium for messages: `a reel`
 * @returns Meta's `user_tags`
 * @throws InputError that names the field of the entry
 */
export function readUserTags(
	value: unknown,
	position: TagPosition,
	parameter: string,
	onto: string,
): IDataObject[] {
	const tags = readEntries(value, 'tag', parameter);
	assertCount(tags.length, LIMITS.userTags, 'tags', parameter);
	return tags.map((tag, index) => {
		const entry = entryLabel(parameter, tagEntry.displayName, index);
		const nameLabel = labelPath(entry, username.displayName);
		if (!hasValue(tag.username))
			throw new InputError(nameLabel, 'is empty', 'Enter the username to tag, such as anna.');
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
	assertCount(tags.length, isImage ? LIMITS.imageProductTags : LIMITS.reelProductTags, 'tags', parameter);
	const position = isImage ? 'required' : 'none';
	const seen = new Set<string>();
	return tags.map((tag, index) => {
		const entry = entryLabel(parameter, tagEntry.displayName, index);
		const idLabel = labelPath(entry, productId.displayName);
		const id = readId(tag.productId, idLabel);
		if (seen.has(id)) {
			throw new InputError(idLabel, `names ${quoted(id)} again; each product can be tagged once`);
		}
		seen.add(id);
		return { product_id: id, ...readPosition(tag, position, entry, onto) };
	});
}

/**
 * Reads the accounts to invite as co-authors: a comma-separated list or an array of usernames. Removes duplicates.
 *
 * @throws InputError if one is not a username or there are too many
 */
export function readCollaborators(value: unknown, parameter: string): string[] {
	const names = new Map<string, string>();
	for (const entry of readList(value, parameter)) {
		const name = readUsername(entry, parameter);
		if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
	}
	assertCount(names.size, LIMITS.collaborators, 'usernames', parameter);
	return [...names.values()];
}

/**
 * Reads the sponsors of a paid partnership: a comma-separated list or an array of account ids. Removes duplicates.
 *
 * @throws InputError if one is not an id or there are too many
 */
export function readSponsorIds(value: unknown, parameter: string): string[] {
	const ids = [...new Set(readList(value, parameter).map((entry) => readId(entry, parameter)))];
	assertCount(ids.length, LIMITS.sponsors, 'IDs', parameter);
	return ids;
}
