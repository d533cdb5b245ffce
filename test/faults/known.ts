import type { Container } from '../../sandbox/model';
import type { LoggedRequest } from '../../sandbox/requests';
import type { Execution, Post } from './play';

/** Codes after which nobody may or can ask any further: rate limits, a dead token, an app out of use. */
const NO_MORE_CALLS = [4, 17, 32, 613, 80001, 80002, 80006, 190, 200];

/** A post further down the feed than this need not be found there. */
const LOOKED_THROUGH = 8;

function isClean({ status, fault }: LoggedRequest): boolean {
	return status === 200 && fault === undefined;
}

function stopsCalls({ error }: LoggedRequest): boolean {
	return error !== undefined && NO_MORE_CALLS.includes(error.code) && error.subcode !== 2207051;
}

/** What was asked after the last publish that was sent for a container; `undefined` where none was. */
function sincePublish(requests: LoggedRequest[], { id }: Container): LoggedRequest[] | undefined {
	const last = requests
		.map(({ endpoint, body }) => endpoint === 'publish' && body.creation_id === id)
		.lastIndexOf(true);
	return last === -1 ? undefined : requests.slice(last + 1);
}

function readsOf(requests: LoggedRequest[], { id }: Container): LoggedRequest[] {
	return requests.filter(({ endpoint, path }) => endpoint === 'status' && path.endsWith(`/${id}`));
}

/** Whether reads of a container have told what became of it: that it is live, or twice that it is not. */
function isTold(reads: LoggedRequest[], { readyAt, publishedAt }: Container): boolean {
	const clean = reads.filter(isClean).map(({ time }) => Date.parse(time));
	return (
		clean.some((time) => time >= (publishedAt ?? Infinity)) ||
		// The first look may have been too early.
		clean.filter((time) => time >= (readyAt ?? Infinity)).length > 1
	);
}

/**
 * Whether the feed was read while a post could be told there by its caption. Where one such read failed it may have been
 * the one for this item: whose a read is, nobody can see.
 */
function isSeenInFeed(asked: LoggedRequest[], { media }: Post, { posts }: Execution): boolean {
	const newer = posts.filter(
		(other) => other.media.accountId === media.accountId && other.media.publishedAt > media.publishedAt,
	);
	const reads = asked.filter(
		({ endpoint, time }) => endpoint === 'list' && Date.parse(time) >= media.publishedAt,
	);
	return newer.length <= LOOKED_THROUGH && reads.length > 0 && reads.every(isClean);
}

/** An item that was told as unknown. */
interface Unknown {
	execution: Execution;
	containers: Container[];
	post?: Post;
	/** Nothing else has its caption, and it is no story. */
	isRecognisable: boolean;
}

/** Why an item need not have been told as unknown; `undefined` where nobody could know. */
export function whyKnown({ execution, containers, post, isRecognisable }: Unknown): string | undefined {
	const { requests } = execution;
	const sent = containers.flatMap((container) => {
		const asked = sincePublish(requests, container);
		return asked ? [{ container, asked, reads: readsOf(asked, container) }] : [];
	});
	if (sent.length === 0) return 'no publish was sent for it';
	if (sent.some(({ container, reads }) => container.publishedAt !== undefined && isTold(reads, container)))
		return 'its container reads as published';
	if (sent.every(({ container, reads }) => isTold(reads, container))) return 'its container could be read';
	if (post && isRecognisable && sent.some(({ asked }) => isSeenInFeed(asked, post, execution)))
		return 'it stands in the feed that was read';
	if (requests.some(stopsCalls)) return undefined;
	const [{ asked = [], reads = [] } = {}] = sent.slice(-1);
	if (reads.length === 0) return 'its container was never read';
	// A look at the feed tells nothing of a post that could be another one.
	if (!isRecognisable) return undefined;
	return asked.some(({ endpoint }) => endpoint === 'list' || endpoint === 'stories')
		? undefined
		: 'nobody has looked at the feed';
}
