import { resolveAccount } from '../../connection/accounts';
import { cancelledError } from '../../graph/errors/explain';
import type { PublishContext, CarouselItemInput, PostInput, PostPlan } from '../../publishing/types';
import { account } from '../../descriptions/account';
import { postProperties } from '../../descriptions/post';
import { parameterIn, readRaw } from '../../parameters/parameter';
import { readCollection, readEntries } from '../../parameters/readers';
import { labelPath } from '../../parameters/inputError';
import { carouselItemFields, carouselItemLabel } from '../../publishing/postParameters';
import { planPost } from '../../publishing/plan';
import type { ItemRun } from '../operation';
import { readBinary } from './binary';

/** A parameter that the plan checks, because what is allowed depends on the post type. */
const unchecked = (name: string) => parameterIn(postProperties, name, readRaw);

const postType = unchecked('postType');
const mediaSource = unchecked('mediaSource');
const mediaUrl = unchecked('mediaUrl');
const binaryPropertyName = unchecked('binaryPropertyName');
const storyMediaType = unchecked('storyMediaType');
const caption = unchecked('caption');
const carouselItems = parameterIn(postProperties, 'carouselItems', readCollection);
const additionalFields = parameterIn(postProperties, 'additionalFields', readCollection);

const isBinary = (source: unknown) => typeof source === 'string' && source.trim() === 'binary';

/** The entries of 'Carousel Items', with the files of those whose source is a binary field. */
async function readItems(run: ItemRun): Promise<CarouselItemInput[]> {
	const label = carouselItems.property.displayName;
	const entries = readEntries(run.read(carouselItems).item, 'item', label);
	return await Promise.all(
		entries.map(async ({ binaryPropertyName: field = 'data', ...item }, index) => {
			if (!isBinary(item.source)) return item;
			const { displayName } = carouselItemFields.binaryPropertyName;
			const itemLabel = labelPath(carouselItemLabel(index), displayName);
			return { ...item, binary: await readBinary(run, field, itemLabel) };
		}),
	);
}

/** Reads the parameters that describe the post, unchecked. */
async function readPostInput(run: ItemRun): Promise<PostInput> {
	const { read } = run;
	const type = read(postType);
	const source = type === 'carousel' ? undefined : read(mediaSource);
	return {
		postType: type,
		mediaSource: source,
		mediaUrl: read(mediaUrl),
		binary: isBinary(source)
			? await readBinary(run, read(binaryPropertyName), binaryPropertyName.property.displayName)
			: undefined,
		storyMediaType: read(storyMediaType),
		carouselItems: await readItems(run),
		caption: read(caption),
		additionalFields: read(additionalFields),
	};
}

/**
 * Reads and checks the post of an item.
 *
 * @throws InputError
 */
export async function readPlan(run: ItemRun): Promise<PostPlan> {
	return planPost(await readPostInput(run), run.connection.settings.loginMethod);
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
