import type { Account, Container, ContainerStatus, MediaFile, MediaKind, ProductType } from '../model';
import type { FetchedFile } from '../media/files';
import type { World } from '../world';
import { allow, requirePermission } from './authorize';
import type { AuthorizedCall, Answer, Route } from './call';
import type { ContainerType } from './containerRules';
import { checkParameters, CONTAINER_PARAMETERS, typeOf } from './containerRules';
import { invalidParameter, MetaRefusal } from './errors';
import { parseFields, pick } from './fields';

const DAY = 24 * 3600_000;
const CONTAINERS_A_DAY = 400;
const IMAGE_BYTES = 8 * 1024 * 1024;

const KINDS: Record<ContainerType, { kind: MediaKind; productType: ProductType }> = {
	image: { kind: 'image', productType: 'FEED' },
	reel: { kind: 'video', productType: 'REELS' },
	imageStory: { kind: 'image', productType: 'STORY' },
	videoStory: { kind: 'video', productType: 'STORY' },
	carouselImage: { kind: 'image', productType: 'FEED' },
	carouselVideo: { kind: 'video', productType: 'FEED' },
	carousel: { kind: 'carousel', productType: 'FEED' },
};

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

const STATUS_TEXTS: Record<ContainerStatus, (container: Container) => string> = {
	FINISHED: () => 'Finished: Media has been uploaded and it is ready to be published.',
	IN_PROGRESS: () => 'In Progress: Media is still being processed.',
	PUBLISHED: () => 'Published: Media has been successfully published.',
	EXPIRED: () => 'Expired: Media was not published within 24 hours.',
	ERROR: ({ file }) => `Error: Media upload has failed with error code ${file?.failure}`,
};

/** A container as a read shows it, whether alone or among `?ids=`. */
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
			status_code: () => status,
			status: () => STATUS_TEXTS[status](container),
			copyright_check_status: () => undefined,
			video_status: () => undefined,
		},
		'ShadowIGMediaBuilder',
	);
}

function checkImage(fetched: FetchedFile, isStory: boolean): void {
	if (fetched.format !== 'jpeg')
		throw new MetaRefusal(36001, 'The image format is not supported.', { subcode: 2207005 });
	if (fetched.size > IMAGE_BYTES)
		throw new MetaRefusal(36000, 'The image size is too large.', { subcode: 2207004 });
	const ratio = (fetched.width ?? 1) / (fetched.height ?? 1);
	if (!isStory && (ratio < 0.8 - 0.001 || ratio > 1.91 + 0.01)) {
		throw new MetaRefusal(
			36003,
			"The submitted image with aspect ratio ('" + ratio.toFixed(2) + "',) cannot be published.",
			{
				subcode: 2207009,
			},
		);
	}
}

async function fileFor(call: AuthorizedCall, type: ContainerType): Promise<MediaFile | undefined> {
	const { image_url: image, video_url: video } = call.parameters;
	const address = image ?? video;
	if (address === undefined) return undefined;
	const fetched = await call.world.files.fetch(address);
	if (!fetched) {
		throw new MetaRefusal(9004, 'Only photo or video can be accepted as media type.', {
			subcode: 2207052,
			userTitle: 'Media download has failed',
			userMessage: 'The media could not be fetched from this URI.',
		});
	}
	if (image !== undefined) {
		checkImage(fetched, type === 'imageStory');
		return fetched.file;
	}
	// What is wrong with a video comes out in the processing.
	return fetched.format === 'video' ? fetched.file : { ...fetched.file, failure: 2207026 };
}

/** Meta takes a JSON list and a comma list. */
function childIdsIn(text: string): string[] {
	if (!text.startsWith('[')) return text.split(',').filter(Boolean);
	try {
		return (JSON.parse(text) as unknown[]).map(String);
	} catch {
		throw invalidParameter('Param children must be an array');
	}
}

function childrenFor({ world, parameters }: AuthorizedCall, account: Account): string[] {
	const ids = childIdsIn(parameters.children ?? '');
	if (ids.length < 2 || ids.length > 10) {
		throw new MetaRefusal(100, 'Invalid parameter', {
			subcode: 2207028,
			userMessage: 'A carousel needs 2 to 10 children.',
		});
	}
	for (const id of ids) {
		const child = world.containers.get(id);
		if (!child?.isCarouselItem || child.accountId !== account.id) {
			throw new MetaRefusal(24, 'The requested resource does not exist', { subcode: 2207006 });
		}
		if (world.behaviour.childrenMustBeFinished && statusOf(world, child) !== 'FINISHED') throw notReady();
		if (statusOf(world, child) === 'ERROR') throw invalidParameter('A child of the carousel has failed');
	}
	return ids;
}

function notReady(): MetaRefusal {
	return new MetaRefusal(9007, 'Media ID is not available', {
		subcode: 2207027,
		userTitle: 'Media is not ready',
		userMessage: 'The media is not ready for publishing, please wait for a moment',
	});
}

function checkDailyContainers({ world }: AuthorizedCall, account: Account): void {
	const since = world.clock.now() - DAY;
	const made = [...world.containers.values()].filter(
		(one) => one.accountId === account.id && one.createdAt > since,
	);
	if (made.length >= CONTAINERS_A_DAY) throw new MetaRefusal(-1, 'Fatal', { subcode: 2207032 });
}

