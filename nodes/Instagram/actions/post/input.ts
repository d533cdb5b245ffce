import { resolveAccount } from '../../connection/accounts';
import { cancelledError } from '../../graph/errors/explain';
import type { PublishContext, CarouselItemInput, PostInput, PostPlan } from '../../publishing/types';
import { account } from '../../descriptions/account';
import { postProperties } from '../../descriptions/post';
import { parameterIn, readRaw } from '../../parameters/parameter';
import { hasValue, readCollection, readEntries } from '../../parameters/readers';
import { InputError, labelPath } from '../../parameters/inputError';
import type { MediaFormat } from '../../publishing/media/formats';
import { carouselItemFields, carouselItemLabel } from '../../publishing/postParameters';
import { coverBinary } from '../../publishing/readFields';
import { planPost } from '../../publishing/plan';
import type { ItemRun } from '../operation';
import { readBinary } from './binary';
import { readImageOptions } from './images';
import {
	AUTOMATIC,
	hasMediaList,
	listInstead,
	listOf,
	mediaListLabel,
	readMediaItems,
	textOf,
} from './mediaItems';

/** A parameter that the plan checks, because what is allowed depends on the post type. */
const unchecked = (name: string) => parameterIn(postProperties, name, readRaw);

const postType = unchecked('postType');
const mediaSource = unchecked('mediaSource');
const mediaUrl = unchecked('mediaUrl');
const binaryPropertyName = unchecked('binaryPropertyName');
const storyMediaType = unchecked('storyMediaType');
const caption = unchecked('caption');
const carouselItems = unchecked('carouselItems');
export const additionalFields = parameterIn(postProperties, 'additionalFields', readCollection);

const isBinary = (source: unknown) => typeof source === 'string' && source.trim() === 'binary';

function entriesOf({ read }: ItemRun) {
	return readEntries(read(carouselItems), 'item', carouselItems.property.displayName);
}

/** The entries of 'Carousel Items', with the files of those whose source is a binary field. */
async function readItems(run: ItemRun): Promise<CarouselItemInput[]> {
	return await Promise.all(
		entriesOf(run).map(async ({ binaryPropertyName: field = 'data', ...item }, index) => {
			if (!isBinary(item.source)) return item;
			const { displayName } = carouselItemFields.binaryPropertyName;
			const itemLabel = labelPath(carouselItemLabel(index), displayName);
			return { ...item, binary: await readBinary(run, field, itemLabel) };
		}),
	);
}

/** The parameters that say which files a post of one file, or of many, consists of. */
type Files = Pick<
	PostInput,
	| 'postType'
	| 'mediaSource'
	| 'mediaUrl'
	| 'binary'
	| 'storyMediaType'
	| 'fileLabel'
	| 'carouselItems'
	| 'listLabel'
> & { ofFile?: { altText?: unknown; userTags?: unknown } };

/** A post of the only file of a list. */
function fileOfList(
	postType: unknown,
	{ mediaType, source, url, binary, label, altText, userTags }: CarouselItemInput,
): Files {
	return {
		postType,
		mediaSource: source,
		mediaUrl: url,
		binary,
		storyMediaType: mediaType,
		fileLabel: label,
		ofFile: { ...(hasValue(altText) ? { altText } : {}), ...(hasValue(userTags) ? { userTags } : {}) },
	};
}

/** A list of files: a carousel, or where the node decides and there is one only, an image or a reel. */
function filesOfList(type: unknown, items: CarouselItemInput[], listLabel?: string): Files {
	const [item, ...more] = items;
	if (type !== AUTOMATIC || !item || more.length > 0) {
		return { postType: 'carousel', carouselItems: items, listLabel };
	}
	return fileOfList(item.mediaType === 'image' ? 'image' : 'reel', item);
}

/** The formats of the post types of one file; a story takes both. */
const FORMAT_OF: Readonly<Record<string, MediaFormat | undefined>> = {
	image: 'image',
	reel: 'video',
	story: undefined,
};

