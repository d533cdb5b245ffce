import { resolveAccount } from '../../connection/accounts';
import { cancelledError } from '../../graph/errors/explain';
import type { PublishContext, CarouselItemInput, PostInput, PostPlan } from '../../publishing/types';
import { readEntries } from '../../parameters/readers';
import { labelPath } from '../../parameters/inputError';
import { additionalFields } from '../../publishing/readFields';
import { carouselItemFields, carouselItemLabel, postParameters } from '../../publishing/postParameters';
import { planPost } from '../../publishing/plan';
import type { ItemRun } from '../operation';
import { readCollection, readLocator } from '../parameters';
import { readBinary } from './binary';

const isBinary = (source: unknown) => typeof source === 'string' && source.trim() === 'binary';

/** The entries of 'Carousel Items', with the files of those that name a binary field. */
async function readItems(run: ItemRun): Promise<CarouselItemInput[]> {
	const label = postParameters.carouselItems.displayName;
	const entries = readEntries(readCollection(run, 'carouselItems', label).item, 'item', label);
	return await Promise.all(
		entries.map(async ({ binaryPropertyName = 'data', ...item }, index) => {
			if (!isBinary(item.source)) return item;
			const { displayName } = carouselItemFields.binaryPropertyName;
			const itemLabel = labelPath(carouselItemLabel(index), displayName);
			return { ...item, binary: await readBinary(run, binaryPropertyName, itemLabel) };
		}),
	);
}

/** Reads the parameters that say what to post, as the editor or an expression gives them. */
async function readPostInput(run: ItemRun): Promise<PostInput> {
	const { parameter } = run;
	const postType = parameter('postType', 'image');
	const mediaSource = postType === 'carousel' ? undefined : parameter('mediaSource', 'url');
	return {
		postType,
		mediaSource,
		mediaUrl: parameter('mediaUrl', ''),
		binary: isBinary(mediaSource)
			? await readBinary(
					run,
					parameter('binaryPropertyName', 'data'),
					postParameters.binaryPropertyName.displayName,
				)
			: undefined,
		storyMediaType: parameter('storyMediaType', 'image'),
		carouselItems: await readItems(run),
		caption: parameter('caption', ''),
		additionalFields: readCollection(run, 'additionalFields', additionalFields.displayName),
	};
}

/**
 * What one item wants to post, checked before anything is sent.
 *
 * @throws InputError naming the parameter
 */
export async function readPlan(run: ItemRun): Promise<PostPlan> {
	return planPost(await readPostInput(run), run.connection.settings.loginMethod);
}

/** The account that a parameter names; '' for the credential's own. */
function accountNameOf(account: unknown): string {
	return typeof account === 'string' || typeof account === 'number' ? String(account).trim() : '';
}

/**
 * Says which account's feed the item goes to, as far as that is known before anything is sent: items of other accounts
 * need not wait for it. To be called first of all, since later items may be waiting.
 */
export function joinOrder(run: ItemRun): void {
	// A token of Instagram Login reaches one account, by any name.
	if (run.connection.settings.loginMethod === 'instagram') {
		run.order.join(run.itemIndex, run.connection.token.lineage);
		return;
	}
	run.order.join(run.itemIndex, accountNameOf(readLocator(run, 'account')));
}

/** The account that the item acts on, with all that publishing needs. */
export async function publishContextFor(run: ItemRun): Promise<PublishContext> {
	const { graph, clock, signal } = run.connection;
	const given = readLocator(run, 'account');
	const account = await resolveAccount(run.connection, given);
	if (accountNameOf(given) === '') run.order.resolve(account);
	const throwIfCancelled = () => {
		if (signal?.aborted) throw cancelledError(false);
	};
	return { graph, account, clock, throwIfCancelled };
}
