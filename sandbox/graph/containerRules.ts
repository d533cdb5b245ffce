import type { Behaviour, LoginMethod } from '../model';
import { AUDIO } from './audio';
import { invalidParameter, MetaRefusal } from './errors';

/** What a container is made of, by its parameters. */
export type ContainerType =
	'image' | 'reel' | 'imageStory' | 'videoStory' | 'carouselImage' | 'carouselVideo' | 'carousel';

const FEED: ContainerType[] = ['image', 'reel', 'carousel'];
const ALONE: ContainerType[] = [...FEED, 'imageStory', 'videoStory'];
const VIDEOS: ContainerType[] = ['reel', 'videoStory', 'carouselVideo'];
const IMAGES: ContainerType[] = ['image', 'imageStory', 'carouselImage'];

interface Rule {
	in: ContainerType[];
	only?: LoginMethod;
}

/**
 * Parameter -> the containers that take it.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
const RULES: Record<string, Rule> = {
	image_url: { in: IMAGES },
	video_url: { in: VIDEOS },
	upload_type: { in: VIDEOS, only: 'facebook' },
	media_type: { in: ['reel', 'imageStory', 'videoStory', 'carouselVideo', 'carousel', 'image'] },
	is_carousel_item: { in: ['carouselImage', 'carouselVideo'] },
	children: { in: ['carousel'] },
	caption: { in: FEED },
	alt_text: { in: ['image', 'carouselImage'] },
	user_tags: { in: [...ALONE, 'carouselImage', 'carouselVideo'] },
	collaborators: { in: FEED },
	location_id: { in: FEED },
	product_tags: { in: ['image', 'reel', 'carouselImage', 'carouselVideo'], only: 'facebook' },
	cover_url: { in: ['reel'] },
	thumb_offset: { in: VIDEOS },
	audio_name: { in: ['reel'] },
	share_to_feed: { in: ['reel'] },
	trial_params: { in: ['reel'] },
	is_ai_generated: { in: ALONE },
	is_paid_partnership: { in: ALONE, only: 'facebook' },
	branded_content_sponsor_ids: { in: ALONE, only: 'facebook' },
	audio_configuration: { in: ['reel'], only: 'facebook' },
	poll_attachment: { in: FEED, only: 'facebook' },
	is_poll_duration_extended: { in: FEED, only: 'facebook' },
	is_comment_prompt_used: { in: FEED, only: 'facebook' },
};

export const CONTAINER_PARAMETERS = Object.keys(RULES);

/** Which container the parameters ask for. @throws MetaRefusal where they ask for none */
export function typeOf(parameters: Record<string, string>): ContainerType {
	const { media_type: type, is_carousel_item: item, video_url: video, upload_type: upload } = parameters;
	const isVideo = video !== undefined || upload === 'resumable';
	switch (type) {
		case undefined:
		case 'IMAGE':
			if (isVideo) throw invalidParameter('The parameter media_type is required for videos');
			return item === 'true' ? 'carouselImage' : 'image';
		case 'VIDEO':
			if (item === 'true') return 'carouselVideo';
			throw new MetaRefusal(100, 'Invalid parameter', {
				subcode: 2207089,
				userMessage: 'The media type VIDEO is no longer supported. Use REELS to publish a video.',
			});
		case 'REELS':
			if (item === 'true') throw invalidParameter('Reels cannot be part of a carousel');
			return 'reel';
		case 'STORIES':
			return isVideo ? 'videoStory' : 'imageStory';
		case 'CAROUSEL':
			return 'carousel';
		default:
			throw new MetaRefusal(100, 'Invalid parameter', {
				subcode: 2207023,
				userMessage: `The media type ${type} is unknown.`,
			});
	}
}

function json(parameters: Record<string, string>, name: string): unknown {
	const text = parameters[name];
	if (text === undefined) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		throw invalidParameter(`Param ${name} must be valid JSON`);
	}
}

/** What Meta's documents and reports do not agree on. */
type Limits = Pick<Behaviour, 'mostHashtags' | 'mostMentions' | 'mostCollaborators' | 'privateUsernames'>;

