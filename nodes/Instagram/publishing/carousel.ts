import type { GraphErrorKind } from '../graph/errors/explain';
import { GraphError } from '../graph/errors/explain';
import { redact } from '../graph/redact';
import { toError } from '../shared/toError';
import type { PublishContext, ContainerPlan, PostPlan } from './types';
import { createWithRetries, createAndWait } from './container';
import { carouselItemLabel } from './postParameters';
import type { LastSeen } from './publishError';
import { PublishError, ProcessingTimeoutError } from './publishError';
import { PollSchedule } from './pollSchedule';
import type { ContainerStatus } from './containerStatus';
import { interpretStatus, tryReadContainer } from './containerStatus';

/** An item of a carousel that failed. */
interface ItemFailure {
	/** Counted from 0. */
	index: number;
	error: unknown;
}

/** Kinds of errors that concern a single file. All others concern every call. */
const FILE_ERRORS: ReadonlySet<GraphErrorKind> = new Set([
	'validation',
	'notFound',
	'mediaFetch',
	'container',
	'notReady',
]);

function reasonOf(error: unknown): unknown {
	return error instanceof PublishError ? error.reason : error;
}

function isAboutItem(error: unknown): boolean {
	const reason = reasonOf(error);
	if (reason instanceof GraphError) return FILE_ERRORS.has(reason.kind);
	return error instanceof PublishError;
}

/** The entry as the user entered it: in 'Carousel Items', or in a list in which empty entries count. */
function labelOf(children: ContainerPlan[], index: number): string {
	return `'${children[index]?.entryLabel ?? carouselItemLabel(index)}'`;
}

function isRetryable(error: unknown): boolean {
	const retryable = error instanceof PublishError ? error.retryable : undefined;
	const reason = reasonOf(error);
	return retryable ?? (reason instanceof GraphError && reason.retryable);
}

/** Removes the container of a child from its error, because it cannot be published later. */
function withoutContainer(error: unknown): Error {
	return error instanceof PublishError && error.reason !== undefined
		? new PublishError(error.reason, {})
		: toError(error);
}

/** The error for a carousel with failed items: the first in full, the others in the description. */
function failedItemsError(failures: ItemFailure[], children: ContainerPlan[]): Error {
	const general = failures.find(({ error }) => !isAboutItem(error));
	if (general) return withoutContainer(general.error);
	const [first, ...others] = failures.map(({ index, error }) => ({ index, error: toError(error) }));
	if (!first) throw new RangeError('No item has failed');
	const media = children[first.index]?.media;
	const also = others.map(({ index, error }) => `${labelOf(children, index)}: ${error.message}.`).join(' ');
	return new PublishError(
		first.error,
		{
			carouselItem: first.index + 1,
			...(media?.kind === 'url' ? { url: redact(media.url) } : {}),
		},
		{
			message: `${labelOf(children, first.index)}: ${first.error.message}`,
			...(also ? { description: `Other items failed too. ${also}` } : {}),
			retryable: failures.every(({ error }) => isRetryable(error)),
		},
	);
}

/** How long to wait for the items. */
interface ItemWait {
	/** Milliseconds since the epoch. */
	deadline: number;
	/** What the user can do if that was too short. */
	remedy: string;
}

/** Without a hint to a container: before the carousel exists, there is none to publish later. */
function itemTimeoutError(waitedMs: number, seen: LastSeen, { remedy }: ItemWait): ProcessingTimeoutError {
	return new ProcessingTimeoutError({}, waitedMs, seen, remedy);
}

async function createChild(ctx: PublishContext, child: ContainerPlan, wait: ItemWait): Promise<string> {
	try {
		return (await createAndWait(ctx, child, wait.deadline)).containerId;
	} catch (error) {
		throw error instanceof ProcessingTimeoutError
			? itemTimeoutError(error.waitedMs, error.seen, wait)
			: toError(error);
	}
}

