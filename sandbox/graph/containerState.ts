import type { Container, ContainerStatus, PublishedMedia } from '../model';
import type { World } from '../world';
import type { AuthorizedCall } from './call';
import { notReadableYet } from './errors';
import { parseFields, pick } from './fields';

const DAY = 24 * 3600_000;

/** The state of a container now. */
export function statusOf(world: World, container: Container): ContainerStatus {
	const now = world.clock.now();
	if (container.publishedAt !== undefined) return 'PUBLISHED';
	if (now - container.createdAt > DAY) return 'EXPIRED';
	const children = container.childIds.map((id) => world.containers.get(id));
	if (children.some((child) => child && statusOf(world, child) === 'IN_PROGRESS')) return 'IN_PROGRESS';
	if (container.readyAt === undefined || now < container.readyAt) return 'IN_PROGRESS';
	return container.file?.failure === undefined ? 'FINISHED' : 'ERROR';
}

/** When the last of a container's media was processed. */
export function finishedAt(world: World, { readyAt = Infinity, childIds }: Container): number {
	const children = childIds.flatMap((id) => world.containers.get(id) ?? []);
	return Math.max(readyAt, ...children.map((child) => finishedAt(world, child)));
}

/** @throws MetaRefusal where what was made at this time may not be read yet */
export function requireReadable({ world, token }: AuthorizedCall, madeAt: number): void {
	const { freshReadsRefusedSeconds } = world.behaviour;
	if (world.clock.now() - madeAt < freshReadsRefusedSeconds * 1000)
		throw notReadableYet(token.kind === 'page');
}

/** @throws MetaRefusal where a post that was published here may not be read yet */
export function requireReadableMedia(
	call: AuthorizedCall,
	{ containerId, publishedAt }: PublishedMedia,
): void {
	if (containerId !== undefined) requireReadable(call, publishedAt);
}

const STATUS_TEXTS: Record<ContainerStatus, (container: Container) => string> = {
	FINISHED: () => 'Finished: Media has been uploaded and it is ready to be published.',
	IN_PROGRESS: () => 'In Progress: Media is still being processed.',
	PUBLISHED: () => 'Published: Media has been successfully published.',
	EXPIRED: () => 'Expired: Media was not published within 24 hours.',
	ERROR: ({ file }) => `Error: Media upload has failed with error code ${file?.failure}`,
};

/** A container as a read shows it. */
export function describeContainer(
	world: World,
	container: Container,
	fields = 'id',
): Record<string, unknown> {
	const status = statusOf(world, container);
	return pick(
		parseFields(fields),
		{
			id: () => container.id,
			status_code: () => (status === 'ERROR' && world.behaviour.errorWithoutStatusCode ? undefined : status),
			status: () => STATUS_TEXTS[status](container),
			copyright_check_status: () => undefined,
			video_status: () => undefined,
		},
		'ShadowIGMediaBuilder',
	);
}
