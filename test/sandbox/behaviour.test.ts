import type { Behaviour } from '../../sandbox/model';
import { NORTH, ownSandbox, sample, graphUser } from './arrange';
import { refusalIn } from './metaClient';

type Parameters = Record<string, string>;

const IMAGE = { image_url: sample('pottery-1.jpg') };
const REEL = { media_type: 'REELS', video_url: sample('clip-1.mp4') };

describe('sandbox behaviour switches', () => {
	const sandbox = ownSandbox();

	const behave = (change: Partial<Behaviour>) => sandbox.get().world.behave(change);
	const advance = (seconds: number) => sandbox.get().world.clock.advance(seconds * 1000);
	const ada = () => graphUser(sandbox.get(), 'instagram');
	const made = async (parameters: Parameters) => (await ada().create(parameters)).json.id as string;
	const posts = () =>
		sandbox
			.get()
			.world.postsOf(NORTH)
			.filter(({ containerId }) => containerId !== undefined);

	test.each<[Behaviour['republish'], string | undefined, number]>([
		['notFound', '24/2207006', 1],
		['notReady', '9007/2207027', 1],
		['postsAgain', undefined, 2],
	])(
		'republish %s: a second publish of a container is answered %s, %d posts',
		async (republish, refusal, count) => {
			behave({ republish });
			const id = await made(IMAGE);
			const first = await ada().publish(id);
			const second = await ada().publish(id);
			expect(first.status).toBe(200);
			if (refusal === undefined) expect(second.json.id).not.toBe(first.json.id);
			else expect(refusalIn(second)).toBe(refusal);
			expect(posts()).toHaveLength(count);
			expect(await ada().statusOf(id)).toBe('PUBLISHED');
		},
	);

	test('freshReadsRefusedSeconds refuses reads of new containers, media and insights, but not publishing', async () => {
		behave({ freshReadsRefusedSeconds: 300 });
		const id = await made(IMAGE);
		const read = (of: string, fields: string) => ada().get(of, { fields });
		const refused = await read(id, 'status_code');
		expect(refused.json.error).toMatchObject({
			message: 'Authorization Error',
			type: 'GraphMethodException',
			code: 100,
			error_subcode: 33,
		});
		advance(200);
		const { id: mediaId } = (await ada().publish(id)).json;
		advance(101);
		expect((await read(id, 'status_code')).json.status_code).toBe('PUBLISHED');
		expect(refusalIn(await read(mediaId, 'permalink'))).toBe('100/33');
		expect(refusalIn(await ada().get(`${mediaId}/insights`, { metric: 'reach' }))).toBe('100/33');
		expect((await ada().edge('media')).json.data[0].id).toBe(mediaId);
		advance(200);
		expect((await read(mediaId, 'permalink')).status).toBe(200);
	});

	test("freshReadsRefusedSeconds refuses a Page's token with another code", async () => {
		behave({ freshReadsRefusedSeconds: 300 });
		const page = graphUser(sandbox.get(), 'facebook', { kind: 'page' });
		const { json } = await page.create(IMAGE);
		expect(refusalIn(await page.get(json.id, { fields: 'status_code' }))).toBe('10');
	});

	test('notReadySeconds refuses a publish with 9007 although the container is FINISHED', async () => {
		behave({ notReadySeconds: 40 });
		const id = await made(REEL);
		advance(3);
		expect(await ada().statusOf(id)).toBe('FINISHED');
		expect(refusalIn(await ada().publish(id))).toBe('9007/2207027');
		advance(39);
		expect(refusalIn(await ada().publish(id))).toBe('9007/2207027');
		advance(1);
		expect((await ada().publish(id)).status).toBe(200);
	});

	test('errorWithoutStatusCode reports a failure in status only', async () => {
		behave({ errorWithoutStatusCode: true });
		const id = await made({ ...REEL, video_url: sample('clip-1.mp4?error=2207085') });
		const read = async () => (await ada().get(id, { fields: 'id,status_code,status' })).json;
		expect((await read()).status_code).toBe('IN_PROGRESS');
		advance(3);
		expect(await read()).toEqual({ id, status: 'Error: Media upload has failed with error code 2207085' });
	});

	test.each<[Behaviour['firstFetchFails'], string]>([
		['9004', '9004/2207052'],
		['100', '100/2207052'],
	])('firstFetchFails %s refuses an address once and names it', async (firstFetchFails, refusal) => {
		behave({ firstFetchFails });
		const refused = await ada().create(IMAGE);
		expect(refusalIn(refused)).toBe(refusal);
		expect(refused.json.error.error_user_msg).toContain(IMAGE.image_url);
		expect((await ada().create(IMAGE)).status).toBe(200);
		expect(refusalIn(await ada().create({ image_url: sample('bike-1.jpg') }))).toBe(refusal);
	});

	test('firstFetchFails container fails the first container only', async () => {
		behave({ firstFetchFails: 'container' });
		const [first, second] = [await made(IMAGE), await made(IMAGE)];
		const { json } = await ada().get(first, { fields: 'status_code,status' });
		expect(json).toMatchObject({ status_code: 'ERROR', status: expect.stringContaining('2207052') });
		expect(await ada().statusOf(second)).toBe('FINISHED');
	});

	test('pngByUrl refused looks at the bytes, not at the name', async () => {
		behave({ pngByUrl: 'refused' });
		const refused = await ada().create({ image_url: sample('picture.png') });
		expect(refusalIn(refused)).toBe('36001/2207005');
		expect(refused.json.error.error_user_msg).toMatch(/PNG is not supported/);
		expect((await ada().create({ image_url: sample('converted.png') })).status).toBe(200);
	});

	test.each<[Partial<Behaviour>, Parameters, string]>([
		[{ mostHashtags: 5 }, { ...IMAGE, caption: '#a '.repeat(6) }, '100'],
		[{ mostMentions: 3 }, { ...IMAGE, caption: '@ada '.repeat(4) }, '100'],
		[{ mostCollaborators: 3 }, { ...IMAGE, collaborators: '["a","b","c","d"]' }, '100'],
		[{ privateUsernames: ['ada'] }, { ...IMAGE, collaborators: '["ada","ben"]' }, '110/2207018'],
	])('%j refuses more than its limit', async (change, parameters, refusal) => {
		expect((await ada().create(parameters)).status).toBe(200);
		behave(change);
		expect(refusalIn(await ada().create(parameters))).toBe(refusal);
	});

	test('mostHashtags null accepts any number', async () => {
		behave({ mostHashtags: null });
		expect((await ada().create({ ...IMAGE, caption: '#a '.repeat(31) })).status).toBe(200);
	});

	test('a private collaborator is named in the refusal', async () => {
		const { json } = await ada().create({ ...IMAGE, collaborators: '["ada","private.person"]' });
		expect(json.error.error_user_msg).toBe('The following user(s) cannot be accessed: private.person');
	});

	test('mostRows refuses a larger page', async () => {
		behave({ mostRows: 25 });
		const refused = await ada().edge('media', { limit: '26' });
		expect([refused.status, refusalIn(refused)]).toEqual([500, '1']);
		expect(refused.json.error.message).toMatch(/reduce the amount of data/);
		expect((await ada().edge('media', { limit: '25' })).status).toBe(200);
	});

	test.each<[Behaviour['appState'], number]>([
		['blocked', 400],
		['deactivated', 200],
	])('appState %s refuses every call with code 200 and HTTP %d', async (appState, status) => {
		behave({ appState });
		for (const answer of [await ada().get('me'), await ada().create(IMAGE)]) {
			expect([answer.status, refusalIn(answer)]).toEqual([status, '200']);
			expect(answer.json.error.message).toContain(appState);
		}
	});

	test('a new world has the default behaviour', () => {
		behave({ republish: 'postsAgain', appState: 'blocked' });
		sandbox.get().world.reset();
		expect(sandbox.get().world.behaviour).toMatchObject({ republish: 'notFound', appState: 'live' });
	});
});
