import { Container } from '@n8n/di';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { encode } from 'jpeg-js';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { storeBinary } from '../../tools/n8n-harness';
import {
	ACCOUNT,
	counts,
	connectedCredential,
	media,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';
import { connectWithoutTls } from '../jest/plainConnections';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { decoded, imageFile, pngOf, turned } from '../unit/publishing/media/image/images';
import { video, WEBP } from '../unit/publishing/media/files';
import { useServedFiles } from './servedFiles';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const served = useServedFiles(sandbox);

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

const jpeg = (width: number, height: number): [Buffer, string] => {
	const { data } = encode({ width, height, data: Buffer.alloc(width * height * 4, 128) }, 50);
	return [data, 'image/jpeg'];
};

/** A BMP whose header says something else than that of ffmpeg's. */
const bmp = (change: (header: Buffer) => void): [Buffer, string] => {
	const bytes = Buffer.from(imageFile('rgb24.bmp'));
	change(bytes);
	return [bytes, 'image/bmp'];
};

async function publish(parameters: object, files: Record<string, [Buffer, string]>) {
	const connected = await connectedCredential(sandbox.get(), 'instagram');
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
			const file = await fetch(`${served.address}${pathname}${search}`);
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
		const file = await fetch(`${served.address}${url.pathname}${url.search}`);
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

	it('takes empty options of a row as their defaults', async () => {
		const { json, error } = await publish(
			{ options: { imageFit: '={{ "" }}', imageRatio: '={{ null }}', padColor: '={{ "" }}' } },
			{ data: png(100, 100) },
		);
		expect(error?.message).toBeUndefined();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(await fetchedSizes()).toEqual(['100x100']);
	});

	it('converts no image again that an earlier try of the node has converted', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		sandbox.get().world.faults.add({ endpoint: 'publish', action: 'reset-before', times: 3 });
		const stored = jest.spyOn(Container.get(BinaryDataService), 'store');
		const { json } = await run(
			connected,
			{ ...publishFrom },
			{
				items: [await item({ data: png(60, 60) })],
				instanceBaseUrl: 'https://n8n.example.com/',
				retryOnFail: true,
			},
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(counts(sandbox.get()).create).toBe(1);
		// The file of the item, and its JPEG.
		expect(stored).toHaveBeenCalledTimes(2);
		stored.mockRestore();
	});

	it('waits for the processing of a reel only, not for the conversion before it', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		const items = [await item({ cover: png(60, 60) })];
		const files = Container.get(BinaryDataService);
		const store = files.store.bind(files);
		const slowly = jest.spyOn(files, 'store').mockImplementation(async (...file) => {
			sandbox.clock().advance(600_000);
			return await store(...file);
		});
		const { json, error } = await run(
			connected,
			{
				...publishFrom,
				postType: 'reel',
				mediaSource: 'url',
				mediaUrl: media('clip-1.mp4'),
				additionalFields: { coverBinaryPropertyName: 'cover' },
				options: { maxWait: 60 },
			},
			{ items, instanceBaseUrl: 'https://n8n.example.com/' },
		);
		slowly.mockRestore();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
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
			/^'Input Binary Field' cannot be used: 'data' contains a WebP image/,
		],
		[
			'an invalid color',
			{ options: { padColor: 'red' } },
			{ data: png(9, 9) },
			/^'Pad Color' is not a color: 'red'$/,
		],
		[
			'a PDF among the files of a carousel',
			{ postType: 'auto', mediaFrom: 'binary' },
			{ a: png(9, 9), b: [Buffer.from('%PDF-1.7'), 'application/pdf'] },
			/^'Input Binary Fields > b' cannot be used: it contains a PDF/,
		],
		[
			'the second file of a carousel',
			{ postType: 'auto', mediaFrom: 'binary' },
			{ a: png(9, 9), b: [imageFile('rgb.png').subarray(0, 200), 'image/png'] },
			/^'Input Binary Fields > b' cannot be used: the PNG image is damaged/,
		],
		[
			'a BMP of 2 bits per pixel',
			{},
			{ data: bmp((header) => header.writeUInt16LE(2, 28)) },
			/^'Input Binary Field' cannot be used: it is a BMP image with 2 bits per pixel, which this node does not decode$/,
		],
		[
			'a compressed BMP',
			{},
			{ data: bmp((header) => header.writeUInt32LE(1, 30)) },
			/^'Input Binary Field' cannot be used: it is a BMP image with RLE compression,/,
		],
		[
			'a BMP of OS/2',
			{},
			{ data: bmp((header) => header.writeUInt32LE(12, 14)) },
			/^'Input Binary Field' cannot be used: it is a BMP image with an OS\/2 header,/,
		],
	])('refuses %s, and sends nothing', async (_what, parameters, files, message) => {
		const { error } = await publish(parameters, files);
		expect(error?.message).toMatch(message);
		expect(counts(sandbox.get()).create ?? 0).toBe(0);
	});
});