/** Whether a place in milliseconds lies within a video. */
function isWithin(milliseconds: string, durationSeconds = Infinity): boolean {
	return /^\d+$/.test(milliseconds) && Number(milliseconds) <= durationSeconds * 1000;
}

async function create(call: AuthorizedCall, account: Account): Promise<Answer> {
	const { world, parameters, loginMethod } = call;
	allow(call, ...CONTAINER_PARAMETERS);
	requirePermission(call, 'publish');
	const type = typeOf(parameters);
	checkParameters(parameters, type, loginMethod);
	checkDailyContainers(call, account);
	const childIds = type === 'carousel' ? childrenFor(call, account) : [];
	const file = await fileFor(call, type);
	const isUpload = parameters.upload_type === 'resumable';
	const { kind, productType } = KINDS[type];
	const { thumb_offset: thumbnail } = parameters;
	if (thumbnail !== undefined && !isWithin(thumbnail, file?.durationSeconds)) {
		throw new MetaRefusal(1, 'The thumb_offset is out of range', { subcode: 2207057 });
	}
	const seconds =
		file?.processingSeconds ??
		(kind === 'video' ? world.processing.videoSeconds : world.processing.imageSeconds);
	const now = world.clock.now();
	const { access_token: _token, appsecret_proof: _proof, ...kept } = parameters;
	const container: Container = {
		id: world.ids.next('container'),
		accountId: account.id,
		kind,
		productType,
		isCarouselItem: parameters.is_carousel_item === 'true',
		childIds,
		parameters: kept,
		createdAt: now,
		...(parameters.caption === undefined ? {} : { caption: parameters.caption }),
		...(parameters.alt_text === undefined ? {} : { altText: parameters.alt_text }),
		...(parameters.is_ai_generated === 'true' ? { isAiGenerated: true } : {}),
		...(parameters.share_to_feed === undefined ? {} : { shareToFeed: parameters.share_to_feed === 'true' }),
		...(file ? { file } : {}),
		...(isUpload
			? { upload: { received: 0, firstBytes: Buffer.alloc(0) } }
			: { readyAt: now + seconds * 1000 }),
	};
	world.containers.set(container.id, container);
	world.touch();
	const uri = `https://rupload.facebook.com/ig-api-upload/${call.version ?? 'v26.0'}/${container.id}`;
	return { status: 200, body: { id: container.id, ...(isUpload ? { uri } : {}) } };
}

function publish(call: AuthorizedCall, account: Account): Answer {
	const { world, parameters } = call;
	allow(call, 'creation_id');
	requirePermission(call, 'publish');
	const container = world.containers.get(parameters.creation_id ?? '');
	if (!container) throw new MetaRefusal(24, 'The requested resource does not exist', { subcode: 2207008 });
	if (container.accountId !== account.id || container.isCarouselItem) {
		throw new MetaRefusal(24, 'The requested resource does not exist', { subcode: 2207006 });
	}
	const status = statusOf(world, container);
	if (status === 'PUBLISHED') {
		const { code, subcode } = world.behaviour.republish;
		throw new MetaRefusal(code, 'The requested resource does not exist', { subcode });
	}
	if (status === 'EXPIRED')
		throw new MetaRefusal(24, 'The requested resource does not exist', { subcode: 2207008 });
	if (status !== 'FINISHED') throw notReady();
	const since = world.clock.now() - DAY;
	const posts = world.postsOf(account.id).filter((media) => media.containerId && media.publishedAt > since);
	if (posts.length >= world.behaviour.quotaTotal) {
		throw new MetaRefusal(9, 'Application request limit reached', {
			subcode: 2207042,
			userMessage:
				'You reached the maximum number of posts that is allowed to be published by Content Publishing API.',
		});
	}
	return { status: 200, body: { id: makeLive(world, container).id } };
}

function makeLive(world: World, container: Container) {
	const publishedAt = world.clock.now();
	const live = (one: Container, parentId?: string) => {
		const { kind, productType, accountId, caption, altText, isAiGenerated, shareToFeed, file } = one;
		const media = world.addMedia({
			accountId,
			containerId: one.id,
			kind,
			productType,
			caption,
			altText,
			isAiGenerated,
			shareToFeed,
			file,
			childIds: [],
			publishedAt,
			likes: 0,
			comments: 0,
			...(parentId ? { parentId } : {}),
		});
		one.publishedAt = publishedAt;
		one.mediaId = media.id;
		return media;
	};
	const media = live(container);
	media.childIds = container.childIds.flatMap((id) => {
		const child = world.containers.get(id);
		return child ? [live(child, media.id).id] : [];
	});
	if (!media.file) media.file = world.media.get(media.childIds[0] ?? '')?.file;
	return media;
}

/** Creating and publishing below an account. */
export function publishingRoute(call: AuthorizedCall, account: Account, edge: string): Route | undefined {
	if (call.method !== 'POST') return undefined;
	if (edge === 'media') return { endpoint: 'create', work: async () => await create(call, account) };
	if (edge === 'media_publish') return { endpoint: 'publish', work: () => publish(call, account) };
	return undefined;
}

/** A container by its id, where the token may see it. */
export function containerFor({ world, token }: AuthorizedCall, id: string): Container | undefined {
	const container = world.containers.get(id);
	return container && token.accountIds.includes(container.accountId) ? container : undefined;
}
