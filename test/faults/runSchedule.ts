import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { resetProcessState } from '../../nodes/Instagram/shared/processState';
import type { Sandbox } from '../../sandbox';
import type { Container, PublishedMedia } from '../../sandbox/model';
import type { LoggedRequest } from '../../sandbox/requests';
import type { WorkflowRun } from '../../tools/n8n-harness';
import { useDeduplicationStore } from '../../tools/n8n-harness';
import { connectedCredential, media, run } from '../../tools/n8n-harness/arrange';
import type { ItemPlan, Kind, Schedule } from './schedule';

/** The result of one item in the workflow. */
export type ItemResult =
	| { status: 'live'; id: string | null; permalink?: string; output: number }
	| { status: 'failed'; published?: unknown; containerId?: string; text: string; output: number }
	/** The run stopped at another item, and its error does not list this one as live. */
	| { status: 'nothing' };

/** A post that is live, with the item that it belongs to. */
export interface Post {
	item: number;
	media: PublishedMedia;
}

/** One execution, with the requests and posts at its end. */
export interface Execution {
	results: ItemResult[];
	/** Results that belong to no item. */
	unmatched: string[];
	/** All posts in the order of the feeds, oldest first; those of earlier executions are the first `before`. */
	posts: Post[];
	before: number;
	/** All calls since the first execution began. */
	requests: LoggedRequest[];
}

/** The results of the workflow and the state of the sandbox. */
export interface ScheduleRun {
	executions: Execution[];
	containers: Array<{ item: number; container: Container }>;
	hits: number;
}

const FILES: Record<Kind, string> = {
	image: 'pottery-1.jpg',
	reel: 'clip-1.mp4',
	'story image': 'story-1.jpg',
	'story video': 'clip-2.mp4',
	carousel: 'pottery-2.jpg',
};

const CAROUSEL = ['pottery-1.jpg', 'pottery-2.jpg', 'pottery-3.jpg'];

/** A URL that identifies the item of a container. */
function mediaUrlOf(name: string, item: number, { processing, failure }: Partial<ItemPlan> = {}): string {
	const error = failure === undefined ? '' : `&error=${failure}`;
	return media(`${name}?item=${item}&processing=${processing ?? 0}${error}`);
}

function inputOf({ items, captions }: Schedule): IDataObject[] {
	return items.map((plan, item) => ({
		postType: plan.kind.split(' ')[0] as string,
		storyMediaType: plan.kind === 'story video' ? 'video' : 'image',
		account: plan.account,
		url: mediaUrlOf(FILES[plan.kind], item, plan),
		children: CAROUSEL.map((name) => mediaUrlOf(name, item, { processing: plan.processing })),
		key: `key-${item}`,
		caption:
			plan.kind.startsWith('story') || captions === 'none'
				? ''
				: captions === 'same'
					? 'The same'
					: `Post ${item}`,
	}));
}

const RANDOM_SUFFIX = 'Math.random().toString(36).slice(2)';

/** An expression for a field of the item, with a suffix that changes at every evaluation. */
function fieldExpression(field: string, changesEachTry: boolean, join: string): string {
	return changesEachTry
		? `={{ $json.${field} && $json.${field} + "${join}" + ${RANDOM_SUFFIX} }}`
		: `={{ $json.${field} }}`;
}

