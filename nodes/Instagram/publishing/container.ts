import { decimalIdIn } from '../graph/answer';
import { GraphError, unreadableError } from '../graph/errors/explain';
import type { GraphCall, UploadCall } from '../graph/types';
import { toError } from '../shared/toError';
import type { SourceTransfer } from './media/source';
import { resolveSource, explainSourceError } from './media/source';
import { PublishError } from './publishError';
import type { ContainerPlan, PublishContext } from './types';
import { tryReadContainer, waitUntilReady } from './containerStatus';

/** A container that exists, and its state. */
export interface Prepared {
	containerId: string;
	/** End of the wait for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	/** Start of the wait for it, milliseconds since the epoch; absent before the first wait. */
	waitingSince?: number;
	/** Whether a read has returned that it can be published. */
	isReady: boolean;
}

/** Waits before a container is created again: Meta can often fetch or process a file seconds after it failed. */
const RECREATE_AFTER_MS = [3_000, 10_000];

/** A file is uploaded at most twice. */
const UPLOAD_ATTEMPTS = 2;

/** Waits before the reads that show whether Meta has accepted an upload that it reported as failed. */
const READ_UPLOAD_AFTER_MS = [2_000, 5_000, 10_000];

/** Sends the call that creates a container until an answer contains an id. An unused container only counts as one of 400 a day. */
async function sendUntilId(
	{ graph, clock }: PublishContext,
	call: GraphCall,
): Promise<Omit<UploadCall, 'file'>> {
	for (const pause of [...RECREATE_AFTER_MS, undefined]) {
		const answer = await graph.call(call);
		const containerId = decimalIdIn(answer);
		if (containerId !== undefined) return { containerId, uri: answer.uri };
		if (pause !== undefined) await clock.sleep(pause);
	}
	throw unreadableError('it contains no ID of a container', {});
}

/** Whether a container became ready although Meta reported its upload as failed ("Request processing failed"). */
async function isAccepted(ctx: PublishContext, containerId: string): Promise<boolean> {
	for (const wait of READ_UPLOAD_AFTER_MS) {
		await ctx.clock.sleep(wait);
		const status = await tryReadContainer(ctx, containerId);
		if (status instanceof GraphError || status.status === 'IN_PROGRESS') continue;
		return status.status === 'FINISHED';
	}
	return false;
}

async function upload(ctx: PublishContext, call: UploadCall): Promise<void> {
	const { containerId } = call;
	const error = await ctx.graph.upload(call).catch((caught: unknown) => {
		if (caught instanceof GraphError && (caught.newContainer || caught.kind === 'transient')) return caught;
		throw toError(caught);
	});
	if (error && !(await isAccepted(ctx, containerId))) throw new PublishError(error, { containerId });
}

async function create(
	ctx: PublishContext,
	plan: ContainerPlan,
	source: SourceTransfer,
	children?: string[],
): Promise<string> {
	const created = await sendUntilId(ctx, {
		method: 'POST',
		path: `/${ctx.account}/media`,
		form: {
			...plan.parameters,
			...source.parameters,
			...(children ? { children: children.join(',') } : {}),
		},
		repeatable: true,
		accountId: ctx.account,
		permission: 'publish',
	});
	if (source.upload) await upload(ctx, { ...created, file: source.upload });
	return created.containerId;
}

/** Whether another container with the same media may succeed: Meta says so, or the upload to this one got stuck. */
function canRecreate(error: unknown, { upload: isUpload }: SourceTransfer): boolean {
	const reason = error instanceof PublishError ? error.reason : error;
	if (!(reason instanceof GraphError)) return false;
	return reason.newContainer || (isUpload !== undefined && error !== reason && reason.kind === 'transient');
}

/**
 * Creates a container, and another one a moment later if that may succeed: nothing is published at this stage.
 *
 * @param attempt creates a container and checks that it is usable
 * @param isLate whether the time is over after a wait of that many milliseconds
 */
async function createAttempt<T>(
	ctx: PublishContext,
	plan: ContainerPlan,
	attempt: (source: SourceTransfer) => Promise<T>,
	isLate: (pauseMs: number) => boolean = () => false,
): Promise<T> {
	for (let attempts = 1; ; attempts += 1) {
		ctx.throwIfCancelled();
		const source = resolveSource(plan, ctx.graph.settings.loginMethod);
		try {
			return await attempt(source);
		} catch (error) {
			const pause =
				source.upload && attempts >= UPLOAD_ATTEMPTS ? undefined : RECREATE_AFTER_MS[attempts - 1];
			if (pause === undefined || isLate(pause) || !canRecreate(error, source))
				throw explainSourceError(error, source);
			await ctx.clock.sleep(pause);
		}
	}
}

/** Creates a container and uploads its file if Meta does not fetch it. Resolves with the id. */
export async function createWithRetries(
	ctx: PublishContext,
	plan: ContainerPlan,
	children?: string[],
): Promise<string> {
	return await createAttempt(ctx, plan, async (source) => await create(ctx, plan, source, children));
}

/**
 * Creates a container and waits for a video. An image is usually ready at once, so it is not read before the publish.
 *
 * @param deadline end of the wait, milliseconds since the epoch; the time of an upload is added
 */
export async function createAndWait(
	ctx: PublishContext,
	plan: ContainerPlan,
	deadline: number,
): Promise<Prepared> {
	const { clock } = ctx;
	if (plan.kind !== 'video')
		return { containerId: await createWithRetries(ctx, plan), deadline, isReady: false };
	let uploading = 0;
	let waitsUntil = Number.POSITIVE_INFINITY;
	const attempt = async (source: SourceTransfer): Promise<Prepared> => {
		waitsUntil = Number.POSITIVE_INFINITY;
		const start = clock.now();
		const containerId = await create(ctx, plan, source);
		const waitingSince = clock.now();
		// 'Max Wait' covers Meta's processing, which starts when Meta has the file.
		if (source.upload) uploading += waitingSince - start;
		waitsUntil = deadline + uploading;
		const ready = await waitUntilReady(ctx, { containerId }, plan.kind, waitsUntil);
		return { containerId, deadline: waitsUntil, waitingSince, isReady: ready === 'FINISHED' };
	};
	return await createAttempt(ctx, plan, attempt, (pause) => clock.now() + pause >= waitsUntil);
}
