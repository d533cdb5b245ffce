import { MESSAGE_LIMITS } from '../../nodes/Instagram/actions/message/shared';
import type { DocumentedLimit, Limit } from '../../nodes/Instagram/parameters/readers';
import { LIMITS } from '../../nodes/Instagram/publishing/limits';
import { FORMATS } from '../../nodes/Instagram/publishing/media/formats';
import { table } from './markdown';

/** How a number is written: what it limits, and in which unit the table of limits has it. */
interface Wording {
	what: string;
	unit: 'bytes' | 'seconds' | 'milliseconds' | 'share' | 'characters' | 'pieces';
}

const MIB = 1024 * 1024;

const MEDIA_WORDING: Readonly<Record<keyof typeof LIMITS, Wording>> = {
	imageBytes: { what: 'Image: size', unit: 'bytes' },
	reelBytes: { what: 'Reel, video of a carousel: size', unit: 'bytes' },
	reelSeconds: { what: 'Reel: length', unit: 'seconds' },
	storyVideoBytes: { what: 'Video story: size', unit: 'bytes' },
	storyVideoSeconds: { what: 'Video story: length', unit: 'seconds' },
	carouselItems: { what: 'Carousel: items', unit: 'pieces' },
	captionCharacters: { what: 'Caption: characters', unit: 'characters' },
	captionHashtags: { what: 'Caption: hashtags', unit: 'pieces' },
	captionMentions: { what: 'Caption: mentions', unit: 'pieces' },
	altTextCharacters: { what: 'Alt text: characters', unit: 'characters' },
	collaborators: { what: 'Collaborators', unit: 'pieces' },
	userTags: { what: 'User tags', unit: 'pieces' },
	imageProductTags: { what: 'Product tags of an image', unit: 'pieces' },
	reelProductTags: { what: 'Product tags of a reel', unit: 'pieces' },
	sponsors: { what: 'Sponsors of a paid partnership', unit: 'pieces' },
	tagCoordinate: { what: 'Position of a tag, each of X and Y', unit: 'share' },
	thumbOffset: { what: 'Thumbnail offset', unit: 'milliseconds' },
	volume: { what: "Volume of a reel's audio, and of its own sound", unit: 'share' },
	pollOptions: { what: 'Poll: options', unit: 'pieces' },
	usernameCharacters: { what: 'Username: characters', unit: 'characters' },
};

const MESSAGE_WORDING: Readonly<Record<keyof typeof MESSAGE_LIMITS, Wording>> = {
	textBytes: { what: 'Text: bytes in UTF-8', unit: 'characters' },
	imageBytes: { what: 'Image: size', unit: 'bytes' },
	fileBytes: { what: 'Video, audio file, PDF: size', unit: 'bytes' },
	images: { what: 'Images in one message', unit: 'pieces' },
	quickReplies: { what: 'Quick replies', unit: 'pieces' },
	cards: { what: 'Cards of a template', unit: 'pieces' },
	buttons: { what: 'Buttons of a card or template', unit: 'pieces' },
	iceBreakers: { what: 'Ice breakers', unit: 'pieces' },
};

function seconds(value: number): string {
	return value >= 120 ? `${value / 60} minutes` : `${value} seconds`;
}

const NUMBERS: Readonly<Record<Wording['unit'], (value: number) => string>> = {
	bytes: (value) => `${value / MIB} MB`,
	seconds,
	milliseconds: (value) => seconds(value / 1000),
	share: String,
	characters: (value) => value.toLocaleString('en'),
	pieces: String,
};

function range({ min, max }: Limit, { unit }: Wording): string {
	const say = NUMBERS[unit];
	const isFromNothing = min === 0 || (unit === 'bytes' && min === 1);
	return isFromNothing && unit !== 'share' ? `up to ${say(max)}` : `${say(min)} to ${say(max)}`;
}

function rows<K extends string>(
	limits: Readonly<Record<K, DocumentedLimit>>,
	wording: Readonly<Record<K, Wording>>,
): string[][] {
	return (Object.keys(wording) as K[]).map((name) => [
		wording[name].what,
		range(limits[name], wording[name]),
		`[seen ${limits[name].seen}](${limits[name].source})`,
	]);
}

const HEAD = ['What', 'Limit', 'Meta says so'];

/** The limits of posts, with the kinds of files. */
export function mediaLimits(): string {
	const { source, seen } = LIMITS.imageBytes;
	const kinds = Object.values(FORMATS).map(({ takes }) => [
		'Kind of file',
		takes,
		`[seen ${seen}](${source})`,
	]);
	return table(HEAD, [...kinds, ...rows(LIMITS, MEDIA_WORDING)]);
}

/** The limits of messages. */
export function messageLimits(): string {
	return table(HEAD, rows(MESSAGE_LIMITS, MESSAGE_WORDING));
}
