import type {
	Account,
	Behaviour,
	Container,
	FileFacts,
	FileFormat,
	MediaFile,
	MediaKind,
	ProductType,
} from '../model';
import type { AuthorizedCall, Answer } from './call';
import { LATEST_VERSION } from './call';
import type { ContainerType } from './containerRules';
import { checkParameters, CONTAINER_PARAMETERS, typeOf } from './containerRules';
import { describeContainer, requireReadable, statusOf } from './containerState';
import { invalidParameter, mediaNotFound, mediaNotReady, MetaRefusal } from './errors';
import { listIn } from './lists';
import { route } from './route';

const DAY = 24 * 3600_000;
const CONTAINERS_A_DAY = 400;
const IMAGE_BYTES = 8 * 1024 * 1024;

/** Width to height that the feed takes, the tallest by `tallestImage`. Slides count as the feed, stories take all. */
const TALLEST: Readonly<Record<Behaviour['tallestImage'], number>> = { '3:4': 3 / 4, '4:5': 4 / 5 };
const WIDEST = 1.91;

/** Files have whole pixels, so that they meet a ratio only nearly. */
const TOLERANCE = { tallest: 0.001, widest: 0.01 };

const NOT_FETCHED = 2207052;

const KINDS: Record<ContainerType, { kind: MediaKind; productType: ProductType }> = {
	image: { kind: 'image', productType: 'FEED' },
	reel: { kind: 'video', productType: 'REELS' },
	imageStory: { kind: 'image', productType: 'STORY' },
	videoStory: { kind: 'video', productType: 'STORY' },
	carouselImage: { kind: 'image', productType: 'FEED' },
	carouselVideo: { kind: 'video', productType: 'FEED' },
	carousel: { kind: 'carousel', productType: 'FEED' },
};

/** What Meta takes for an image: JPEG by its documents, PNG by what people see. The address's ending plays no part. */
function isTaken({ format, width, height }: FileFacts, { pngByUrl }: Behaviour): boolean {
	return (format === 'jpeg' || (format === 'png' && pngByUrl === 'taken')) && Boolean(width && height);
}

/** Of what Meta cannot name it refers to its page (gitroomhq/postiz-app #615). */
function unsupportedFormat(format: FileFormat): MetaRefusal {
	const isNamed = format !== 'other' && format !== 'video';
	return new MetaRefusal(36001, 'The image format is not supported.', {
		subcode: 2207005,
		userTitle: 'Unsupported format',
		userMessage: isNamed
			? `The image format ${format.toUpperCase()} is not supported. Supported formats are: JPG.`
			: 'The image format unknown is not supported. Please refer to our dev doc for more media specification requirements: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media#creating',
	});
}

/** @throws MetaRefusal for a picture that Meta does not take; it tells so when the container is created */
function checkImage(facts: FileFacts, isStory: boolean, behaviour: Behaviour): void {
	const { format, bytes, width = 1, height = 1 } = facts;
	if (!isTaken(facts, behaviour)) throw unsupportedFormat(format);
	if (bytes > IMAGE_BYTES) throw new MetaRefusal(36000, 'The image size is too large.', { subcode: 2207004 });
	const ratio = width / height;
	const tallest = TALLEST[behaviour.tallestImage];
	if (!isStory && (ratio < tallest - TOLERANCE.tallest || ratio > WIDEST + TOLERANCE.widest)) {
		throw new MetaRefusal(36003, 'The aspect ratio is not supported.', {
			subcode: 2207009,
			userTitle: 'Aspect ratio',
			userMessage: `The submitted image with aspect ratio ('${ratio.toFixed(2)}',) cannot be published. Please submit an image with a valid aspect ratio.`,
		});
	}
}

function notFetched(address: string, code = 9004): MetaRefusal {
	const text = code === 100 ? 'Invalid parameter' : 'Only photo or video can be accepted as media type.';
	return new MetaRefusal(code, text, {
		subcode: NOT_FETCHED,
		userTitle: 'Media download has failed',
		userMessage: `The media could not be fetched from this URI: ${address}`,
	});
}

/**
 * Checks whether this is the first fetch of an address while `firstFetchFails` is set.
 *
 * @returns the subcode that the container is to fail with later
 * @throws MetaRefusal where it is refused at once
 */
function failFirstFetch({ world }: AuthorizedCall, address: string): number | undefined {
	const { firstFetchFails } = world.behaviour;
	if (firstFetchFails === 'no' || world.fetched.has(address)) return undefined;
	world.fetched.add(address);
	if (firstFetchFails === 'container') return NOT_FETCHED;
	throw notFetched(address, Number(firstFetchFails));
}

/** Whether audio is to be mixed with the sound of the video: public code names 0 as the volume of a silent one. */
function wantsItsSound({ audio_configuration: audio }: Record<string, string>): boolean {
	return audio !== undefined && (JSON.parse(audio) as { video_volume?: unknown }).video_volume !== 0;
}

async function fileFor(call: AuthorizedCall, type: ContainerType): Promise<MediaFile | undefined> {
	const { image_url: image, video_url: video } = call.parameters;
	const address = image ?? video;
	if (address === undefined) return undefined;
	const failure = failFirstFetch(call, address);
	const file = await call.world.files.fetch(address);
	if (!file) throw notFetched(address);
	if (image !== undefined) checkImage(file.facts, type === 'imageStory', call.world.behaviour);
	if (failure !== undefined) return { ...file, failure };
	if (file.isSilent && wantsItsSound(call.parameters)) return { ...file, failure: 2207082 };
	// What is wrong with a video comes out in the processing.
	return video === undefined || file.facts.format === 'video' ? file : { ...file, failure: 2207026 };
}

function childrenFor(call: AuthorizedCall, account: Account): string[] {
	const { world } = call;
	const ids = listIn(call, 'children');
	if (ids.length < 2 || ids.length > 10) {
		throw new MetaRefusal(100, 'Invalid parameter', {
			subcode: 2207028,
			userMessage: 'A carousel needs 2 to 10 children.',
		});
	}
	for (const id of ids) {
		const child = world.containers.get(id);
		if (!child?.isCarouselItem || child.accountId !== account.id) {
			throw mediaNotFound(id);
		}
		if (world.behaviour.childrenMustBeFinished && statusOf(world, child) !== 'FINISHED')
			throw mediaNotReady();
		if (statusOf(world, child) === 'ERROR') throw invalidParameter('A child of the carousel has failed');
	}
	return ids;
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

/** Makes a container: what is to be published is checked and taken in. */
async function create(call: AuthorizedCall, account: Account): Promise<Answer> {
	const { world, parameters, loginMethod } = call;
	const type = typeOf(parameters);
	checkParameters(parameters, type, loginMethod, world.behaviour);
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
	const uri = `https://rupload.facebook.com/ig-api-upload/${call.version ?? LATEST_VERSION}/${container.id}`;
	return { status: 200, body: { id: container.id, ...(isUpload ? { uri } : {}) } };
}

/** Creating a container, and reading its status. */
export const containerRoutes = [
	route({
		method: 'POST',
		path: '/{account}/media',
		permission: 'publish',
		parameters: CONTAINER_PARAMETERS,
		endpoint: 'create',
		handle: create,
	}),
	route({
		method: 'GET',
		path: '/{container}',
		endpoint: 'status',
		handle: (call, container) => {
			requireReadable(call, container.createdAt);
			return { status: 200, body: describeContainer(call.world, container, call.parameters.fields) };
		},
	}),
];
