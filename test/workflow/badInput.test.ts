import nock from 'nock';

import { CredentialStore, runWorkflow } from '../../tools/n8n-harness';
import { useNock } from '../jest/nock';
import { restartN8n } from '../../tools/n8n-harness/restart';

useNock();

/** Requests that were sent although they should not have been. */
const sent: string[] = [];
beforeEach(() => {
	restartN8n();
	sent.length = 0;
	nock.emitter.on('no match', (request: { method?: string; path?: string }) => {
		sent.push(`${request.method} ${request.path}`);
	});
});
afterEach(() => {
	nock.emitter.removeAllListeners('no match');
	expect(sent).toEqual([]);
});

const PHOTO = 'https://media.example.com/a.jpg';
const VIDEO = 'https://media.example.com/a.mp4';

const publish = { resource: 'post', operation: 'publish', postType: 'image', mediaUrl: PHOTO };
const reel = { ...publish, postType: 'reel', mediaUrl: VIDEO };
const items = (...entries: object[]) => ({
	...publish,
	postType: 'carousel',
	mediaUrl: '',
	carouselItems: { item: entries },
});
const entry = (more: object = {}) => ({ mediaType: 'image', url: PHOTO, ...more });
const fields = (additionalFields: object, post: object = publish) => ({ ...post, additionalFields });
const tag = (more: object) => ({ userTags: { tag: [{ username: 'anna', ...more }] } });

async function refusalOf(parameters: object, loginMethod = 'instagram', json: object = {}) {
	const credentials = await CredentialStore.create();
	const data = { loginMethod, accessToken: 'IGAA-a-token-of-the-tests' };
	const reference = credentials.add('instagramAccessTokenApi', data);
	const { error, status } = await runWorkflow({
		credentials,
		node: {
			parameters: { authentication: 'accessToken', ...parameters },
			credentials: { instagramAccessTokenApi: reference },
		},
		items: [json as never],
	});
	expect(status).toBe('error');
	expect(error?.context).toMatchObject({ itemIndex: 0 });
	return error!.message;
}