function parametersOf({ items, changesEachTry, deduplicationKey, includePermalink, maxWait }: Schedule) {
	return {
		resource: 'post',
		operation: 'publish',
		account: { __rl: true, mode: 'id', value: '={{ $json.account }}' },
		caption: fieldExpression('caption', changesEachTry, ' #'),
		...(items[0]?.kind === 'carousel'
			? {
					postType: 'carousel',
					carouselItems: {
						item: CAROUSEL.map((_name, index) => ({
							mediaType: 'image',
							url: fieldExpression(`children[${index}]`, changesEachTry, '&v='),
						})),
					},
				}
			: {
					postType: '={{ $json.postType }}',
					storyMediaType: '={{ $json.storyMediaType }}',
					mediaUrl: fieldExpression('url', changesEachTry, '&v='),
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

function pairedItemOf({ pairedItem }: INodeExecutionData): number {
	const pair = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof pair === 'object' ? pair.item : (pair ?? -1);
}

function resultOfItem({ json }: INodeExecutionData, output: number): ItemResult {
	if (json.status === 'PUBLISHED') {
		return { status: 'live', id: json.id as string | null, permalink: json.permalink as string, output };
	}
	const details = (json.details ?? {}) as IDataObject;
	const { published, containerId } = details;
	return {
		status: 'failed',
		published,
		containerId: containerId as string | undefined,
		text: String(json.error),
		output,
	};
}

/** Reads from the error of a stopped run which item failed, and which are live. */
function readStopError(error: NonNullable<WorkflowRun['error']>, results: ItemResult[]): void {
	const { context, message, description } = error as unknown as {
		context: { itemIndex?: number };
		message: string;
		description?: string | null;
	};
	const text = `${message} ${description ?? ''}`;
	const list = /Already live: ((?:item \d+: (?:container )?\d+(?:, )?)+)\./.exec(text)?.[1] ?? '';
	for (const [, item, container, id] of list.matchAll(/item (\d+): (container )?(\d+)/g)) {
		results[Number(item)] = { status: 'live', id: container ? null : (id as string), output: 0 };
	}
	const published = /published: (true|false|unknown)/.exec(text)?.[1];
	results[context.itemIndex ?? 0] = {
		status: 'failed',
		published: published === 'true' ? true : published === 'false' ? false : published,
		containerId: /container (\d+)(?:,|\))/.exec(text)?.[1],
		text,
		output: 0,
	};
}

function readResults(
	{ error, last, status }: WorkflowRun,
	{ items }: Schedule,
): Pick<Execution, 'results' | 'unmatched'> {
	const results: ItemResult[] = items.map(() => ({ status: 'nothing' }));
	const unmatched: string[] = [];
	if (error) {
		readStopError(error, results);
		return { results, unmatched };
	}
	if (status !== 'success') unmatched.push(`the run ended as '${status}' without an error`);
	last.outputs.forEach((output, index) => {
		for (const item of output) {
			const pair = pairedItemOf(item);
			if (results[pair]?.status === 'nothing') results[pair] = resultOfItem(item, index);
			else unmatched.push(`a result for item ${pair}, which has one already or does not exist`);
		}
	});
	return { results, unmatched };
}

/** All posts since the start of the world, in the order of the feeds. */
function postsIn(sandbox: Sandbox): Post[] {
	const { world } = sandbox;
	return [...world.media.values()]
		.filter(({ containerId, parentId }) => containerId !== undefined && parentId === undefined)
		.map((post) => ({
			item: itemOf(world.containers.get(post.containerId as string), sandbox),
			media: post,
		}));
}

/** Ends the latency of a world with its first publish. */
function endLatency({ world }: Sandbox): () => void {
	return world.requests.watch(({ endpoint }) => {
		if (endpoint === 'publish') world.latencyMs = 0;
	});
}

/**
 * Runs a schedule in a new world.
 *
 * @throws Error if a secret is found in what the run leaves behind
 */
export async function runSchedule(sandbox: Sandbox, schedule: Schedule): Promise<ScheduleRun> {
	const { world } = sandbox;
	const { login, items, retryOnFail, onError } = schedule;
	world.reset(schedule.seed);
	world.behave(schedule.behaviour);
	resetProcessState();
	await useDeduplicationStore();
	const accounts = [...new Set(items.map(({ account }) => account))];
	const connected = await connectedCredential(sandbox, login, 'accessToken', accounts);
	for (const fault of schedule.faults) world.faults.add(fault);
	world.latencyMs = schedule.latencyMs;
	const executions: Execution[] = [];
	let staticData: IDataObject | undefined;
	for (let count = 0; count < schedule.executions; count += 1) {
		if (count > 0 && schedule.restarts) resetProcessState();
		const before = postsIn(sandbox).length;
		const result = await run(connected, parametersOf(schedule), {
			items: inputOf(schedule),
			retryOnFail,
			mode: schedule.deduplicationKey ? 'trigger' : 'manual',
			staticData,
			...(onError === 'stopWorkflow' ? {} : { onError }),
		}).finally(endLatency(sandbox));
		staticData = result.staticData ?? staticData;
		executions.push({
			...readResults(result, schedule),
			posts: postsIn(sandbox),
			before,
			requests: [...world.requests.list()],
		});
	}
	const containers = [...world.containers.values()].filter(({ isCarouselItem }) => !isCarouselItem);
	return {
		executions,
		containers: containers.map((container) => ({ item: itemOf(container, sandbox), container })),
		hits: world.faults.list().reduce((sum, { hits }) => sum + hits, 0),
	};
}
