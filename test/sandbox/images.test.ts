import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { encode } from 'jpeg-js';

import type { Behaviour, FileFacts } from '../../sandbox/model';
import { imageFile, pngOf, turned } from '../unit/publishing/media/image/images';
import { NORTH, ownSandbox, sample, graphUser } from './arrange';
import { control, refusalIn } from './metaClient';

function jpegOf(width: number, height: number): Buffer {
	return encode({ width, height, data: Buffer.alloc(width * height * 4, 128) }, 50).data;
}

function pngOfSize(width: number, height: number): Buffer {
	return pngOf({ width, height, rgba: new Uint8Array(width * height * 4) }, { colorType: 6 });
}

/** The beginning of an ISO media file with a brand. */
function fileOfBrand(brand: string): Buffer {
	return Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}\0\0\0\x08mdat`, 'latin1');
}

function padded(file: Buffer, bytes: number): Buffer {
	return Buffer.concat([file, Buffer.alloc(bytes - file.length)]);
}

const MIB = 1024 * 1024;
const PORTRAIT = jpegOf(108, 135);

describe('images that the sandbox fetches', () => {
	const sandbox = ownSandbox();
	let server: Server;
	let served: Buffer;

	beforeAll(async () => {
		server = createServer((_request, response) => response.end(served));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterAll(async () => await new Promise((resolve) => server.close(resolve)));

	const ada = () => graphUser(sandbox.get(), 'instagram');
	const addressOf = (file: Buffer, name = 'image.jpg') => {
		served = file;
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
	};
	const create = async (file: Buffer, parameters: Record<string, string> = {}, name?: string) =>
		await ada().create({ image_url: addressOf(file, name), ...parameters });

	test.each<[string, Buffer, Omit<FileFacts, 'bytes'>]>([
		['a JPEG', PORTRAIT, { format: 'jpeg', width: 108, height: 135, orientation: 1 }],
		['a PNG', pngOfSize(40, 30), { format: 'png', width: 40, height: 30, orientation: 1 }],
		[
			'a JPEG that lies on its side',
			turned(jpegOf(135, 108), 6),
			{ format: 'jpeg', width: 108, height: 135, orientation: 6 },
		],
		[
			'a JPEG that stands on its head',
			turned(PORTRAIT, 3),
			{ format: 'jpeg', width: 108, height: 135, orientation: 3 },
		],
	])('notes of %s what it has seen, under any name', async (_what, file, facts) => {
		const { json } = await create(file, {}, 'image.webp');
		const { containers } = await control(sandbox.get(), 'GET', 'state');
		expect(containers[0]).toMatchObject({ id: json.id, file: { ...facts, bytes: file.length } });
	});

	test('a post has the format, size and orientation of its file', async () => {
		const { json } = await create(PORTRAIT);
		await ada().publish(json.id);
		const { posts } = await control(sandbox.get(), 'GET', 'state');
		expect(posts[0]).toMatchObject({
			containerId: json.id,
			file: { format: 'jpeg', width: 108, height: 135, orientation: 1, bytes: PORTRAIT.length },
			picture: expect.stringMatching(/^\/media\/fetched\/\d+\.jpeg$/),
		});
	});

	test('a carousel has the files of its slides, in their order', async () => {
		const slide = { is_carousel_item: 'true' };
		const slides = [await create(PORTRAIT, slide), await create(pngOfSize(40, 30), slide)];
		const children = slides.map(({ json }) => json.id as string).join();
		const { json } = await ada().create({ media_type: 'CAROUSEL', children });
		await ada().publish(json.id);
		const { posts } = await control(sandbox.get(), 'GET', 'state');
		expect(posts[0].childFiles).toMatchObject([
			{ format: 'jpeg', width: 108, height: 135 },
			{ format: 'png', width: 40, height: 30 },
		]);
		expect(posts[0]).not.toHaveProperty('file');
	});

	test.each<[string, Buffer, string]>([
		['a GIF', imageFile('animated.gif'), 'GIF'],
		['a BMP', imageFile('rgb24.bmp'), 'BMP'],
		['an HTML page', Buffer.from('<!doctype html><svg width="9" height="9"></svg>'), 'unknown'],
		['a HEIC without an image', fileOfBrand('heic'), 'unknown'],
		['an MP4', fileOfBrand('isom'), 'unknown'],
		['a JPEG that ends before its image', PORTRAIT.subarray(0, 60), 'unknown'],
		['an empty file', Buffer.alloc(0), 'unknown'],
	])('%s is refused with 36001/2207005 under any name', async (_what, file, format) => {
		const refused = await create(file);
		expect([refused.status, refusalIn(refused)]).toEqual([400, '36001/2207005']);
		expect(refused.json.error).toMatchObject({
			message: 'The image format is not supported.',
			error_user_title: 'Unsupported format',
			error_user_msg: expect.stringContaining(`The image format ${format} is not supported.`),
		});
		expect(sandbox.get().world.containers.size).toBe(0);
	});

	test('8 MB are taken, a byte more is refused with 36000/2207004', async () => {
		expect((await create(padded(PORTRAIT, 8 * MIB))).status).toBe(200);
		expect(refusalIn(await create(padded(PORTRAIT, 8 * MIB + 1)))).toBe('36000/2207004');
	});

	test.each<[Behaviour['tallestImage'], number, number, boolean]>([
		['3:4', 300, 400, true],
		['3:4', 299, 400, false],
		['4:5', 320, 400, true],
		['4:5', 319, 400, false],
		['4:5', 300, 400, false],
		['3:4', 382, 200, true],
		['3:4', 385, 200, false],
	])('tallestImage %s: an image of %d x %d is taken: %s', async (tallestImage, width, height, isTaken) => {
		sandbox.get().world.behave({ tallestImage });
		for (const place of ['image', 'slide']) {
			const slide = place === 'slide' ? { is_carousel_item: 'true' } : undefined;
			const answer = await create(jpegOf(width, height), slide);
			if (isTaken) expect(answer.status).toBe(200);
			else expect(refusalIn(answer)).toBe('36003/2207009');
		}
		expect((await create(jpegOf(width, height), { media_type: 'STORIES' })).status).toBe(200);
	});

	test('the refused shape is that of the picture as it is shown', async () => {
		expect((await create(turned(jpegOf(200, 100), 3))).status).toBe(400);
		const refused = await create(turned(jpegOf(150, 100), 6));
		expect(refusalIn(refused)).toBe('36003/2207009');
		expect(refused.json.error.error_user_msg).toContain("aspect ratio ('0.67',)");
		expect((await create(turned(jpegOf(100, 150), 8))).status).toBe(200);
	});

	test('pngByUrl decides over a PNG by its bytes', async () => {
		expect((await create(pngOfSize(40, 30))).status).toBe(200);
		await control(sandbox.get(), 'POST', 'behaviour', { pngByUrl: 'refused' });
		const refused = await create(pngOfSize(40, 30));
		expect(refusalIn(refused)).toBe('36001/2207005');
		expect(refused.json.error.error_user_msg).toBe(
			'The image format PNG is not supported. Supported formats are: JPG.',
		);
		expect((await create(PORTRAIT, {}, 'image.png')).status).toBe(200);
	});

	test('samples are looked at in the same way', async () => {
		await ada().create({ image_url: sample('pottery-2.jpg') });
		const [container] = sandbox.get().world.containers.values();
		expect(container?.file?.facts).toMatchObject({ format: 'jpeg', width: 480, height: 600 });
		const [post] = sandbox.get().world.postsOf(NORTH);
		expect(post?.file?.facts?.format).toBe('jpeg');
	});
});