function checkTexts({ caption = '', alt_text: altText = '' }: Record<string, string>, limits: Limits): void {
	const { mostHashtags, mostMentions } = limits;
	if ([...caption].length > 2200) {
		throw new MetaRefusal(36004, 'The caption was too long.', { subcode: 2207010 });
	}
	if ((caption.match(/#[\p{L}\p{N}_]+/gu) ?? []).length > (mostHashtags ?? Infinity))
		throw invalidParameter(`The caption has more than ${mostHashtags} hashtags`);
	if ((caption.match(/(?<!\w)@[\w.]+/g) ?? []).length > (mostMentions ?? Infinity))
		throw invalidParameter(`The caption has more than ${mostMentions} mentions`);
	if ([...altText].length > 1000) throw invalidParameter('Param alt_text must be at most 1000 characters');
}

/** @throws MetaRefusal that names the people whom Meta does not let anybody tag */
function checkPeople(names: string[], { privateUsernames }: Limits): void {
	const unreachable = names.filter((name) => name.startsWith('@') || privateUsernames.includes(name));
	if (unreachable.length === 0) return;
	throw new MetaRefusal(110, 'Invalid user id', {
		subcode: 2207018,
		userTitle: 'Cannot load user with a private profile or invalid username',
		userMessage: `The following user(s) cannot be accessed: ${unreachable.join(', ')}`,
	});
}

function checkTags(parameters: Record<string, string>, type: ContainerType, limits: Limits): void {
	const people: string[] = [];
	const isVideo = VIDEOS.includes(type);
	for (const name of ['user_tags', 'product_tags']) {
		const tags = json(parameters, name);
		if (tags === undefined) continue;
		if (!Array.isArray(tags) || tags.length > 20) {
			throw new MetaRefusal(100, 'Invalid parameter', { subcode: 2207040, userMessage: 'Too many tags.' });
		}
		for (const tag of tags as Array<{ x?: unknown; y?: unknown; username?: unknown }>) {
			const hasPlace = tag.x !== undefined || tag.y !== undefined;
			const inPlace = [tag.x, tag.y].every((at) => typeof at === 'number' && at >= 0 && at <= 1);
			if (isVideo && type !== 'videoStory' && hasPlace)
				throw new MetaRefusal(100, 'Invalid parameter', { subcode: 2207035 });
			if ((hasPlace || type === 'image' || type === 'carouselImage') && !inPlace) {
				throw new MetaRefusal(100, 'Invalid parameter', { subcode: 2207036 });
			}
			if (name === 'user_tags' && typeof tag.username !== 'string')
				throw invalidParameter('Param user_tags needs username');
			if (name === 'user_tags') people.push(String(tag.username));
		}
	}
	const collaborators = json(parameters, 'collaborators');
	const { mostCollaborators } = limits;
	if (collaborators !== undefined) {
		if (!Array.isArray(collaborators) || collaborators.length > (mostCollaborators ?? Infinity))
			throw invalidParameter(
				`Param collaborators must be an array of at most ${mostCollaborators} usernames`,
			);
		people.push(...collaborators.map(String));
	}
	checkPeople(people, limits);
	const trial = json(parameters, 'trial_params') as { graduation_strategy?: unknown } | undefined;
	if (trial !== undefined && !['MANUAL', 'SS_PERFORMANCE'].includes(String(trial.graduation_strategy))) {
		throw invalidParameter('Param trial_params[graduation_strategy] must be one of {MANUAL, SS_PERFORMANCE}');
	}
}

/** @throws MetaRefusal for audio that the catalogue does not have, and for volumes that are none */
function checkAudio(parameters: Record<string, string>): void {
	const audio = json(parameters, 'audio_configuration');
	if (audio === undefined) return;
	const {
		audio_id: id,
		audio_volume: own,
		video_volume: video,
		...more
	} = (audio ?? {}) as Record<string, unknown>;
	if (Object.keys(more).length > 0)
		throw invalidParameter(`Param audio_configuration has no key ${Object.keys(more)[0]}`);
	if (!AUDIO.some(({ audio_id: known }) => known === id))
		throw invalidParameter('Param audio_configuration[audio_id] must be the ID of an audio asset');
	for (const volume of [own, video]) {
		if (volume !== undefined && !(typeof volume === 'number' && volume >= 0 && volume <= 100))
			throw invalidParameter('Param audio_configuration: a volume must be from 0 to 100');
	}
}

const POLL_OPTIONS = ['option_a', 'option_b', 'option_c', 'option_d'];

/** https://developers.facebook.com/documentation/instagram-platform/content-publishing/caption-add-ons */
function checkAddOns(parameters: Record<string, string>): void {
	const poll = json(parameters, 'poll_attachment') as Record<string, unknown> | undefined;
	const hasPrompt = parameters.is_comment_prompt_used === 'true';
	if (poll === undefined && parameters.is_poll_duration_extended !== undefined)
		throw invalidParameter('Param is_poll_duration_extended needs poll_attachment');
	if (poll === undefined && !hasPrompt) return;
	if (poll && hasPrompt) throw invalidParameter('A media can carry at most one caption add-on');
	if (!parameters.caption) throw invalidParameter('A caption add-on requires a caption');
	const names = Object.keys(poll ?? {});
	const isFilled = names.every((name, index) => name === POLL_OPTIONS[index] && Boolean(poll?.[name]));
	if (poll && (!isFilled || names.length < 2))
		throw invalidParameter('Param poll_attachment must contain 2 to 4 options, option_a to option_d');
}

/** @throws MetaRefusal for a parameter that the container does not take, and for values beyond Meta's limits */
export function checkParameters(
	parameters: Record<string, string>,
	type: ContainerType,
	login: LoginMethod,
	limits: Limits,
): void {
	for (const name of Object.keys(parameters)) {
		const rule = RULES[name];
		if (!rule) continue;
		if (rule.only && rule.only !== login) throw invalidParameter(`Param ${name} is not expected`);
		if (!rule.in.includes(type)) throw invalidParameter(`Param ${name} is not allowed for this media type`);
	}
	const { upload_type: upload, image_url: image, video_url: video } = parameters;
	if (upload !== undefined && upload !== 'resumable')
		throw invalidParameter('Param upload_type must be resumable');
	if ([upload, image, video].filter(Boolean).length > 1)
		throw invalidParameter('Only one of image_url, video_url and upload_type can be given');
	checkTexts(parameters, limits);
	checkTags(parameters, type, limits);
	checkAudio(parameters);
	checkAddOns(parameters);
	if (type !== 'carousel' && !['image_url', 'video_url', 'upload_type'].some((name) => parameters[name])) {
		throw invalidParameter('The parameter image_url or video_url is required');
	}
}