describe('the node, with invalid parameters', () => {
	it.each<[string, object, string]>([
		[
			'an empty container id',
			{ resource: 'container', operation: 'get', containerId: '={{ $json.id }}' },
			"'Container ID' is empty",
		],
		[
			'a malformed container id',
			{ resource: 'container', operation: 'publish', containerId: '17889/media' },
			"'Container ID' is not an ID: '17889/media'",
		],
		[
			'a container id that was a number',
			{ resource: 'container', operation: 'get', containerId: '={{ 17889455560051444 }}' },
			"'Container ID' is a number that is too large to be exact",
		],
		[
			'a username for an account',
			{ resource: 'account', operation: 'get', account: '={{ "@north.pottery" }}' },
			"'Account' is not an ID: '@north.pottery'",
		],
		['no media URL', { ...publish, mediaUrl: '={{ $json.url }}' }, "'Media URL' is empty"],
		['a media URL that is null', { ...publish, mediaUrl: '={{ null }}' }, "'Media URL' is empty"],
		['a media URL that is an object', { ...publish, mediaUrl: '={{ $json }}' }, "'Media URL' "],
		['an invalid media URL', { ...publish, mediaUrl: 'a picture' }, "'Media URL' is not a URL: 'a picture'"],
		[
			'a media URL without https',
			{ ...publish, mediaUrl: 'http://media.example.com/a.jpg' },
			"'Media URL' must begin with https://",
		],
		[
			'a media URL inside a network',
			{ ...publish, mediaUrl: 'https://localhost:5678/a.jpg' },
			"'Media URL' names a host that is not reachable from the internet",
		],
		[
			'a page of Google Drive',
			{ ...publish, mediaUrl: 'https://drive.google.com/file/d/1AbC/view?usp=sharing' },
			"'Media URL' leads to a page of Google Drive",
		],
		[
			'a page of Dropbox',
			{ ...reel, mediaUrl: 'https://www.dropbox.com/s/abc/clip.mp4?dl=0' },
			"'Media URL' leads to a page of Dropbox",
		],
		[
			'a caption of 2,201 characters',
			{ ...publish, caption: 'a'.repeat(2201) },
			"'Caption' has 2,201 characters",
		],
		[
			'31 hashtags',
			{ ...publish, caption: Array.from({ length: 31 }, (_, index) => `#t${index}`).join(' ') },
			"'Caption' has 31 hashtags",
		],
		[
			'21 mentions',
			{ ...publish, caption: Array.from({ length: 21 }, (_, index) => `@user${index}`).join(' ') },
			"'Caption' has 21 mentions",
		],
		['a caption that is an object', { ...publish, caption: '={{ { a: 1 } }}' }, "'Caption' must be text"],
		['a carousel of one', items(entry()), "'Carousel Items' contains 1 item; a carousel takes 2 to 10"],
		['a carousel of none', items(), "'Carousel Items' contains 0 items"],
		[
			'a carousel of eleven',
			items(...Array.from({ length: 11 }, () => entry())),
			"'Carousel Items' contains 11 items",
		],
		[
			'a carousel item without URL',
			items(entry(), entry({ url: '' })),
			"'Carousel Items > Item 2 > URL' is empty",
		],
		[
			'a page of Dropbox in a carousel',
			items(entry(), entry({ url: 'https://www.dropbox.com/s/abc/a.jpg?dl=0' })),
			"'Carousel Items > Item 2 > URL' leads to a page of Dropbox",
		],
		['x without y', fields(tag({ x: 0.5 })), "'User Tags > Tag 1 > Y' is missing"],
		['y without x', fields(tag({ y: 0.5 })), "'User Tags > Tag 1 > X' is missing"],
		['a tag beyond the picture', fields(tag({ x: 1.1, y: 0.5 })), "'User Tags > Tag 1 > X' is 1.1"],
		[
			'a tag without position on a carousel image',
			items(entry(), entry(tag({}))),
			"'Carousel Items > Item 2 > User Tags > Tag 1 > X' is missing",
		],
		[
			'a position on a reel',
			fields(tag({ x: 0.5, y: 0.5 }), reel),
			"'User Tags > Tag 1 > X' is not taken on a reel",
		],
		[
			'an alt text of 1,001 characters',
			fields({ altText: 'a'.repeat(1001) }),
			"'Alt Text' has 1,001 characters",
		],
		['six collaborators', fields({ collaborators: 'a,b,c,d,e,f' }), "'Collaborators' contains 6 usernames"],
		[
			'a collaborator that is a URL',
			fields({ collaborators: 'https://instagram.com/a' }),
			"'Collaborators' is not a",
		],
		['a location that is a name', fields({ locationId: 'Berlin' }), "'Location ID' is not an ID: 'Berlin'"],
		[
			'a cover without https',
			fields({ coverUrl: 'http://example.com/a.jpg' }, reel),
			"'Cover URL' must begin with",
		],
		['an offset below zero', fields({ thumbOffset: -1 }, reel), "'Thumbnail Offset' is -1"],
		[
			'a trial on an image, which has another audience',
			fields({ trialGraduation: 'MANUAL' }),
			"'Trial Graduation' is not taken by an image post, only by reels",
		],
		['an empty media URL', { ...publish, mediaUrl: '' }, "'Media URL' is empty"],
		['a carousel without entries', items(), "'Carousel Items' contains 0 items; a carousel takes 2 to 10"],
		['an unknown post type', { ...publish, postType: '={{ "poll" }}' }, "'Post Type' cannot be 'poll'"],
		['a post type that is null', { ...publish, postType: '={{ null }}' }, "'Post Type' is empty"],
		[
			'a limit of zero',
			{ resource: 'account', operation: 'getMany', limit: 0 },
			"'Limit' must be a whole number",
		],
	])('names the parameter and sends nothing for %s', async (_what, parameters, message) => {
		expect(await refusalOf(parameters)).toContain(message);
	});

	it.each<[string, object, string]>([
		['product tags', { productTags: { tag: [{ productId: '1', x: 0.5, y: 0.5 }] } }, 'Product Tags'],
		['a paid partnership', { isPaidPartnership: true }, 'Paid Partnership'],
		['sponsors', { sponsorIds: '17841400000000005' }, 'Sponsor IDs'],
		['a poll', { poll: { answers: { options: 'Yes\nNo' } } }, 'Poll'],
		['a comment prompt', { isCommentPromptUsed: true }, 'Comment Prompt'],
	])('rejects %s with Instagram Login', async (_what, additionalFields, label) => {
		expect(await refusalOf(fields(additionalFields))).toBe(`'${label}' is offered by Facebook Login only`);
	});

	it('rejects audio with Instagram Login', async () => {
		const parameters = fields({ audio: { track: { audioId: '1' } } }, reel);
		expect(await refusalOf(parameters)).toBe("'Audio' is offered by Facebook Login only");
	});

	const question = { ...publish, caption: 'Which one?' };
	const poll = (options: string) => fields({ poll: { answers: { options } } }, question);
	const audio = (more: object) => fields({ audio: { track: { audioId: '1', ...more } } }, reel);

	it.each<[string, object, string]>([
		['a poll with one option', poll('Yes'), "'Poll > Answers > Poll Options' contains 1 option"],
		['a poll with five options', poll('1\n2\n3\n4\n5'), "'Poll > Answers > Poll Options' contains 5 options"],
		['a poll without caption', { ...poll('Yes\nNo'), caption: '' }, "'Poll' needs a 'Caption'"],
		[
			'a poll and a comment prompt',
			fields({ poll: { answers: { options: 'Yes\nNo' } }, isCommentPromptUsed: true }, question),
			"'Poll' cannot be used together with 'Comment Prompt'",
		],
		['audio that is too loud', audio({ audioVolume: 101 }), "'Audio > Track > Audio Volume' is 101"],
		['a volume below zero', audio({ videoVolume: -1 }), "'Audio > Track > Video Volume' is -1"],
		[
			'an audio ID that is none',
			audio({ audioId: '={{ "Kiln Song" }}' }),
			"'Audio > Track > Song or Sound' is not an ID: 'Kiln Song'",
		],
	])('rejects %s with Facebook Login', async (_what, parameters, message) => {
		expect(await refusalOf(parameters, 'facebook')).toContain(message);
	});

	it('rejects three sponsors', async () => {
		expect(await refusalOf(fields({ sponsorIds: '1,2,3' }), 'facebook')).toContain(
			"'Sponsor IDs' contains 3 IDs",
		);
	});
});

describe('the parameter check of n8n', () => {
	it('requires a container id', async () => {
		const parameters = { resource: 'container', operation: 'get', containerId: '' };
		await expect(refusalOf(parameters)).rejects.toThrow('"Container ID" is required');
	});

	it('leaves the form of an ID to the node, whose error names the parameter and fails only its item', async () => {
		const account = { __rl: true, mode: 'id', value: '@north.pottery' };
		expect(await refusalOf({ resource: 'account', operation: 'get', account })).toContain(
			"'Account' is not an ID: '@north.pottery'",
		);
	});
});
