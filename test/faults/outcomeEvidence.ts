import type { Container } from '../../sandbox/model';
import type { LoggedRequest } from '../../sandbox/requests';
import type { Execution, Post } from './runSchedule';

/** Codes that prevent further reads: rate limits, an invalid token, a disabled app. */
const NO_MORE_CALLS = [4, 17, 32, 613, 80001, 80002, 80006, 190, 200];

/** Newest posts of the account that the package searches: `MAX_LISTED` of publishing/reconcile.ts. */
const MAX_LISTED = 30;

function isClean({ status, fault }: LoggedRequest): boolean {
	return status === 200 && fault === undefined;
}

function stopsCalls({ error }: LoggedRequest): boolean {
	return error !== undefined && NO_MORE_CALLS.includes(error.code) && error.subcode !== 2207051;
}

/** The requests after the last publish of a container; `undefined` if there was none. */
function sincePublish(requests: LoggedRequest[], { id }: Container): LoggedRequest[] | undefined {
	const last = requests
		.map(({ endpoint, body }) => endpoint === 'publish' && body.creation_id === id)
		.lastIndexOf(true);
	return last === -1 ? undefined : requests.slice(last + 1);
}

function readsOf(requests: LoggedRequest[], { id }: Container): LoggedRequest[] {
	return requests.filter(({ endpoint, path }) => endpoint === 'status' && path.endsWith(`/${id}`));
}

/** Whether reads of a container show its outcome: once that it is live, or twice that it is not. */
function showsOutcome(reads: LoggedRequest[], { readyAt, publishedAt }: Container): boolean {
	const clean = reads.filter(isClean).map(({ time }) => Date.parse(time));
	return (
		clean.some((time) => time >= (publishedAt ?? Infinity)) ||
		// The first read may have been too early.
		clean.filter((time) => time >= (readyAt ?? Infinity)).length > 1
	);
}

/**
 * Whether the feed was read while a post could be recognised by its caption. If one such read failed, it may have been
 * the read for this item: a read does not show its item.
 */
function isVisibleInFeed(asked: LoggedRequest[], { media }: Post, { posts }: Execution): boolean {
	const newer = posts.filter(
		(other) => other.media.accountId === media.accountId && other.media.publishedAt > media.publishedAt,
	);
	const reads = asked.filter(
		({ endpoint, time }) => endpoint === 'list' && Date.parse(time) >= media.publishedAt,
	);
	return newer.length < MAX_LISTED && reads.length > 0 && reads.every(isClean);
}

/** An item that was reported as unknown. */
interface Unknown {
	execution: Execution;
	containers: Container[];
	post?: Post;
	/** No other post has its caption, and it is not a story. */
	isRecognisable: boolean;
}

/** Why the outcome of an item could be known; `undefined` if it could not. */
export function whyOutcomeIsKnown(unknown: Unknown): string | undefined {
	const { execution, containers, post, isRecognisable } = unknown;
	const { requests } = execution;
	const sent = containers.flatMap((container) => {
		const asked = sincePublish(requests, container);
		return asked ? [{ container, asked, reads: readsOf(asked, container) }] : [];
	});
	if (sent.length === 0) return 'no publish was sent for it';
	const shown = sent.filter(({ container, reads }) => showsOutcome(reads, container));
	if (shown.some(({ container }) => container.publishedAt !== undefined))
		return 'its container reads as published';
	if (shown.length === sent.length) return 'its container could be read';
	if (post && isRecognisable && sent.some(({ asked }) => isVisibleInFeed(asked, post, execution)))
		return 'it stands in the feed that was read';
	if (requests.some(stopsCalls)) return undefined;
	const [{ asked = [], reads = [] } = {}] = sent.slice(-1);
	if (reads.length === 0) return 'its container was never read';
	// The feed proves nothing if the post could be another one.
	if (!isRecognisable) return undefined;
	return asked.some(({ endpoint }) => endpoint === 'list' || endpoint === 'stories')
		? undefined
		: 'nobody has looked at the feed';
}
