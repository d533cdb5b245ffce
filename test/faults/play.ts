import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { forgetAccounts } from '../../nodes/Instagram/accounts';
import { processPauses } from '../../nodes/Instagram/graph/usage';
import { processJournal } from '../../nodes/Instagram/publishing/journal';
import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import { forgetTokens } from '../../nodes/Instagram/tokens/memory';
import type { Sandbox } from '../../sandbox';
import type { Container, PublishedMedia } from '../../sandbox/model';
import type { LoggedRequest } from '../../sandbox/requests';
import type { WorkflowRun } from '../harness';
import { ACCOUNT, inUse, media, run } from '../workflow/arrange';
import type { Kind, Schedule } from './schedule';

/** What the workflow was told of one item. */
export type Told =
	| { told: 'live'; id: string | null; permalink?: string; output: number }
	| { told: 'failed'; published?: unknown; containerId?: string; text: string; output: number }
	/** The run stopped at another item, and this one is not said to be live. */
	| { told: 'nothing' };

/** What happened, on both sides. */
export interface Played {
	told: Told[];
	/** What the workflow was told beyond its items. */
	strays: string[];
	/** Posts in the order of the feed, oldest first, with the item that each belongs to. */
	posts: Array<{ item: number; media: PublishedMedia }>;
	containers: Array<{ item: number; container: Container }>;
	/** Calls from the first of the run on. */
	requests: LoggedRequest[];
	struck: number;
}

/** A process that has just started remembers nothing. */
export function forgetEverything(): void {
	processPauses.clear();
	processJournal.clear();
	resetProcessState();
	forgetAccounts();
	forgetTokens();
}

const FILES: Record<Kind, string> = {
	image: 'pottery-1.jpg',
	reel: 'clip-1.mp4',
	'story image': 'story-1.jpg',
	'story video': 'clip-2.mp4',
	carousel: 'pottery-2.jpg',
};

const CAROUSEL = ['pottery-1.jpg', 'pottery-2.jpg', 'pottery-3.jpg'];

/** An address that tells which item a container was made for. */
function address(name: string, item: number, seconds: number): string {
	return media(`${name}?item=${item}&processing=${seconds}`);
}

function inputOf({ items, captions, processing }: Schedule): IDataObject[] {
	return items.map((kind, item) => ({
		postType: kind.split(' ')[0] as string,
		storyMediaType: kind === 'story video' ? 'video' : 'image',
		url: address(FILES[kind], item, processing[item] ?? 0),
		children: CAROUSEL.map((name) => address(name, item, 0)),
		key: `key-${item}`,
		caption:
			kind.startsWith('story') || captions === 'none'
				? ''
				: captions === 'same'
					? 'The same'
					: `Post ${item}`,
	}));
}

function parametersOf({ items, deduplicationKey, includePermalink, maxWait }: Schedule) {
	return {
		resource: 'post',
		operation: 'publish',
		caption: '={{ $json.caption }}',
		...(items[0] === 'carousel'
			? {
					postType: 'carousel',
					carouselItems: {
						item: CAROUSEL.map((_name, index) => ({
							mediaType: 'image',
							url: `={{ $json.children[${index}] }}`,
						})),
					},
				}
			: {
					postType: '={{ $json.postType }}',
					storyMediaType: '={{ $json.storyMediaType }}',
					mediaUrl: '={{ $json.url }}',
				}),
		options: {
			maxWait,
			includePermalink,
			...(deduplicationKey ? { deduplicationKey: '={{ $json.key }}' } : {}),
		},
	};
}

function itemOf(container: Container | undefined, sandbox: Sandbox): number {
	const { image_url, video_url } = container?.parameters ?? {};
	const url = image_url ?? video_url;
	if (url !== undefined) return Number(new URL(url).searchParams.get('item'));
	const [child] = container?.childIds ?? [];
	return child === undefined ? -1 : itemOf(sandbox.world.containers.get(child), sandbox);
}

function pairOf({ pairedItem }: INodeExecutionData): number {
	const pair = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof pair === 'object' ? pair.item : (pair ?? -1);
}

function toldByItem({ json }: INodeExecutionData, output: number): Told {
	if (json.status === 'PUBLISHED') {
		return { told: 'live', id: json.id as string | null, permalink: json.permalink as string, output };
	}
	const details = (json.details ?? {}) as IDataObject;
	const { published, containerId } = details;
	return {
		told: 'failed',
		published,
		containerId: containerId as string | undefined,
		text: String(json.error),
		output,
	};
}

/** What the error of a stopped run says: which item failed, and which are live. */
function toldByError(error: NonNullable<WorkflowRun['error']>, told: Told[]): void {
	const { context, message, description } = error as unknown as {
		context: { itemIndex?: number };
		message: string;
		description?: string | null;
	};
	const text = `${message} ${description ?? ''}`;
	const list = /Already live: ((?:item \d+: (?:container )?\d+(?:, )?)+)\./.exec(text)?.[1] ?? '';
	for (const [, item, container, id] of list.matchAll(/item (\d+): (container )?(\d+)/g)) {
		told[Number(item)] = { told: 'live', id: container ? null : (id as string), output: 0 };
	}
	const published = /published: (true|false|unknown)/.exec(text)?.[1];
	told[context.itemIndex ?? 0] = {
		told: 'failed',
		published: published === 'true' ? true : published === 'false' ? false : published,
		containerId: /container (\d+)(?:,|\))/.exec(text)?.[1],
		text,
		output: 0,
	};
}

function listen({ error, last, status }: WorkflowRun, { items }: Schedule): Pick<Played, 'told' | 'strays'> {
	const told: Told[] = items.map(() => ({ told: 'nothing' }));
	const strays: string[] = [];
	if (error) {
		toldByError(error, told);
		return { told, strays };
	}
	if (status !== 'success') strays.push(`the run ended as '${status}' without an error`);
	last.outputs.forEach((output, index) => {
		for (const item of output) {
			const pair = pairOf(item);
			if (told[pair]?.told === 'nothing') told[pair] = toldByItem(item, index);
			else strays.push(`a result for item ${pair}, which has one already or does not exist`);
		}
	});
	return { told, strays };
}

/**
 * Lets a schedule happen in a new world.
 *
 * @throws Error if a secret is found in what the run leaves behind
 */
export async function play(sandbox: Sandbox, schedule: Schedule): Promise<Played> {
	const { world } = sandbox;
	world.reset(schedule.seed);
	forgetEverything();
	const connected = await inUse(sandbox, schedule.login, 'accessToken');
	for (const fault of schedule.faults) world.faults.add(fault);
	const result = await run(connected, parametersOf(schedule), {
		items: inputOf(schedule),
		retryOnFail: schedule.retryOnFail,
		...(schedule.onError === 'stopWorkflow' ? {} : { onError: schedule.onError }),
	});
	const containers = [...world.containers.values()].filter(({ isCarouselItem }) => !isCarouselItem);
	return {
		...listen(result, schedule),
		posts: [...world.media.values()]
			.filter((post) => post.accountId === ACCOUNT[schedule.login] && post.containerId && !post.parentId)
			.map((post) => ({
				item: itemOf(world.containers.get(post.containerId as string), sandbox),
				media: post,
			})),
		containers: containers.map((container) => ({ item: itemOf(container, sandbox), container })),
		requests: [...world.requests.list()],
		struck: world.faults.list().reduce((sum, { struck }) => sum + struck, 0),
	};
}
