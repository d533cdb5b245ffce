import { resolveAccount } from '../connection/accounts';
import type { MediaEdge, PostLink } from '../connection/mediaByUrl';
import { MediaByUrl, readMedia } from '../connection/mediaByUrl';
import { account } from '../descriptions/account';
import { media, mediaLocator } from '../descriptions/media';
import { InputError } from '../parameters/inputError';
import type { Parameter } from '../parameters/parameter';
import type { Target } from './targetErrors';
import type { ItemRun } from './operation';

const EDGE_NAMES: Record<MediaEdge, string> = {
	media: 'the posts',
	stories: 'the active stories',
	tags: 'the posts in which others have tagged',
};

const NOT_AMONG =
	"Check the URL and 'Account'. Meta lists the newest 10,000 posts of an account, and stories for 24 hours; another account's post cannot be found by its URL.";

const NOT_AMONG_TAGS =
	"Check the URL and 'Account'. A post can be found by its URL only if the account is tagged in it; otherwise enter the media_id of the Mention event.";

async function findByUrl(run: ItemRun, { code, isStory }: PostLink, among: MediaEdge): Promise<string> {
	const edge = isStory && among === 'media' ? 'stories' : among;
	const accountId = await resolveAccount(run.connection, run.read(account));
	const id = await run.shared(MediaByUrl).find(run.connection, accountId, edge, code);
	if (id !== undefined) return id;
	throw new InputError(
		mediaLocator.displayName,
		`is the URL of '${code}', which is not among ${EDGE_NAMES[edge]} ${edge === 'tags' ? 'the account' : 'of the account'}`,
		edge === 'tags' ? NOT_AMONG_TAGS : NOT_AMONG,
	);
}

/**
 * Returns the ID of the media that the item selects by ID or URL. An ID takes no call; a URL is looked up among the media
 * of the item's account.
 *
 * @param among `tags`: among the media of others in which the account is tagged
 * @throws InputError if it is empty, neither an ID nor the URL of a post, or not found
 */
export async function resolveMedia(
	run: ItemRun,
	parameter: Parameter = media,
	among: MediaEdge = 'media',
): Promise<string> {
	const found = readMedia(run.read(parameter));
	return 'id' in found ? found.id : await findByUrl(run, found.link, among);
}

/** A media, for errors about it. */
export function mediaTarget(id: string): Target {
	return {
		parameter: mediaLocator.displayName,
		id,
		kind: 'a post, reel or story',
		nodeType: /Media(?!Builder)/i,
		hint: 'Media > Get Many and Post > Publish return the IDs of media; IDs of comments and containers cannot be used here.',
	};
}
