import type { Answer, AuthorizedCall } from './call';
import { invalidParameter } from './errors';
import { searcher } from './hashtags';
import { page } from './pages';
import { fixedRoute } from './route';

const TYPES = ['music', 'original_sound'];

/** What is not known of an audio is null. */
const UNKNOWN = {
	display_artist: null,
	duration_in_ms: null,
	cover_artwork_thumbnail_url: null,
	ig_username: null,
	profile_picture_url: null,
	on_platform_audio_preview_link: null,
};

/** The audio that is cleared for apps, the trending first. */
export const AUDIO = [
	{
		...UNKNOWN,
		audio_id: '17900000000000001',
		audio_type: 'music',
		title: 'Kiln Song',
		display_artist: 'The Potters',
		duration_in_ms: 61_400,
		on_platform_audio_preview_link: 'https://www.instagram.com/reels/audio/17900000000000001/',
	},
	{
		...UNKNOWN,
		audio_id: '17900000000000002',
		audio_type: 'music',
		title: 'Slow Wheel',
		display_artist: 'Lumen',
		duration_in_ms: 128_000,
	},
	{
		...UNKNOWN,
		audio_id: '17900000000000003',
		audio_type: 'original_sound',
		title: 'Kiln crackle',
		duration_in_ms: 9_000,
		ig_username: 'north.pottery',
	},
	{ ...UNKNOWN, audio_id: '17900000000000004', audio_type: 'original_sound', title: null },
];

function search(call: AuthorizedCall): Answer {
	searcher(call);
	const { audio_type: type, search_query: query = '' } = call.parameters;
	if (!TYPES.includes(type ?? ''))
		throw invalidParameter(`Param audio_type must be one of {${TYPES.join(', ')}}`);
	const word = query.toLowerCase();
	const found = AUDIO.filter(
		({ audio_type: of, title, display_artist: artist, ig_username: username }) =>
			of === type && [title, artist, username].some((text) => (text ?? '').toLowerCase().includes(word)),
	);
	return { status: 200, body: page(call, found, (one) => one) };
}

/**
 * The audio catalogue. https://developers.facebook.com/documentation/instagram-platform/content-publishing/audio-api
 * (2026-06-16); the fields of a record from public clients.
 */
export const audioRoutes = [
	fixedRoute({
		method: 'GET',
		path: '/ig_audio',
		login: 'facebook',
		permission: 'publish',
		parameters: ['audio_type', 'search_query', 'user_id'],
		endpoint: 'audio',
		handle: search,
	}),
];
