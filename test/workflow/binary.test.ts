import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { storeBinary } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { jpeg, PNG, video, WEBP } from '../unit/publishing/media/files';
import {
	ACCOUNT,
	endpoints,
	failures,
	connectedCredential,
	media,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';
import { useServedFiles } from './servedFiles';
import { sampleNamed } from '../../sandbox/media/samples';

const sandbox = useSandbox({ tls: true });
useVirtualTime(sandbox);
beforeEach(restartN8n);

const PUBLIC = { instanceBaseUrl: 'https://n8n.example.com/' };
const served = useServedFiles(sandbox);

const publish = { resource: 'post', operation: 'publish', mediaSource: 'binary' };
const reel = { ...publish, postType: 'reel' };
const CLIP = video({ data: 3_000_000 });
const PICTURE = sampleNamed('pottery-1.jpg').bytes;

async function item(
	files: Record<string, Buffer>,
	mimeType = 'application/octet-stream',
): Promise<INodeExecutionData> {
	const binary: Record<string, IBinaryData> = {};
	for (const [name, bytes] of Object.entries(files)) binary[name] = await storeBinary(bytes, { mimeType });
	return { json: {}, binary };
}

/** As n8n keeps files with N8N_DEFAULT_BINARY_DATA_MODE=default. */
function inMemory(bytes: Buffer, mimeType: string): INodeExecutionData {
	return { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileSize: '1 kB' } } };
}

function posts(account: string) {
	return sandbox
		.get()
		.world.postsOf(account)
		.filter(({ containerId }) => containerId !== undefined);
}

const uploads = () => sandbox.get().world.requests.list({ endpoint: 'upload' });
const creates = () => sandbox.get().world.requests.list({ endpoint: 'create' });

describe('binary data, videos with Facebook Login', () => {
	const account = ACCOUNT.facebook;

	it('uploads a reel from a server that is not reachable from the internet', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { json } = await run(
			connected,
			{ ...reel, caption: 'Mixing' },
			{ items: [await item({ data: CLIP })] },
		);
		const [post] = posts(account);
		expect(json).toMatchObject([{ id: post?.id, status: 'PUBLISHED' }]);
		expect(post).toMatchObject({ productType: 'REELS', caption: 'Mixing' });
		expect(creates()[0]?.body).toMatchObject({ media_type: 'REELS', upload_type: 'resumable' });
		expect(sandbox.get().world.containers.get(post?.containerId ?? '')?.upload?.received).toBe(CLIP.length);
		expect(served.asked).toEqual([]);
	});

	it('uploads a story and takes its kind from the file', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const parameters = { ...publish, postType: 'story', binaryPropertyName: 'clip' };
		await run(connected, parameters, { items: [await item({ clip: CLIP })] });
		expect(posts(account)).toMatchObject([{ productType: 'STORY', kind: 'video' }]);
	});

	it('uploads the video of a carousel beside images from n8n and from URLs', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const entries = [
			{ mediaType: 'image', url: media('pottery-2.jpg') },
			{ mediaType: 'video', source: 'binary', binaryPropertyName: 'clip' },
			{ mediaType: 'image', source: 'binary', binaryPropertyName: 'picture' },
		];
		const { json } = await run(
			connected,
			{ ...publish, postType: 'carousel', carouselItems: { item: entries } },
			{ items: [await item({ clip: CLIP, picture: PICTURE })], ...PUBLIC },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(posts(account)[0]?.childIds).toHaveLength(3);
		expect(uploads()).toHaveLength(1);
		expect(served.asked).toHaveLength(1);
	});

	it('uploads a video that n8n keeps in memory', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { json } = await run(connected, reel, { items: [inMemory(CLIP, 'video/mp4')] });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
	});

	it('uploads into a container that is published later', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const made = await run(
			connected,
			{ ...reel, operation: 'create', resource: 'container' },
			{
				items: [await item({ data: CLIP })],
			},
		);
		expect(made.json).toMatchObject([{ id: expect.any(String), status: 'IN_PROGRESS' }]);
		const { json } = await run(connected, {
			resource: 'container',
			operation: 'publish',
			containerId: made.json[0]?.id as string,
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
	});
});

