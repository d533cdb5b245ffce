import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { addSecretSource, storeBinary } from '../../tools/n8n-harness';
import { ACCOUNT, counts, inUse, media, restartN8n, run } from '../../tools/n8n-harness/arrange';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { decoded, imageFile, pngOf } from '../unit/publishing/media/image/images';
import { WEBP } from '../unit/publishing/media/files';
import { ServedFiles } from './servedFiles';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const served = new ServedFiles();
let address = '';
let forget: () => void;

beforeAll(async () => {
	address = await served.start();
	forget = addSecretSource(() => served.tokens());
});
beforeEach(() => {
	served.asked.length = 0;
	sandbox.get().world.behave({ tunnels: { 'n8n.example.com': address } });
});
afterAll(async () => {
	forget();
	await served.stop();
});

const publishFrom = { resource: 'post', operation: 'publish', mediaSource: 'binary' };

async function item(files: Record<string, [Buffer, string]>): Promise<INodeExecutionData> {
	const binary: Record<string, IBinaryData> = {};
	for (const [name, [bytes, mimeType]] of Object.entries(files)) {
		binary[name] = await storeBinary(bytes, { mimeType });
	}
	return { json: {}, binary };
}

const png = (width: number, height: number): [Buffer, string] => {
	const rgba = new Uint8Array(width * height * 4).fill(255);
	return [pngOf({ width, height, rgba }, { colorType: 6 }), 'image/png'];
};

async function publish(parameters: object, files: Record<string, [Buffer, string]>) {
	const connected = await inUse(sandbox.get(), 'instagram');
	return await run(
		connected,
		{ ...publishFrom, ...parameters },
		{
			items: [await item(files)],
			instanceBaseUrl: 'https://n8n.example.com/',
		},
	);
}

/** Sizes of the files that Meta has fetched from n8n for the newest post, in their order. */
async function fetchedSizes(): Promise<string[]> {
	const { world } = sandbox.get();
	const [post] = world.postsOf(ACCOUNT.instagram).filter(({ containerId }) => containerId !== undefined);
	const container = world.containers.get(post?.containerId ?? '');
	const containers = container?.childIds.length
		? container.childIds.map((id) => world.containers.get(id))
		: [container];
	return await Promise.all(
		containers.map(async (one) => {
			const { pathname, search } = new URL(one?.parameters.image_url ?? '');
			const file = await fetch(`${address}${pathname}${search}`);
			const { width, height } = decoded(Buffer.from(await file.arrayBuffer()));
			return `${width}x${height}`;
		}),
	);
}