/** The file of an image, a reel or a story that is in a list. */
async function readOnlyFile(run: ItemRun, type: unknown): Promise<Files | undefined> {
	const { read } = run;
	if (typeof type !== 'string' || !Object.hasOwn(FORMAT_OF, type)) return undefined;
	if (isBinary(read(mediaSource)) || hasValue(read(mediaUrl))) return undefined;
	const from = listInstead(run);
	if (!from) return undefined;
	const [items, label] = await readMediaItems(run, from, { cover: coverOf(run), needed: FORMAT_OF[type] });
	const [item, ...more] = items;
	if (!item || more.length > 0) {
		const complaint = `contains ${items.length} files; a post of the type '${type}' takes one`;
		throw new InputError(label, complaint, 'Use the post type auto or carousel for several files.');
	}
	return fileOfList(type, item);
}

/** The name of the binary field with the cover of a reel, unchecked. */
const coverOf = ({ read }: ItemRun) => read(additionalFields)[coverBinary.name];

async function readFiles(run: ItemRun): Promise<Files> {
	const { read } = run;
	const type = textOf(read(postType));
	if (type === AUTOMATIC || type === 'carousel') {
		const hasEntries = entriesOf(run).length > 0;
		const from = listOf(run, type, hasEntries);
		const [items, label] =
			from === 'items'
				? [await readItems(run), undefined]
				: await readMediaItems(run, from, { cover: coverOf(run) });
		if (from !== 'items' && hasEntries) run.leaveOut(carouselItems.property.displayName);
		const files = filesOfList(type, items, label);
		const isList = files.postType === 'carousel';
		if (!isList && hasValue(read(mediaUrl))) run.leaveOut(mediaUrl.property.displayName);
		return isList ? { mediaUrl: read(mediaUrl), ...files } : files;
	}
	const listed = await readOnlyFile(run, type);
	if (listed) return { ...listed, carouselItems: entriesOf(run) };
	if (hasMediaList(run)) run.leaveOut(mediaListLabel);
	const source = read(mediaSource);
	return {
		postType: type,
		mediaSource: source,
		mediaUrl: read(mediaUrl),
		binary: isBinary(source)
			? await readBinary(run, read(binaryPropertyName), binaryPropertyName.property.displayName)
			: undefined,
		storyMediaType: read(storyMediaType),
		carouselItems: entriesOf(run),
	};
}

/** Reads the parameters that describe the post, unchecked. */
async function readPostInput(run: ItemRun): Promise<PostInput> {
	const { read } = run;
	const { ofFile, ...files } = await readFiles(run);
	const cover = files.postType === 'reel' ? coverOf(run) : undefined;
	return {
		...files,
		cover: hasValue(cover) ? await readBinary(run, cover, coverBinary.displayName) : undefined,
		caption: read(caption),
		image: readImageOptions(run),
		additionalFields: { ...read(additionalFields), ...ofFile },
	};
}

/**
 * Reads and checks the post of an item.
 *
 * @throws InputError
 */
export async function readPlan(run: ItemRun): Promise<PostPlan> {
	const plan = planPost(await readPostInput(run), run.connection.settings.loginMethod);
	for (const label of plan.leftOut) run.leaveOut(label);
	return plan;
}

/** The account as the user entered it; '' for the credential's own. */
function accountNameOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/**
 * Tells the ordered gate the account of the item, as far as it is known without a call, so that items of other accounts do
 * not wait for it. Call it first: later items may be waiting.
 */
export function joinOrder(run: ItemRun): void {
	// With Instagram Login a token has one account, so the parameter does not matter.
	if (run.connection.settings.loginMethod === 'instagram') {
		run.order.join(run.itemIndex, run.connection.token.lineage);
		return;
	}
	run.order.join(run.itemIndex, accountNameOf(run.read(account)));
}

/** Everything that publishing needs for the account of the item. */
export async function publishContextFor(run: ItemRun): Promise<PublishContext> {
	const { graph, clock, signal } = run.connection;
	const given = run.read(account);
	const accountId = await resolveAccount(run.connection, given);
	if (accountNameOf(given) === '') run.order.resolve(accountId);
	const throwIfCancelled = () => {
		if (signal?.aborted) throw cancelledError(false);
	};
	return { graph, account: accountId, clock, throwIfCancelled };
}
