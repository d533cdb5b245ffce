import type { LoginMethod } from '../../../nodes/Instagram/graph/types';
import { planPost } from '../../../nodes/Instagram/publishing/plan';
import type { PostInput } from '../../../nodes/Instagram/publishing/types';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const PHOTO = 'https://example.com/a.jpg';
const VIDEO = 'https://example.com/a.mp4';
const ITEM = { mediaType: 'image', source: 'url', url: PHOTO };

const POSTS: Record<string, PostInput> = {
	image: { postType: 'image', mediaUrl: PHOTO },
	reel: { postType: 'reel', mediaUrl: VIDEO },
	story: { postType: 'story', storyMediaType: 'video', mediaUrl: VIDEO },
	carousel: { postType: 'carousel', carouselItems: [ITEM, ITEM] },
};

function plan(
	kind: string,
	additionalFields: Record<string, unknown>,
	login: LoginMethod = 'facebook',
	caption = 'Which one?',
) {
	return planPost({ ...(POSTS[kind] as PostInput), caption, additionalFields }, login);
}

const sent = (kind: string, fields: Record<string, unknown>) => plan(kind, fields).container.parameters;

const track = (more: object = {}) => ({
	track: { audioId: { __rl: true, mode: 'list', value: '179' }, audioVolume: 100, videoVolume: 100, ...more },
});
const poll = (options: unknown, more: object = {}) => ({ answers: { options, ...more } });

describe('the audio of a reel', () => {
	it('is sent with both volumes', () => {
		const { audio_configuration: audio } = sent('reel', { audio: track({ videoVolume: 0 }) });
		expect(audio).toEqual({ audio_id: '179', audio_volume: 100, video_volume: 0 });
	});

	it.each<[string, unknown]>([
		['a plain object', { audioId: '179' }],
		['a list of one', [{ audioId: '179' }]],
		['JSON text', '{"audioId":"179"}'],
		['the ID as a number', { track: { audioId: 179 } }],
		['volumes that are empty', { track: { audioId: '179', audioVolume: '', videoVolume: null } }],
	])('may come from an expression as %s', (_what, audio) => {
		expect(JSON.stringify(sent('reel', { audio }).audio_configuration)).toBe('{"audio_id":"179"}');
	});

	it.each<[string, unknown]>([
		['no audio is chosen', track({ audioId: { __rl: true, mode: 'list', value: '' } })],
		['its expression yields nothing', track({ audioId: null })],
		['the group is empty', { track: {} }],
		['the collection is empty', {}],
	])('is not sent if %s, and is not reported as left out', (_what, audio) => {
		expect(sent('reel', { audio })).not.toHaveProperty('audio_configuration');
		expect(plan('image', { audio }).leftOut).toEqual([]);
	});

	it.each(['image', 'story', 'carousel'])('is left out of the post type %s', (kind) => {
		const { container, leftOut } = plan(kind, { audio: track() });
		expect(container.parameters).not.toHaveProperty('audio_configuration');
		expect(leftOut).toContain('Audio');
	});

	it.each<[unknown, string]>([
		[track({ audioVolume: 100.5 }), "'Audio > Track > Audio Volume' is 100.5; it must be from 0 to 100"],
		[track({ videoVolume: -1 }), "'Audio > Track > Video Volume' is -1; it must be from 0 to 100"],
		[track({ videoVolume: 'loud' }), "'Audio > Track > Video Volume' must be a number, not 'loud'"],
		[track({ audioId: 'Kiln Song' }), "'Audio > Track > Song or Sound' is not an ID: 'Kiln Song'"],
		[[{ audioId: '1' }, { audioId: '2' }], "'Audio' contains 2 entries; a post takes one"],
		['Kiln Song', "'Audio' must be a list of entries, but contains a string"],
	])('is rejected: %j', (audio, message) => {
		expect(inputErrorOf(() => plan('reel', { audio })).message).toBe(message);
	});
});

describe('the poll of a post', () => {
	it.each(['image', 'reel', 'carousel'])('is sent for the post type %s', (kind) => {
		expect(sent(kind, { poll: poll('Blue\nRed') })).toMatchObject({
			poll_attachment: { option_a: 'Blue', option_b: 'Red' },
		});
	});

	it('is not set on the items of a carousel', () => {
		for (const { parameters } of plan('carousel', { poll: poll('Blue\nRed') }).children)
			expect(parameters).not.toHaveProperty('poll_attachment');
	});

	it.each<[string, unknown]>([
		['lines', ' Blue \n\nRed, dark\r\n4\nGreen\n'],
		['a list', ['Blue', 'Red, dark', 4, 'Green']],
		['JSON text', '["Blue", "Red, dark", 4, "Green"]'],
	])('takes four options as %s', (_what, options) => {
		expect(sent('image', { poll: poll(options) }).poll_attachment).toEqual({
			option_a: 'Blue',
			option_b: 'Red, dark',
			option_c: '4',
			option_d: 'Green',
		});
	});

	it('stays open only where that is chosen', () => {
		const open = sent('image', { poll: poll('a\nb', { isDurationExtended: true }) });
		expect(open).toHaveProperty('is_poll_duration_extended', true);
		for (const isDurationExtended of [false, '', null]) {
			const closed = sent('image', { poll: poll('a\nb', { isDurationExtended }) });
			expect(closed).not.toHaveProperty('is_poll_duration_extended');
		}
	});

	it.each<[string, unknown]>([
		['no text', poll('')],
		['blank lines', poll(' \n ')],
		['nothing', poll(null, { isDurationExtended: true })],
		['an empty list', poll([])],
	])('is not sent if its options are %s', (_what, value) => {
		expect(sent('image', { poll: value })).toEqual({ caption: 'Which one?' });
		expect(plan('story', { poll: value }).leftOut).toEqual(['Caption']);
	});

	it.each<[unknown, string]>([
		['Yes', "'Poll > Answers > Poll Options' contains 1 option; a poll takes 2 to 4"],
		['Yes, No', "'Poll > Answers > Poll Options' contains 1 option; a poll takes 2 to 4"],
		['a\nb\nc\nd\ne', "'Poll > Answers > Poll Options' contains 5 options; a poll takes 2 to 4"],
		[[{ text: 'a' }, 'b'], "'Poll > Answers > Poll Options' must be text, not an object"],
	])('is rejected with the options %j', (options, message) => {
		expect(inputErrorOf(() => plan('image', { poll: poll(options) })).message).toBe(message);
	});
});

describe('the add-ons of a caption', () => {
	const prompt = { isCommentPromptUsed: true };

	it('can be a comment prompt', () => {
		expect(sent('carousel', prompt)).toMatchObject({ is_comment_prompt_used: true });
		expect(sent('image', { isCommentPromptUsed: false })).toEqual({ caption: 'Which one?' });
	});

	it('are left out of a story, which has no caption', () => {
		const { container, leftOut } = plan('story', { ...prompt, poll: poll('a\nb') });
		expect(container.parameters).toEqual({ media_type: 'STORIES' });
		expect(leftOut).toEqual(['Caption', 'Comment Prompt', 'Poll']);
	});

	it('need a caption', () => {
		for (const fields of [prompt, { poll: poll('a\nb') }]) {
			const { message } = inputErrorOf(() => plan('image', fields, 'facebook', ' '));
			expect(message).toMatch(/^'(Poll|Comment Prompt)' needs a 'Caption'$/);
		}
	});

	it('cannot be combined', () => {
		const { message } = inputErrorOf(() => plan('image', { ...prompt, poll: poll('a\nb') }));
		expect(message).toBe("'Poll' cannot be used together with 'Comment Prompt'");
	});
});