describe('binary data, an interrupted upload', () => {
	const publishReel = async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		return await run(connected, reel, { items: [await item({ data: CLIP })] });
	};

	it('continues from the byte that Meta has reached', async () => {
		sandbox.get().world.behave({ uploadBreaks: [1_000_000, 2_000_000] });
		const { json } = await publishReel();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(endpoints(sandbox.get()).filter((name) => name.startsWith('upload'))).toEqual([
			'upload',
			'upload-status',
			'upload',
			'upload-status',
			'upload',
		]);
		expect(creates()).toHaveLength(1);
	});

	it.each(['reset-before', 'reset-after', '5xx', 'html', 'truncated'] as const)(
		'completes after %s',
		async (action) => {
			sandbox.get().world.faults.add({ endpoint: 'upload', action });
			const { json } = await publishReel();
			expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
			expect(posts(ACCOUNT.facebook)).toHaveLength(1);
		},
	);

	it('starts again in a new container if its progress cannot be read', async () => {
		sandbox.get().world.behave({ uploadBreaks: [1_000_000] });
		sandbox.get().world.faults.add({ endpoint: 'upload-status', action: '5xx', times: 20 });
		const { json } = await publishReel();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(creates()).toHaveLength(2);
		expect(posts(ACCOUNT.facebook)).toHaveLength(1);
	});

	it('reports an upload that keeps failing, and publishes nothing', async () => {
		sandbox.get().world.faults.add({ endpoint: 'upload', action: 'reset-before', times: 99 });
		const { error } = await publishReel();
		expect(error?.message).toContain('connection');
		expect(uploads()).toHaveLength(6);
		expect(posts(ACCOUNT.facebook)).toHaveLength(0);
	});
});

