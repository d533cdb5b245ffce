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

/** What Meta may have against one file; the rest concerns all calls alike. */
const ABOUT_ONE_FILE: ReadonlySet<GraphErrorKind> = new Set([
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
	if (reason instanceof GraphError) return ABOUT_ONE_FILE.has(reason.kind);
	return error instanceof PublishError;
}

function labelOf(index: number): string {
	return `'${carouselItemLabel(index)}'`;
}

function isRetryable(error: unknown): boolean {
	const said = error instanceof PublishError ? error.retryable : undefined;
	const reason = reasonOf(error);
	return said ?? (reason instanceof GraphError && reason.retryable);
}

/** A child's container is not named: unlike a post's own it cannot be published later. */
function withoutContainer(error: unknown): Error {
	return error instanceof PublishError && error.reason !== undefined
		? new PublishError(error.reason, {})
		: toError(error);
}

/** The error for a carousel some of whose items failed: the first is named, and told in full; the others after it. */
function itemsFailure(failures: ItemFailure[], children: ContainerPlan[]): Error {
	const general = failures.find(({ error }) => !isAboutItem(error));
	if (general) return withoutContainer(general.error);
	const [first, ...others] = failures.map(({ index, error }) => ({ index, error: toError(error) }));
	if (!first) throw new RangeError('No item has failed');
	const media = children[first.index]?.media;
	const also = others.map(({ index, error }) => `${labelOf(index)}: ${error.message}.`).join(' ');
	return new PublishError(
		first.error,
		{
			carouselItem: first.index + 1,
			...(media?.kind === 'url' ? { url: redact(media.url) } : {}),
		},
		{
			message: `${labelOf(first.index)}: ${first.error.message}`,
			...(also ? { description: `Other items failed too. ${also}` } : {}),
			retryable: failures.every(({ error }) => isRetryable(error)),
		},
	);
}

/** A carousel that is not made yet leaves nothing behind that could be published later. */
function itemTimedOut(waitedMs: number, seen: LastSeen): ProcessingTimeoutError {
	return new ProcessingTimeoutError(
		{},
		waitedMs,
		seen,
		"Raise 'Max Wait', or use a shorter video in the carousel.",
	);
}

async function createChild(ctx: PublishContext, child: ContainerPlan, deadline: number): Promise<string> {
	try {
		return (await createAndWait(ctx, child, deadline)).containerId;
	} catch (error) {
		throw error instanceof ProcessingTimeoutError ? itemTimedOut(error.waitedMs, error.seen) : toError(error);
	}
}

/** Makes the items side by side; where some fail, the others come to rest first. */
async function createChildren(
	ctx: PublishContext,
	children: ContainerPlan[],
	deadline: number,
): Promise<string[]> {
	const results = await Promise.allSettled(
		children.map(async (child) => await createChild(ctx, child, deadline)),
	);
	const failures = results.flatMap((result, index) =>
		result.status === 'rejected' ? [{ index, error: result.reason as unknown }] : [],
	);
	if (failures.length > 0) throw itemsFailure(failures, children);
	return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** An item that the carousel waits for. */
interface Child {
	id: string;
	index: number;
}

/** Reads the items once, side by side; resolves with those that are not known to be ready. */
async function readChildren(
	ctx: PublishContext,
	children: Child[],
	plan: PostPlan,
): Promise<Array<Child & { look: ContainerStatus | GraphError }>> {
	const looks = await Promise.all(
		children.map(async (child) => ({ ...child, look: await tryReadContainer(ctx, child.id) })),
	);
	const failures: ItemFailure[] = [];
	const pending = looks.filter(({ index, look }) => {
		if (look instanceof GraphError) return true;
		try {
			return interpretStatus(look, {}) === undefined;
		} catch (error) {
			failures.push({ index, error });
			return false;
		}
	});
	if (failures.length > 0) throw itemsFailure(failures, plan.children);
	return pending;
}

const isInProgress = ({ look }: { look: ContainerStatus | GraphError }) => !(look instanceof GraphError);

/**
 * Whether a carousel was refused because items are in progress. Where Meta does not say so, only the items tell whom
 * it means.
 *
 * @throws PostFailure that names the items which have failed
 */
async function areItemsInProgress(
	ctx: PublishContext,
	children: Child[],
	plan: PostPlan,
	error: unknown,
): Promise<boolean> {
	const reason = reasonOf(error);
	if (!(reason instanceof GraphError) || !ABOUT_ONE_FILE.has(reason.kind)) return false;
	if (reason.kind === 'notReady') return true;
	return (await readChildren(ctx, children, plan)).some(isInProgress);
}

/**
 * Makes a carousel of its items. Meta refuses it while one of them is still being processed (meta-mcp #138): the items
 * are then waited for, each read once an interval, and the carousel is tried again.
 *
 * @param deadline when to give up waiting, milliseconds since the epoch
 * @throws PostFailure that names the items which failed or were not ready
 */
async function createParent(
	ctx: PublishContext,
	plan: PostPlan,
	ids: string[],
	deadline: number,
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
		schedule ??= new PollSchedule(ctx.clock, 'carousel', ctx.clock.now(), deadline);
		let left: Awaited<ReturnType<typeof readChildren>>;
		do {
			if (!(await schedule.next())) {
				const error = itemTimedOut(schedule.elapsed, seen);
				const late = pending.map(({ index }) => ({ index, error }));
				throw late.length > 0 ? itemsFailure(late, plan.children) : error;
			}
			ctx.throwIfCancelled();
			left = await readChildren(ctx, pending, plan);
			for (const { look } of left) {
				if (look instanceof GraphError) seen.refusal = look;
				else seen.text = look.statusText;
			}
			pending = left;
		} while (left.some(isInProgress));
	}
}

/**
 * Makes a carousel: its items side by side, then itself. Videos are waited for, since it cannot be made of unfinished ones.
 *
 * @returns the id of its container
 */
export async function createCarousel(ctx: PublishContext, plan: PostPlan, deadline: number): Promise<string> {
	const ids = await createChildren(ctx, plan.children, deadline);
	return await createParent(ctx, plan, ids, deadline);
}