/** Creates the items concurrently. If some fail, waits for the others before it throws. */
async function createChildren(
	ctx: PublishContext,
	children: ContainerPlan[],
	wait: ItemWait,
): Promise<string[]> {
	const results = await Promise.allSettled(
		children.map(async (child) => await createChild(ctx, child, wait)),
	);
	const failures = results.flatMap((result, index) =>
		result.status === 'rejected' ? [{ index, error: result.reason as unknown }] : [],
	);
	if (failures.length > 0) throw failedItemsError(failures, children);
	return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** An item that the carousel waits for. */
interface Child {
	id: string;
	index: number;
}

/** Reads the items once, concurrently. Resolves with those that are not known to be ready. */
async function readChildren(
	ctx: PublishContext,
	children: Child[],
	plan: PostPlan,
): Promise<Array<Child & { status: ContainerStatus | GraphError }>> {
	const reads = await Promise.all(
		children.map(async (child) => ({ ...child, status: await tryReadContainer(ctx, child.id) })),
	);
	const failures: ItemFailure[] = [];
	const pending = reads.filter(({ index, status }) => {
		if (status instanceof GraphError) return true;
		try {
			return interpretStatus(status, {}) === undefined;
		} catch (error) {
			failures.push({ index, error });
			return false;
		}
	});
	if (failures.length > 0) throw failedItemsError(failures, plan.children);
	return pending;
}

const isInProgress = ({ status }: { status: ContainerStatus | GraphError }) =>
	!(status instanceof GraphError);

/**
 * Whether Meta rejected a carousel because items are in progress. If Meta does not say so, reads the items.
 *
 * @throws PublishError that names the failed items
 */
async function areItemsInProgress(
	ctx: PublishContext,
	children: Child[],
	plan: PostPlan,
	error: unknown,
): Promise<boolean> {
	const reason = reasonOf(error);
	if (!(reason instanceof GraphError) || !FILE_ERRORS.has(reason.kind)) return false;
	if (reason.kind === 'notReady') return true;
	return (await readChildren(ctx, children, plan)).some(isInProgress);
}

/**
 * Creates a carousel from its items. Meta rejects it while an item is still being processed (meta-mcp #138): then reads
 * the items once per interval until they are ready, and tries again.
 *
 * @throws PublishError that names the items that failed or were not ready
 */
async function createParent(
	ctx: PublishContext,
	plan: PostPlan,
	ids: string[],
	wait: ItemWait,
): Promise<string> {
	let pending: Child[] = ids.map((id, index) => ({ id, index }));
	let schedule: PollSchedule | undefined;
	const seen: LastSeen = {};
	for (;;) {
		try {
			return await createWithRetries(ctx, plan.container, ids);
		} catch (error) {
			if (!(await areItemsInProgress(ctx, pending, plan, error))) throw toError(error);
		}
		schedule ??= new PollSchedule(ctx.clock, 'carousel', ctx.clock.now(), wait.deadline);
		let left: Awaited<ReturnType<typeof readChildren>>;
		do {
			if (!(await schedule.next())) {
				const error = itemTimeoutError(schedule.elapsed, seen, wait);
				const late = pending.map(({ index }) => ({ index, error }));
				throw late.length > 0 ? failedItemsError(late, plan.children) : error;
			}
			ctx.throwIfCancelled();
			left = await readChildren(ctx, pending, plan);
			for (const { status } of left) {
				if (status instanceof GraphError) seen.error = status;
				else seen.text = status.statusText;
			}
			pending = left;
		} while (left.some(isInProgress));
	}
}

/**
 * Creates the items of a carousel concurrently, waits for its videos, and creates the carousel. Meta does not take
 * unfinished items.
 *
 * @returns the id of its container
 */
export async function createCarousel(ctx: PublishContext, plan: PostPlan, wait: ItemWait): Promise<string> {
	const ids = await createChildren(ctx, plan.children, wait);
	return await createParent(ctx, plan, ids, wait);
}