describe('Post > Publish, images that are not what Meta takes', () => {
	it.each<[string, [Buffer, string]]>([
		['a PNG', [imageFile('rgb.png'), 'image/png']],
		['a GIF', [imageFile('animated.gif'), 'image/gif']],
		['a BMP', [imageFile('rgb24.bmp'), 'image/bmp']],
	])('turns %s into a JPEG', async (_what, file) => {
		const { json } = await publish({}, { data: file });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(await fetchedSizes()).toEqual(['32x24']);
	});

	it('passes a JPEG on as it is, byte for byte', async () => {
		await publish({}, { data: [imageFile('rgb.jpg'), 'image/jpeg'] });
		const { world } = sandbox.get();
		const [post] = world.postsOf(ACCOUNT.instagram).filter(({ containerId }) => containerId !== undefined);
		const url = new URL(world.containers.get(post?.containerId ?? '')?.parameters.image_url ?? '');
		const file = await fetch(`${address}${url.pathname}${url.search}`);
		expect(Buffer.from(await file.arrayBuffer())).toEqual(imageFile('rgb.jpg'));
	});

	it.each<[string, object, string]>([
		['pads to the nearest shape', { imageFit: 'pad' }, '240x300'],
		['crops to the nearest shape', { imageFit: 'crop' }, '100x125'],
		['crops to the ratio that was chosen', { imageFit: 'crop', imageRatio: '1:1' }, '100x100'],
	])('%s', async (_what, options, size) => {
		await publish({ options: options as IDataObject }, { data: png(100, 300) });
		expect(await fetchedSizes()).toEqual([size]);
	});

	it('gives all images of a carousel the shape of the first', async () => {
		await publish(
			{ postType: 'auto', mediaFrom: 'binary', options: { imageFit: 'crop' } },
			{ data_10: png(100, 300), data_2: png(400, 100), data_1: png(200, 200) },
		);
		expect(await fetchedSizes()).toEqual(['200x200', '100x100', '100x100']);
	});

	it('fills the screen with a story', async () => {
		await publish({ postType: 'story', options: { imageFit: 'pad' } }, { data: png(90, 90) });
		expect(await fetchedSizes()).toEqual(['90x160']);
	});

	it.each<[string, object, Record<string, [Buffer, string]>, RegExp]>([
		[
			'a truncated PNG',
			{},
			{ data: [imageFile('rgb.png').subarray(0, 200), 'image/png'] },
			/^'Input Binary Field' cannot be used: the PNG image is damaged or cut off$/,
		],
		[
			'an image of 1 x 500 pixels',
			{ options: { imageFit: 'pad' } },
			{ data: png(1, 500) },
			/^'Input Binary Field' cannot be brought into shape: the image has 1 x 500 pixels$/,
		],
		[
			'a WebP file',
			{},
			{ data: [WEBP, 'image/webp'] },
			/^'Input Binary Field' cannot be used: 'data' holds a WebP image/,
		],
		[
			'a color that is none',
			{ options: { padColor: 'red' } },
			{ data: png(9, 9) },
			/^'Pad Color' is not a color: 'red'$/,
		],
		[
			'a PDF among the files of a carousel',
			{ postType: 'auto', mediaFrom: 'binary' },
			{ a: png(9, 9), b: [Buffer.from('%PDF-1.7'), 'application/pdf'] },
			/^'Input Binary Fields > b' cannot be used: it holds a PDF/,
		],
		[
			'the second file of a carousel',
			{ postType: 'auto', mediaFrom: 'binary' },
			{ a: png(9, 9), b: [imageFile('rgb.png').subarray(0, 200), 'image/png'] },
			/^'Input Binary Fields > b' cannot be used: the PNG image is damaged/,
		],
	])('refuses %s, and sends nothing', async (_what, parameters, files, message) => {
		const { error } = await publish(parameters, files);
		expect(error?.message).toMatch(message);
		expect(counts(sandbox.get()).create ?? 0).toBe(0);
	});
});

describe('Post > Publish with Image Fit, an image by URL', () => {
	it('leaves the URL to Meta where nothing is to be fitted', async () => {
		await publish({ mediaSource: 'url', mediaUrl: media('pottery-1.jpg') }, {});
		const [create] = sandbox.get().world.requests.list({ endpoint: 'create' });
		expect(create?.body).toMatchObject({ image_url: media('pottery-1.jpg') });
		expect(served.asked).toEqual([]);
	});
});

describe('Post > Publish, a reel with a cover from a binary field', () => {
	const covered = { postType: 'reel', additionalFields: { coverBinaryPropertyName: 'cover' } };
	const bodies = () =>
		sandbox
			.get()
			.world.requests.list({ endpoint: 'create' })
			.map(({ body }) => body);

	it('offers the cover as a JPEG, also where it is a PNG', async () => {
		const { json } = await publish(
			{ ...covered, mediaSource: 'url', mediaUrl: media('clip-1.mp4') },
			{ cover: png(90, 160) },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		const [body] = bodies();
		expect(body).toMatchObject({ media_type: 'REELS', video_url: media('clip-1.mp4') });
		const { pathname, search } = new URL(String(body?.cover_url));
		const file = await fetch(`${address}${pathname}${search}`);
		expect(decoded(Buffer.from(await file.arrayBuffer()))).toMatchObject({ width: 90, height: 160 });
	});

	it('refuses two covers, and sends nothing', async () => {
		const additionalFields = { coverBinaryPropertyName: 'cover', coverUrl: media('pottery-1.jpg') };
		const { error } = await publish(
			{ ...covered, mediaSource: 'url', mediaUrl: media('clip-1.mp4'), additionalFields },
			{ cover: png(90, 160) },
		);
		expect(error?.message).toBe("'Cover Binary Field' cannot be used together with 'Cover URL'");
		expect(bodies()).toEqual([]);
	});

	it('leaves the cover out for an image', async () => {
		const { json, last } = await publish(
			{ ...covered, postType: 'image', mediaSource: 'url', mediaUrl: media('pottery-1.jpg') },
			{ cover: png(90, 160) },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(last.hints.map(({ message }) => message)).toEqual([
			expect.stringContaining("'Cover Binary Field' (item 0)"),
		]);
	});
});
