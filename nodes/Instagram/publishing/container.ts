import { decimalIdIn } from '../graph/answer';
import { GraphError, unreadableError } from '../graph/errors/explain';
import type { GraphCall, UploadCall } from '../graph/types';
import { toError } from '../shared/toError';
import type { SourceTransfer } from './media/source';
import { resolveSource, explainSourceError } from './media/source';
import { PublishError } from './publishError';
import type { ContainerPlan, PublishContext } from './types';
import { tryReadContainer, waitUntilReady } from './containerStatus';

/** A container that is made, and how far it is. */
export interface Prepared {
	containerId: string;
	/** When to give up waiting for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	/** Since when it has been waited for, milliseconds since the epoch; absent where it was not waited for. */
	waitingSince?: number;
	/** Whether a read has said that it can be published. */
	isReady: boolean;
}

/** Waits before a container is made anew: what Meta could not fetch or process now it often can seconds later. */
const RECREATE_AFTER_MS = [3_000, 10_000];

/** A file is uploaded twice at most. */
const UPLOAD_ATTEMPTS = 2;

/** Waits before the reads that tell whether Meta has taken in an upload that it refused. */
const REFUSED_UPLOAD_MS = [2_000, 5_000, 10_000];

/** Sends the call that makes a container until an answer holds an id; an unused container costs nothing but one of 400 a day. */
async function createdBy(
	{ graph, clock }: PublishContext,
	call: GraphCall,
): Promise<Omit<UploadCall, 'file'>> {
	for (const pause of [...RECREATE_AFTER_MS, undefined]) {
		const answer = await graph.call(call);
		const containerId = decimalIdIn(answer);
		if (containerId !== undefined) return { containerId, uri: answer.uri };
		if (pause !== undefined) await clock.sleep(pause);
	}
	throw unreadableError('it holds no ID of a container', {});
}

/** Whether a container became ready although Meta has refused its upload ("Request processing failed"). */
async function isAccepted(ctx: PublishContext, containerId: string): Promise<boolean> {
	for (const wait of REFUSED_UPLOAD_MS) {
		await ctx.clock.sleep(wait);
		const look = await tryReadContainer(ctx, containerId);
		if (look instanceof GraphError || look.status === 'IN_PROGRESS') continue;
		return look.status === 'FINISHED';
	}
	return false;
}

async function upload(ctx: PublishContext, call: UploadCall): Promise<void> {
	const { containerId } = call;
	const refusal = await ctx.graph.upload(call).catch((error: unknown) => {
		if (error instanceof GraphError && (error.newContainer || error.kind === 'transient')) return error;
		throw toError(error);
	});
	if (refusal && !(await isAccepted(ctx, containerId))) throw new PublishError(refusal, { containerId });
}

async function create(
	ctx: PublishContext,
	plan: ContainerPlan,
	delivery: SourceTransfer,
	children?: string[],
): Promise<string> {
	const made = await createdBy(ctx, {
		method: 'POST',
		path: `/${ctx.account}/media`,
		form: {
			...plan.parameters,
			...delivery.parameters,
			...(children ? { children: children.join(',') } : {}),
		},
		repeatable: true,
		accountId: ctx.account,
		permission: 'publish',
	});
	if (delivery.upload) await upload(ctx, { ...made, file: delivery.upload });
	return made.containerId;
}

/** Whether another container with the same media may do: Meta says so, or an upload to this one got stuck. */
function canRecreate(error: unknown, { upload: isUpload }: SourceTransfer): boolean {
	const reason = error instanceof PublishError ? error.reason : error;
	if (!(reason instanceof GraphError)) return false;
	return reason.newContainer || (isUpload !== undefined && error !== reason && reason.kind === 'transient');
}

/**
 * Makes a container, and another one a moment later where that may mend it: nothing is published at this stage.
 *
 * @param attempt makes one and does with it what shows whether it is of use
 * @param isLate whether there is no time left for another one after a wait of that many milliseconds
 */
async function createAttempt<T>(
	ctx: PublishContext,
	plan: ContainerPlan,
	attempt: (delivery: SourceTransfer) => Promise<T>,
	isLate: (pauseMs: number) => boolean = () => false,
): Promise<T> {
	for (let makes = 1; ; makes += 1) {
		ctx.throwIfCancelled();
		const delivery = resolveSource(plan, ctx.graph.settings.loginMethod);
		try {
			return await attempt(delivery);
		} catch (error) {
			const pause = delivery.upload && makes >= UPLOAD_ATTEMPTS ? undefined : RECREATE_AFTER_MS[makes - 1];
			if (pause === undefined || isLate(pause) || !canRecreate(error, delivery))
				throw explainSourceError(error, delivery);
			await ctx.clock.sleep(pause);
		}
	}
}

/** Makes a container and sees to it that Meta has its file, or knows where to fetch it. Resolves with its id. */
export async function createWithRetries(
	ctx: PublishContext,
	plan: ContainerPlan,
	children?: string[],
): Promise<string> {
	return await createAttempt(ctx, plan, async (delivery) => await create(ctx, plan, delivery, children));
}

/**
 * Makes a container and waits for a video. An image is usually ready at once: publishing tells.
 *
 * @param deadline when to give up waiting, milliseconds since the epoch; the time of an upload is added
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
	const attempt = async (delivery: SourceTransfer): Promise<Prepared> => {
		waitsUntil = Number.POSITIVE_INFINITY;
		const start = clock.now();
		const containerId = await create(ctx, plan, delivery);
		const waitingSince = clock.now();
		// 'Max Wait' is for Meta's processing: it begins when Meta has the file.
		if (delivery.upload) uploading += waitingSince - start;
		waitsUntil = deadline + uploading;
		const ready = await waitUntilReady(ctx, { containerId }, plan.kind, waitsUntil);
		return { containerId, deadline: waitsUntil, waitingSince, isReady: ready === 'FINISHED' };
	};
	return await createAttempt(ctx, plan, attempt, (pause) => clock.now() + pause >= waitsUntil);
}