describe('Post > Publish, a BMP that cannot be decoded', () => {
	it('says which ones can be', async () => {
		const { error } = await publish({}, { data: bmp((header) => header.writeUInt32LE(4, 30)) });
		expect(error?.message).toContain('with JPEG compression,');
		expect(error?.description).toContain('without compression, with 1, 4, 8, 16, 24 or 32 bits per pixel');
		expect(error?.description).toContain('JPEG or PNG');
	});
});

describe('Post > Publish, an image whose shape Meta refuses', () => {
	const WITHOUT_SIZE = 'Instagram does not take the aspect ratio of this image';
	const byUrl = { mediaSource: 'url', mediaUrl: 'https://pictures.example.com/a.jpg' };
	let pictures: Server;
	let served: Buffer;
	let disconnect: () => void;

	beforeAll(async () => {
		pictures = createServer((_request, response) => response.end(served));
		await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
	});
	beforeEach(() => {
		const { port } = pictures.address() as AddressInfo;
		disconnect = connectWithoutTls(port, ['pictures.example.com']);
		const { world } = sandbox.get();
		const tunnels = { ...world.behaviour.tunnels, 'pictures.example.com': `http://127.0.0.1:${port}` };
		world.behave({ tunnels });
	});
	afterEach(() => disconnect());
	afterAll(async () => await new Promise((resolve) => pictures.close(resolve)));

	it.each<[string, [Buffer, string]]>([
		['a JPEG', jpeg(100, 300)],
		['a JPEG that lies on its side', [turned(jpeg(300, 100)[0], 6), 'image/jpeg']],
		['a PNG, of the JPEG that was made of it', png(100, 300)],
	])("tells the size and 'Image Fit' for %s", async (_what, file) => {
		const { error } = await publish({}, { data: file });
		expect(error?.message).toBe(`${WITHOUT_SIZE}: it has 100 x 300 pixels`);
		expect(error?.description).toMatch(/Meta adds: .*\('0\.33',\).*option 'Image Fit' \(Crop or Pad/);
		expect(counts(sandbox.get()).publish ?? 0).toBe(0);
	});

	it("tells 'Image Fit' alone for a URL that n8n has not fetched", async () => {
		served = jpeg(100, 300)[0];
		const { error } = await publish(byUrl, {});
		expect(error?.message).toBe(WITHOUT_SIZE);
		expect(error?.description).toContain("Add the option 'Image Fit'");
	});

	it('tells the size for a URL that n8n has fetched and left to Meta', async () => {
		served = jpeg(90, 160)[0];
		const { error } = await publish({ ...byUrl, options: { imageFit: 'crop', imageRatio: '9:16' } }, {});
		expect(error?.message).toBe(`${WITHOUT_SIZE}: it has 90 x 160 pixels`);
		expect(error?.description).toContain("with 'Image Ratio' Nearest");
	});

	it('publishes the image by URL once Image Fit has made it fit', async () => {
		served = jpeg(100, 300)[0];
		const { json } = await publish({ ...byUrl, options: { imageFit: 'crop' } }, {});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		const [post] = sandbox.get().world.postsOf(ACCOUNT.instagram);
		expect(post?.file?.facts).toMatchObject({ format: 'jpeg', width: 100, height: 125, orientation: 1 });
	});

	it('names each item of a carousel with the size of its image', async () => {
		const { error } = await publish(
			{ postType: 'auto', mediaFrom: 'binary' },
			{ a: jpeg(100, 300), b: jpeg(90, 90), c: jpeg(300, 100) },
		);
		expect(error?.message).toContain(`'Input Binary Fields > a': ${WITHOUT_SIZE}: it has 100 x 300 pixels`);
		expect(error?.description).toContain(
			`'Input Binary Fields > c': ${WITHOUT_SIZE}: it has 300 x 100 pixels.`,
		);
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
		const file = await fetch(`${served.address}${pathname}${search}`);
		expect(decoded(Buffer.from(await file.arrayBuffer()))).toMatchObject({ width: 90, height: 160 });
	});

	it('does not count the cover as one of all files of an automatic post', async () => {
		const { json } = await publish(
			{ ...covered, postType: 'auto', mediaFrom: 'binary' },
			{ cover: png(90, 160), data: [video(), 'video/mp4'] },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(bodies()).toHaveLength(1);
		expect(bodies()[0]).toMatchObject({
			media_type: 'REELS',
			video_url: expect.stringContaining('n8n.example.com'),
			cover_url: expect.stringContaining('n8n.example.com'),
		});
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
