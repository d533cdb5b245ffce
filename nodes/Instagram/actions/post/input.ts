import { resolveAccount } from '../../accounts';
import type { Desk } from '../../publishing/container';
import { planPost } from '../../publishing/plan';
import type { CarouselItemInput, PostInput, PostPlan } from '../../publishing/types';
import type { ItemRun } from '../operation';
import { collection, locatorValue } from '../parameters';

/** Reads the parameters that say what to post, as the editor or an expression gives them. */
function readPostInput(run: ItemRun): PostInput {
	const { parameter } = run;
	return {
		postType: parameter('postType', 'image'),
		mediaUrl: parameter('mediaUrl', ''),
		storyMediaType: parameter('storyMediaType', 'image'),
		carouselItems: collection(run, 'carouselItems', 'Carousel Items').item as CarouselItemInput[] | undefined,
		caption: parameter('caption', ''),
		additionalFields: collection(run, 'additionalFields', 'Additional Fields'),
	};
}

/**
 * What one item wants to post, checked before anything is sent.
 *
 * @throws InputError naming the parameter
 */
export function readPlan(run: ItemRun): PostPlan {
	return planPost(readPostInput(run), run.connection.settings.loginMethod);
}

/** The account that the item acts on, with all that publishing needs. */
export async function deskOf(run: ItemRun): Promise<Desk> {
	const { graph, clock, signal } = run.connection;
	const account = await resolveAccount(run.connection, locatorValue(run, 'account'));
	return { graph, account, clock, throwIfCancelled: () => signal?.throwIfAborted() };
}