describe('binary data, signed URL of n8n', () => {
	it.each([
		['instagram', 'image', PICTURE, 'image_url'],
		['facebook', 'image', PICTURE, 'image_url'],
		['instagram', 'reel', CLIP, 'video_url'],
		['instagram', 'story', CLIP, 'video_url'],
	] as const)('gives Meta the signed URL (%s Login, %s)', async (login, postType, bytes, parameter) => {
		const connected = await connectedCredential(sandbox.get(), login);
		const { json } = await run(
			connected,
			{ ...publish, postType },
			{ items: [await item({ data: bytes })], ...PUBLIC },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(posts(ACCOUNT[login])).toHaveLength(1);
		expect(creates()[0]?.body).toHaveProperty(parameter);
		expect(served.asked).toHaveLength(1);
		expect(uploads()).toEqual([]);
	});

	it('explains that Meta cannot fetch the file, without the token', async () => {
		sandbox.get().world.behave({ tunnels: {} });
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		const { error } = await run(
			connected,
			{ ...publish, postType: 'image' },
			{
				items: [await item({ data: PICTURE })],
				...PUBLIC,
			},
		);
		expect(error?.message).toBe('Meta could not fetch the media from its URL');
		expect(error?.description).toContain('https://n8n.example.com');
		expect(error?.description).toContain('WEBHOOK_URL');
		expect(JSON.stringify(error)).not.toMatch(/eyJ[\w-]{10}/);
	});
});

describe('binary data, checks before anything is sent', () => {
	const image = { ...publish, postType: 'image' };
	const refusalOf = async (
		parameters: object,
		input: INodeExecutionData | Promise<INodeExecutionData>,
		login: 'instagram' | 'facebook' = 'instagram',
		options: object = PUBLIC,
	) => {
		const connected = await connectedCredential(sandbox.get(), login);
		const { error } = await run(connected, parameters as never, { items: [await input], ...options });
		expect(endpoints(sandbox.get()).filter((name) => name !== 'accounts')).toEqual([]);
		expect(served.asked).toEqual([]);
		return error;
	};

	it.each<[string, object, () => INodeExecutionData | Promise<INodeExecutionData>, string]>([
		[
			'a field that does not exist',
			{ ...image, binaryPropertyName: 'photo' },
			() => item({ data: PICTURE }),
			"names 'photo', but",
		],
		['no binary data', image, () => ({ json: {} }), "names 'data', but"],
		[
			'an empty name',
			{ ...image, binaryPropertyName: '={{ "" }}' },
			() => item({ data: PICTURE }),
			'is empty',
		],
		[
			'an invalid name',
			{ ...image, binaryPropertyName: '={{ 7 }}' },
			() => item({ data: PICTURE }),
			'must be the name',
		],
		['an empty file', image, () => item({ data: Buffer.alloc(0) }), 'an empty file'],
		[
			'a WebP image named .jpg',
			image,
			() => item({ data: WEBP }, 'image/jpeg'),
			'a WebP image (its type says image/jpeg)',
		],
		['a cut off PNG', image, () => item({ data: PNG }, 'image/png'), 'the PNG image is damaged or cut off'],
		['a cut off JPEG', image, () => item({ data: jpeg({ end: false }) }, 'image/jpeg'), 'cut off'],
		[
			'an image of 65 MB',
			image,
			() => item({ data: jpeg({ data: 65 * 1024 * 1024 }) }),
			'65 MB; this node converts images of up to 64 MB',
		],
		['a video as an image', image, () => item({ data: CLIP }), 'must name an image'],
		['an image as a reel', reel, () => item({ data: PICTURE }), 'must name a video'],
		['a cut off video', reel, () => item({ data: CLIP.subarray(0, 9999) }), 'cut off'],
		[
			'a reel of a second',
			reel,
			() => item({ data: video({ seconds: 1 }) }),
			'1 seconds; Instagram takes 3 seconds to 15 minutes',
		],
		[
			'a story of two minutes',
			{ ...publish, postType: 'story' },
			() => item({ data: video({ seconds: 120 }) }),
			'takes 3 seconds to 60 seconds',
		],
		[
			'a web page',
			image,
			() => item({ data: Buffer.from('<html>Sign in</html>') }, 'image/jpeg'),
			'a web page',
		],
		[
			'a text as a story',
			{ ...publish, postType: 'story' },
			() => item({ data: Buffer.from('text') }),
			'neither an image nor a video',
		],
		['an image in memory', image, () => inMemory(PICTURE, 'image/jpeg'), "n8n keeps 'data' in memory"],
	])('rejects %s', async (_what, parameters, input, complaint) => {
		const error = await refusalOf(parameters, input());
		expect(error?.message).toContain("'Input Binary Field'");
		expect(error?.message).toContain(complaint);
	});

	it('names the item of a carousel by its number', async () => {
		const entries = [
			{ mediaType: 'image', url: media('pottery-2.jpg') },
			{ mediaType: 'video', source: 'binary', binaryPropertyName: 'data' },
		];
		const error = await refusalOf(
			{ ...publish, postType: 'carousel', carouselItems: { item: entries } },
			item({ data: PICTURE }),
			'facebook',
		);
		expect(error?.message).toContain("'Carousel Items > Item 2 > Input Binary Field' must name a video");
	});

	it('rejects a file that n8n no longer has', async () => {
		const input = await item({ data: PICTURE });
		const data = input.binary?.data;
		if (data) data.id = 'filesystem-v2:workflows/1/executions/1/binary_data/gone';
		expect((await refusalOf(image, input))?.message).toContain('n8n no longer has the file');
	});

	it('rejects a file if n8n has no public address', async () => {
		const error = await refusalOf(image, item({ data: PICTURE }), 'instagram', {});
		expect(error?.message).toContain('from n8n at http://localhost:5678');
		expect(error?.description).toContain('WEBHOOK_URL');
	});

	it('fails one item and publishes the others', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { last } = await run(connected, reel, {
			items: [await item({ data: CLIP }), await item({ data: PNG }), await item({ data: CLIP })],
			onError: 'continueRegularOutput',
		});
		expect(posts(ACCOUNT.facebook)).toHaveLength(2);
		expect(failures(last.outputs[0] ?? [])).toMatchObject([
			{ details: { retryable: false }, pairedItem: { item: 1 } },
		]);
	});
});

it('takes the binary data itself, by an expression', async () => {
	const connected = await connectedCredential(sandbox.get(), 'facebook');
	const { json, error } = await run(
		connected,
		{ ...reel, binaryPropertyName: '={{ $binary.clip }}' },
		{
			items: [await item({ clip: CLIP })],
		},
	);
	expect(error?.message).toBeUndefined();
	expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
});
