import type { LoginMethod } from '../model';
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

function checkTexts({ caption = '', alt_text: altText = '' }: Record<string, string>): void {
	if ([...caption].length > 2200) {
		throw new MetaRefusal(36004, 'The caption was too long.', { subcode: 2207010 });
	}
	if ((caption.match(/#[\p{L}\p{N}_]+/gu) ?? []).length > 30)
		throw invalidParameter('The caption has more than 30 hashtags');
	if ((caption.match(/(?<!\w)@[\w.]+/g) ?? []).length > 20)
		throw invalidParameter('The caption has more than 20 mentions');
	if ([...altText].length > 1000) throw invalidParameter('Param alt_text must be at most 1000 characters');
}

function checkTags(parameters: Record<string, string>, type: ContainerType): void {
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
		}
	}
	const collaborators = json(parameters, 'collaborators');
	if (collaborators !== undefined && (!Array.isArray(collaborators) || collaborators.length > 5)) {
		throw invalidParameter('Param collaborators must be an array of at most 5 usernames');
	}
	const trial = json(parameters, 'trial_params') as { graduation_strategy?: unknown } | undefined;
	if (trial !== undefined && !['MANUAL', 'SS_PERFORMANCE'].includes(String(trial.graduation_strategy))) {
		throw invalidParameter('Param trial_params[graduation_strategy] must be one of {MANUAL, SS_PERFORMANCE}');
	}
}

/** @throws MetaRefusal for a parameter that the container does not take, and for values beyond Meta's limits */
export function checkParameters(
	parameters: Record<string, string>,
	type: ContainerType,
	login: LoginMethod,
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
	checkTexts(parameters);
	checkTags(parameters, type);
	if (type !== 'carousel' && !['image_url', 'video_url', 'upload_type'].some((name) => parameters[name])) {
		throw invalidParameter('The parameter image_url or video_url is required');
	}
}
